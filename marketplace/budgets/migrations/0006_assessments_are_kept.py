from django.db import migrations


#: A part never moves to another questionnaire: it would leave one that is published.
PARTS_STAY = """
CREATE FUNCTION budgets_keep_part_where_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW)->>TG_ARGV[0] IS DISTINCT FROM to_jsonb(OLD)->>TG_ARGV[0] THEN
        RAISE EXCEPTION 'a part stays in its questionnaire' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budgets_keep_retired_questionnaire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'retired' AND NEW.state <> 'retired' THEN
        RAISE EXCEPTION 'a retired questionnaire stays retired' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_retired_questionnaire_is_kept BEFORE UPDATE ON budgets_questionnaire
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_retired_questionnaire();
"""
PARTS_MOVE = """
DROP TRIGGER budgets_retired_questionnaire_is_kept ON budgets_questionnaire;
DROP FUNCTION budgets_keep_retired_questionnaire();
DROP FUNCTION budgets_keep_part_where_it_is();
"""

#: An assessment that is completed or given up is never changed; answers belong to one that is open, and to its questions.
ASSESSMENTS_ARE_KEPT = """
CREATE FUNCTION budgets_keep_ended_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'in_progress' THEN
        RAISE EXCEPTION 'an assessment that has ended is kept' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.child_id <> OLD.child_id OR NEW.questionnaire_id <> OLD.questionnaire_id THEN
        RAISE EXCEPTION 'an assessment stays with its child and its questionnaire' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_ended_assessment_is_kept BEFORE UPDATE OR DELETE ON budgets_assessment
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_ended_assessment();

CREATE FUNCTION budgets_check_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND
       (SELECT state FROM budgets_assessment WHERE id = OLD.assessment_id) <> 'in_progress' THEN
        RAISE EXCEPTION 'answers of an assessment that has ended are kept' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF (SELECT state FROM budgets_assessment WHERE id = NEW.assessment_id) <> 'in_progress' THEN
        RAISE EXCEPTION 'an assessment that has ended takes no answers' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM budgets_descriptor chosen
        JOIN budgets_question asked ON asked.id = chosen.question_id
        JOIN budgets_questionnairedomain domain ON domain.id = asked.domain_id
        JOIN budgets_assessment taken ON taken.questionnaire_id = domain.questionnaire_id
        WHERE chosen.id = NEW.descriptor_id AND asked.id = NEW.question_id AND taken.id = NEW.assessment_id
    ) THEN
        RAISE EXCEPTION 'an answer is one of its question, of the questionnaire that is taken'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_answer_belongs_to_its_question BEFORE INSERT OR UPDATE OR DELETE ON budgets_assessmentanswer
    FOR EACH ROW EXECUTE FUNCTION budgets_check_answer();
"""
ASSESSMENTS_CHANGE = """
DROP TRIGGER budgets_answer_belongs_to_its_question ON budgets_assessmentanswer;
DROP FUNCTION budgets_check_answer();
DROP TRIGGER budgets_ended_assessment_is_kept ON budgets_assessment;
DROP FUNCTION budgets_keep_ended_assessment();
"""

#: A pot does not run past the last day of its stream. The row of the stream is locked, so that an award and the end of
#: a stream wait for each other.
POTS_END_WITH_THEIR_STREAM = """
CREATE FUNCTION budgets_check_pot_ends_with_its_stream() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_day date;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.valid_to = OLD.valid_to AND NEW.stream_id = OLD.stream_id THEN
        RETURN NEW;
    END IF;
    SELECT valid_to INTO last_day FROM budgets_fundingstream WHERE id = NEW.stream_id FOR SHARE;
    IF last_day < NEW.valid_to THEN
        RAISE EXCEPTION 'budgets_a_pot_ends_with_its_stream: the stream ends on %', last_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'budgets_a_pot_ends_with_its_stream';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_a_pot_ends_with_its_stream BEFORE INSERT OR UPDATE ON budgets_pot
    FOR EACH ROW EXECUTE FUNCTION budgets_check_pot_ends_with_its_stream();
"""
POTS_END_WHEN_THEY_LIKE = """
DROP TRIGGER budgets_a_pot_ends_with_its_stream ON budgets_pot;
DROP FUNCTION budgets_check_pot_ends_with_its_stream();
"""


def part_stays(table, parent):
    """Return the operation that keeps each row of the table with its parent."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_stays_where_it_is BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION budgets_keep_part_where_it_is('{parent}_id');",
        f"DROP TRIGGER {table}_stays_where_it_is ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_what_never_changes")]

    operations = [
        migrations.RunSQL(PARTS_STAY, PARTS_MOVE),
        part_stays("budgets_questionnairedomain", "questionnaire"),
        part_stays("budgets_ageadjustment", "questionnaire"),
        part_stays("budgets_question", "domain"),
        part_stays("budgets_descriptor", "question"),
        migrations.RunSQL(ASSESSMENTS_ARE_KEPT, ASSESSMENTS_CHANGE),
        migrations.RunSQL(POTS_END_WITH_THEIR_STREAM, POTS_END_WHEN_THEY_LIKE),
    ]
