from django.db import migrations

from marketplace.core.immutable import forbid_changes


#: Rules that have begun keep all but their last day, and that is never moved into the past.
RULES_THAT_HAVE_BEGUN = """
CREATE FUNCTION budgets_keep_begun_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.valid_from <= current_date THEN
            RAISE EXCEPTION 'rules that have begun are kept' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.valid_from <= current_date
       AND to_jsonb(NEW) - 'valid_to' - 'updated_at' <> to_jsonb(OLD) - 'valid_to' - 'updated_at' THEN
        RAISE EXCEPTION 'rules that have begun change in nothing but their last day' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_begun_rules_are_kept BEFORE UPDATE OR DELETE ON budgets_streamrules
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_begun_rules();

CREATE FUNCTION budgets_keep_categories_of_begun_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT valid_from FROM budgets_streamrules WHERE id = OLD.streamrules_id) <= current_date THEN
        RAISE EXCEPTION 'rules that have begun keep what they pay for' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_begun_rules_keep_their_categories BEFORE UPDATE OR DELETE ON budgets_streamrules_categories
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_categories_of_begun_rules();
"""
RULES_CHANGE = """
DROP TRIGGER budgets_begun_rules_keep_their_categories ON budgets_streamrules_categories;
DROP FUNCTION budgets_keep_categories_of_begun_rules();
DROP TRIGGER budgets_begun_rules_are_kept ON budgets_streamrules;
DROP FUNCTION budgets_keep_begun_rules();
"""

#: A published questionnaire is only ever retired. The path from a part of it to the questionnaire differs by table.
QUESTIONNAIRES = """
CREATE FUNCTION budgets_keep_published_questionnaire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a published questionnaire is kept' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND to_jsonb(NEW) - '{state,retired_at,updated_at}'::text[]
       <> to_jsonb(OLD) - '{state,retired_at,updated_at}'::text[] THEN
        RAISE EXCEPTION 'a published questionnaire is only retired' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'draft' AND NEW.state = 'draft' THEN
        RAISE EXCEPTION 'a published questionnaire is never a draft again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_published_questionnaire_is_kept BEFORE UPDATE OR DELETE ON budgets_questionnaire
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_published_questionnaire();

CREATE FUNCTION budgets_keep_published_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    published text;
BEGIN
    IF TG_TABLE_NAME IN ('budgets_questionnairedomain', 'budgets_ageadjustment') THEN
        SELECT state INTO published FROM budgets_questionnaire WHERE id = (part->>'questionnaire_id')::uuid;
    ELSIF TG_TABLE_NAME = 'budgets_question' THEN
        SELECT q.state INTO published FROM budgets_questionnaire q
        JOIN budgets_questionnairedomain d ON d.questionnaire_id = q.id WHERE d.id = (part->>'domain_id')::uuid;
    ELSE
        SELECT q.state INTO published FROM budgets_questionnaire q
        JOIN budgets_questionnairedomain d ON d.questionnaire_id = q.id
        JOIN budgets_question asked ON asked.domain_id = d.id WHERE asked.id = (part->>'question_id')::uuid;
    END IF;
    IF published <> 'draft' THEN
        RAISE EXCEPTION 'a published questionnaire is not edited' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
QUESTIONNAIRES_CHANGE = """
DROP TRIGGER budgets_published_questionnaire_is_kept ON budgets_questionnaire;
DROP FUNCTION budgets_keep_published_questionnaire();
DROP FUNCTION budgets_keep_published_parts();
"""

#: The streams that pay a line of a plan pay all of it, at the end of the transaction.
LINES_ARE_PAID_IN_FULL = """
CREATE FUNCTION budgets_check_line_funding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    price bigint;
    paid bigint;
BEGIN
    IF TG_TABLE_NAME = 'budgets_planline' THEN checked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN checked := OLD.line_id;
    ELSE checked := NEW.line_id; END IF;
    SELECT coalesce(amount_pence, 0) INTO price FROM budgets_planline WHERE id = checked;
    SELECT sum(amount_pence) INTO paid FROM budgets_planlinefunding WHERE line_id = checked;
    IF price IS NOT NULL AND paid IS NOT NULL AND paid <> price THEN
        RAISE EXCEPTION 'streams pay % pence of line %, which costs %', paid, checked, price
            USING ERRCODE = 'check_violation', CONSTRAINT = 'budgets_a_line_is_paid_in_full';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER budgets_a_line_is_paid_in_full AFTER INSERT OR UPDATE OR DELETE ON budgets_planlinefunding
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgets_check_line_funding();
CREATE CONSTRAINT TRIGGER budgets_a_priced_line_is_paid_in_full AFTER UPDATE ON budgets_planline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgets_check_line_funding();
"""
LINES_ARE_PAID_AS_WRITTEN = """
DROP TRIGGER budgets_a_priced_line_is_paid_in_full ON budgets_planline;
DROP TRIGGER budgets_a_line_is_paid_in_full ON budgets_planlinefunding;
DROP FUNCTION budgets_check_line_funding();
"""


def parts_are_kept(table):
    """Return the operation that guards a table of parts of a questionnaire."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION budgets_keep_published_parts();",
        f"DROP TRIGGER {table}_is_kept ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0004_personal_budgets"), ("core", "0003_audit_is_immutable")]

    operations = [
        migrations.RunSQL(RULES_THAT_HAVE_BEGUN, RULES_CHANGE),
        migrations.RunSQL(QUESTIONNAIRES, QUESTIONNAIRES_CHANGE),
        parts_are_kept("budgets_questionnairedomain"),
        parts_are_kept("budgets_ageadjustment"),
        parts_are_kept("budgets_question"),
        parts_are_kept("budgets_descriptor"),
        migrations.RunSQL(LINES_ARE_PAID_IN_FULL, LINES_ARE_PAID_AS_WRITTEN),
        forbid_changes("budgets_plansignature"),
    ]
