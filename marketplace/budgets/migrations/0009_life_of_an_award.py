from django.db import migrations

from marketplace.core.immutable import forbid_changes


#: The refunds of a hold together are at most what it captured. The lock on its resolution makes two refunds at one
#: moment see each other.
REFUNDED_AT_MOST_WHAT_WAS_CAPTURED = """
CREATE FUNCTION budgets_check_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    captured bigint;
    refunded bigint;
BEGIN
    SELECT captured_pence INTO captured FROM budgets_holdresolution WHERE hold_id = NEW.hold_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_pence), 0) INTO refunded FROM budgets_holdrefund WHERE hold_id = NEW.hold_id;
    IF coalesce(captured, 0) < refunded + NEW.amount_pence THEN
        RAISE EXCEPTION 'hold % captured % pence and would refund %',
            NEW.hold_id, coalesce(captured, 0), refunded + NEW.amount_pence
            USING ERRCODE = 'check_violation', CONSTRAINT = 'budgets_refunds_at_most_what_was_captured';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_refunds_at_most_what_was_captured BEFORE INSERT ON budgets_holdrefund
    FOR EACH ROW EXECUTE FUNCTION budgets_check_refund();
"""
REFUNDED_AS_WRITTEN = """
DROP TRIGGER budgets_refunds_at_most_what_was_captured ON budgets_holdrefund;
DROP FUNCTION budgets_check_refund();
"""

CLOSED_STAYS_CLOSED = """
CREATE FUNCTION budgets_keep_pot_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a pot that is closed stays closed' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'budgets_closed_pot_stays_closed';
END $$;
CREATE TRIGGER budgets_closed_pot_stays_closed BEFORE UPDATE ON budgets_pot FOR EACH ROW
    WHEN (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on)
    EXECUTE FUNCTION budgets_keep_pot_closed();
"""
CLOSED_MAY_OPEN = """
DROP TRIGGER budgets_closed_pot_stays_closed ON budgets_pot;
DROP FUNCTION budgets_keep_pot_closed();
"""

#: A leg knows when it was made from its transaction, whatever the program says. Those that are there are told once;
#: the trigger that keeps them as they are rests meanwhile.
LEGS_KNOW_WHEN = """
ALTER TABLE budgets_ledgerleg DISABLE TRIGGER budgets_ledgerleg_is_immutable;
UPDATE budgets_ledgerleg leg SET moved_at = written.created_at
    FROM budgets_ledgertransaction written WHERE written.id = leg.transaction_id;
ALTER TABLE budgets_ledgerleg ENABLE TRIGGER budgets_ledgerleg_is_immutable;

CREATE FUNCTION budgets_date_leg() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT created_at INTO NEW.moved_at FROM budgets_ledgertransaction WHERE id = NEW.transaction_id;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_leg_knows_when BEFORE INSERT ON budgets_ledgerleg
    FOR EACH ROW EXECUTE FUNCTION budgets_date_leg();
"""
LEGS_ARE_TOLD_WHEN = """
DROP TRIGGER budgets_leg_knows_when ON budgets_ledgerleg;
DROP FUNCTION budgets_date_leg();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0008_plans_are_kept")]

    operations = [
        migrations.RunSQL(REFUNDED_AT_MOST_WHAT_WAS_CAPTURED, REFUNDED_AS_WRITTEN),
        migrations.RunSQL(CLOSED_STAYS_CLOSED, CLOSED_MAY_OPEN),
        forbid_changes("budgets_holdrefund"),
        migrations.RunSQL(LEGS_KNOW_WHEN, LEGS_ARE_TOLD_WHEN),
    ]
