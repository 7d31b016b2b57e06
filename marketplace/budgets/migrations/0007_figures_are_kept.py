from django.db import migrations


#: A policy that has begun keeps all but its last day (see 0005 for the function), and its bands.
POLICIES_ARE_KEPT = """
CREATE TRIGGER budgets_begun_allocation_policies_are_kept BEFORE UPDATE OR DELETE ON budgets_allocationpolicy
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_begun_rules();
CREATE TRIGGER budgets_begun_policies_are_kept BEFORE UPDATE OR DELETE ON budgets_budgetpolicy
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_begun_rules();
CREATE FUNCTION budgets_keep_bands_of_begun_policies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT valid_from FROM budgets_allocationpolicy WHERE id = OLD.policy_id) <= current_date THEN
        RAISE EXCEPTION 'a policy that has begun keeps its bands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER budgets_begun_policies_keep_their_bands BEFORE UPDATE OR DELETE ON budgets_allocationband
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_bands_of_begun_policies();
"""
POLICIES_CHANGE = """
DROP TRIGGER budgets_begun_policies_keep_their_bands ON budgets_allocationband;
DROP FUNCTION budgets_keep_bands_of_begun_policies();
DROP TRIGGER budgets_begun_policies_are_kept ON budgets_budgetpolicy;
DROP TRIGGER budgets_begun_allocation_policies_are_kept ON budgets_allocationpolicy;
"""

#: How a figure was worked out is kept for ever; its override, its release and its withdrawal are what is added to it.
FIGURES_ARE_KEPT = """
CREATE FUNCTION budgets_keep_figures() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{amount_pence,override_reason,overridden_by_id,state,conversation_id,released_at,withdrawal_reason,updated_at}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a figure is withdrawn, not deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'withdrawn' OR to_jsonb(NEW) - added <> to_jsonb(OLD) - added THEN
        RAISE EXCEPTION 'how a figure was worked out does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_figures_are_kept BEFORE UPDATE OR DELETE ON budgets_indicativeallocation
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_figures();
"""
FIGURES_CHANGE = """
DROP TRIGGER budgets_figures_are_kept ON budgets_indicativeallocation;
DROP FUNCTION budgets_keep_figures();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0006_assessments_are_kept")]

    operations = [
        migrations.RunSQL(POLICIES_ARE_KEPT, POLICIES_CHANGE),
        migrations.RunSQL(FIGURES_ARE_KEPT, FIGURES_CHANGE),
    ]
