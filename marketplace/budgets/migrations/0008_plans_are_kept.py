from django.db import migrations


#: A plan's text changes while it is a draft only, and its states follow one another as they must.
TEXT_IS_KEPT = """
CREATE FUNCTION budgets_keep_sent_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{state,updated_at}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a plan that was sent is kept' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'submitted'), ('draft', 'abandoned'), ('submitted', 'draft'), ('submitted', 'final'),
        ('final', 'replaced')
    ) THEN
        RAISE EXCEPTION 'a plan does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'submitted' THEN may_change := '{state,updated_at,return_reason,final_at}'; END IF;
    IF OLD.state <> 'draft' AND to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'a plan that was sent is not edited' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_sent_plan_is_kept BEFORE UPDATE OR DELETE ON budgets_supportplan
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_sent_plan();

CREATE FUNCTION budgets_keep_parts_of_sent_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    plan_state text;
BEGIN
    IF TG_TABLE_NAME = 'budgets_planlinefunding' THEN
        SELECT p.state INTO plan_state FROM budgets_supportplan p JOIN budgets_planline l ON l.plan_id = p.id
        WHERE l.id = (part->>'line_id')::uuid;
    ELSE
        SELECT state INTO plan_state FROM budgets_supportplan WHERE id = (part->>'plan_id')::uuid;
    END IF;
    IF plan_state <> 'draft' THEN
        RAISE EXCEPTION 'a plan that was sent is not edited' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
TEXT_CHANGES = """
DROP FUNCTION budgets_keep_parts_of_sent_plan();
DROP TRIGGER budgets_sent_plan_is_kept ON budgets_supportplan;
DROP FUNCTION budgets_keep_sent_plan();
"""


def parts_are_kept(table):
    """Return the operation that guards a table of parts of a plan."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_is_kept BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION budgets_keep_parts_of_sent_plan();",
        f"DROP TRIGGER {table}_is_kept ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0007_figures_are_kept")]

    operations = [
        migrations.RunSQL(TEXT_IS_KEPT, TEXT_CHANGES),
        parts_are_kept("budgets_planoutcome"),
        parts_are_kept("budgets_planline"),
        parts_are_kept("budgets_planlinefunding"),
    ]
