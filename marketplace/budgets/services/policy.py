"""The council's rules for all streams: dated, changed from a day to come, never in the past."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding

from ..errors import PolicyRefused
from ..models import BudgetPolicy
from ..reference import FIRST_DAY

#: How long the council may take to answer a challenge at most, in working days: a year of them.
MOST_WORKING_DAYS = 250


def load_policy() -> None:
    """Record the rules that a new council starts with, where it has none yet."""
    if not BudgetPolicy.objects.exists():
        BudgetPolicy.objects.create(valid_from=FIRST_DAY)


def change_policy(*, actor: Actor, valid_from: date, reason: str, **rules: Any) -> BudgetPolicy:
    """Let these rules hold from a day on; those before them hold until the day before.

    `rules` are the other fields of BudgetPolicy. Raises PolicyRefused without a reason, for a day before tomorrow,
    where others are planned for that day or later, and for shares above everything.
    """
    _check_change(valid_from, reason, rules)
    with deciding():
        _end_before(valid_from)
        made = BudgetPolicy.objects.create(valid_from=valid_from, **rules)
        after = {name: str(value) for name, value in rules.items()} | {"valid_from": valid_from.isoformat()}
        record_event(actor=actor, action="budget_policy.make", subject=made, reason=reason, after=after)
    return made


@transaction.atomic
def withdraw_policy(*, actor: Actor, policy: BudgetPolicy, reason: str) -> None:
    """Take back rules that have not begun; those before them hold on. Raises PolicyRefused once they have."""
    rows = {row.pk: row for row in _lock_policies()}
    if not reason.strip():
        raise PolicyRefused("Say why the rules are withdrawn.")
    if policy.pk not in rows:
        raise PolicyRefused("These rules are withdrawn already.")
    policy = rows.pop(policy.pk)
    if policy.valid_from <= clock.today():
        raise PolicyRefused("These rules have begun, so they stay on record. Change them from a day to come instead.")
    before = next((row for row in rows.values() if row.valid_to == policy.valid_from - timedelta(days=1)), None)
    record_event(
        actor=actor,
        action="budget_policy.withdraw",
        subject=policy,
        reason=reason,
        before={"valid_from": policy.valid_from.isoformat()},
    )
    valid_to = policy.valid_to
    policy.delete()
    if before:
        before.valid_to = valid_to
        before.save(update_fields=["valid_to", "updated_at"])


def _lock_policies() -> list[BudgetPolicy]:
    """Let nobody else change the rules until the end of the transaction, and return them by their first day.

    Without a row to lock yet, two officers would insert at once and stand in each other's way.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE budgets_budgetpolicy IN SHARE ROW EXCLUSIVE MODE")
    return list(BudgetPolicy.objects.order_by("valid_from"))


def _check_change(valid_from: date, reason: str, rules: dict[str, Any]) -> None:
    if not reason.strip():
        raise PolicyRefused("Say why the rules change.")
    if valid_from <= clock.today():
        raise PolicyRefused("Rules can change from tomorrow on, because decisions were made by those of today.")
    if not 1 <= rules.get("challenge_working_days", 1) <= MOST_WORKING_DAYS:
        raise PolicyRefused(f"A challenge is answered within 1 to {MOST_WORKING_DAYS} working days.")
    if not all(0 <= rules.get(share, 0) <= 100 for share in ("amendment_percent", "sample_percent")):
        raise PolicyRefused("A share is from 0 to 100 per cent.")


def _end_before(valid_from: date) -> None:
    rows = _lock_policies()
    planned = next((policy for policy in rows if policy.valid_from >= valid_from), None)
    if planned:
        raise PolicyRefused(
            f"Other rules are planned from {planned.valid_from:%-d %B %Y}. Withdraw those first, or choose a later day."
        )
    if rows and (rows[-1].valid_to is None or rows[-1].valid_to >= valid_from):
        rows[-1].valid_to = valid_from - timedelta(days=1)
        rows[-1].save(update_fields=["valid_to", "updated_at"])
