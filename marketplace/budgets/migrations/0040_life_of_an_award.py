import uuid

import django.db.models.deletion
from django.db import migrations, models

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


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_what_never_changes")]

    operations = [
        migrations.CreateModel(
            name="HoldRefund",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("amount_pence", models.PositiveBigIntegerField()),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="budgets.hold"
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund",
                        to="budgets.ledgertransaction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_pence__gt", 0)), name="budgets_refund_gives_something"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="pot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    models.Q(
                        ("closed_on__gt", models.F("valid_to")),
                        ("funded_pence", models.F("spent_pence")),
                        ("held_pence", 0),
                        ("set_aside_pence", 0),
                    ),
                    _connector="OR",
                ),
                name="budgets_closed_pot_has_nothing_left",
            ),
        ),
        migrations.RunSQL(REFUNDED_AT_MOST_WHAT_WAS_CAPTURED, REFUNDED_AS_WRITTEN),
        migrations.RunSQL(CLOSED_STAYS_CLOSED, CLOSED_MAY_OPEN),
        forbid_changes("budgets_holdrefund"),
    ]
