from django.db import migrations

from marketplace.core.immutable import forbid_changes

LEGS_SUM_TO_ZERO = """
CREATE FUNCTION budgets_check_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    legs bigint;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'budgets_ledgerleg' THEN checked := NEW.transaction_id; ELSE checked := NEW.id; END IF;
    SELECT count(*), coalesce(sum(amount_pence), 0) INTO legs, total
    FROM budgets_ledgerleg WHERE transaction_id = checked;
    IF legs < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % has % legs that sum to % pence', checked, legs, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'budgets_legs_sum_to_zero';
    END IF;
    RETURN NULL;
END $$;

-- Two triggers: one for a leg added to an old transaction, one for a transaction that has no leg at all.
CREATE CONSTRAINT TRIGGER budgets_legs_sum_to_zero AFTER INSERT ON budgets_ledgerleg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgets_check_transaction();
CREATE CONSTRAINT TRIGGER budgets_transaction_has_legs AFTER INSERT ON budgets_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgets_check_transaction();
"""

NO_CHECK = """
DROP TRIGGER budgets_legs_sum_to_zero ON budgets_ledgerleg;
DROP TRIGGER budgets_transaction_has_legs ON budgets_ledgertransaction;
DROP FUNCTION budgets_check_transaction();
"""


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_initial"), ("core", "0001_initial")]

    operations = [
        migrations.RunSQL(sql=LEGS_SUM_TO_ZERO, reverse_sql=NO_CHECK),
        forbid_changes("budgets_ledgertransaction"),
        forbid_changes("budgets_ledgerleg"),
        forbid_changes("budgets_hold"),
        forbid_changes("budgets_holdresolution"),
    ]
