from django.db import migrations

from marketplace.core.immutable import forbid_changes


#: What somebody has said of how things are is never changed, and never half said.
ANSWERS_ARE_KEPT = """
CREATE FUNCTION budgets_keep_completed_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.completed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a completed review is kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_completed_review_is_kept BEFORE UPDATE OR DELETE ON budgets_outcomereview
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_completed_review();

CREATE FUNCTION budgets_answer_open_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT completed_at FROM budgets_outcomereview WHERE id = NEW.review_id) IS NOT NULL THEN
        RAISE EXCEPTION 'a completed review is not answered again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_only_open_reviews_are_answered BEFORE INSERT ON budgets_outcomeanswer
    FOR EACH ROW EXECUTE FUNCTION budgets_answer_open_reviews();

CREATE FUNCTION budgets_check_completed_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM catalogue_outcome o WHERE NOT EXISTS (
            SELECT 1 FROM budgets_outcomeanswer a WHERE a.review_id = NEW.id AND a.outcome_id = o.id)
    ) THEN
        RAISE EXCEPTION 'a completed review answers every outcome' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM budgets_outcomeanswer WHERE review_id = NEW.id AND score IS NOT NULL) THEN
        RAISE EXCEPTION 'a completed review says something of one outcome at least' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER budgets_a_completed_review_is_whole AFTER INSERT OR UPDATE ON budgets_outcomereview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.completed_at IS NOT NULL)
    EXECUTE FUNCTION budgets_check_completed_review();
"""
ANSWERS_CHANGE = """
DROP TRIGGER budgets_a_completed_review_is_whole ON budgets_outcomereview;
DROP FUNCTION budgets_check_completed_review();
DROP TRIGGER budgets_only_open_reviews_are_answered ON budgets_outcomeanswer;
DROP FUNCTION budgets_answer_open_reviews();
DROP TRIGGER budgets_completed_review_is_kept ON budgets_outcomereview;
DROP FUNCTION budgets_keep_completed_review();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0009_life_of_an_award"), ("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(ANSWERS_ARE_KEPT, ANSWERS_CHANGE),
        forbid_changes("budgets_outcomeanswer"),
    ]
