"""The council's rules for keeping listings true: dated, changed from a day to come, never in the past."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError

from ..models import ListingPolicy
from ..reference import POLICY_FROM

#: The most months and per cent that a rule may name: ten years, and twice as much again.
MOST_MONTHS = 120
MOST_PERCENT = 100


class ListingPolicyRefused(DomainError):
    """The rules cannot be changed as asked."""

    code = "listing_policy_refused"


def load_listing_policy() -> None:
    """Record the rules that a new council starts with, where it has none yet."""
    if not ListingPolicy.objects.exists():
        ListingPolicy.objects.create(valid_from=POLICY_FROM)


def change_listing_policy(*, actor: Actor, valid_from: date, reason: str, **rules: Any) -> ListingPolicy:
    """Let these rules hold from a day on; those before them hold until the day before.

    `rules` are the other fields of ListingPolicy. Raises ListingPolicyRefused without a reason, for a day before
    tomorrow, where others are planned for that day or later, and where officers would look before providers are asked.
    """
    _check(valid_from, reason, rules)
    try:
        with transaction.atomic():
            _end_before(valid_from)
            made = ListingPolicy.objects.create(valid_from=valid_from, **rules)
            after = {name: str(value) for name, value in rules.items()} | {"valid_from": valid_from.isoformat()}
            record_event(actor=actor, action="listing_policy.make", subject=made, reason=reason, after=after)
    except IntegrityError as error:
        raise ListingPolicyRefused("These rules contradict themselves or others. Check the days.") from error
    return made


@transaction.atomic
def withdraw_listing_policy(*, actor: Actor, policy: ListingPolicy, reason: str) -> None:
    """Take back rules that have not begun; those before them hold on. Raises ListingPolicyRefused once they have."""
    rows = {row.pk: row for row in _lock()}
    if not reason.strip():
        raise ListingPolicyRefused("Say why the rules are withdrawn.")
    if policy.pk not in rows:
        raise ListingPolicyRefused("These rules are withdrawn already.")
    policy = rows.pop(policy.pk)
    if policy.valid_from <= clock.today():
        raise ListingPolicyRefused("These rules have begun, so they stay on record. Change them from a day to come.")
    before = next((row for row in rows.values() if row.valid_to == policy.valid_from - timedelta(days=1)), None)
    was = {"valid_from": policy.valid_from.isoformat()}
    record_event(actor=actor, action="listing_policy.withdraw", subject=policy, reason=reason, before=was)
    valid_to = policy.valid_to
    policy.delete()
    if before:
        before.valid_to = valid_to
        before.save(update_fields=["valid_to", "updated_at"])


def _lock() -> list[ListingPolicy]:
    """Let nobody else change the rules until the end of the transaction, and return them by their first day."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalogue_listingpolicy IN SHARE ROW EXCLUSIVE MODE")
    return list(ListingPolicy.objects.order_by("valid_from"))


def _check(valid_from: date, reason: str, rules: dict[str, Any]) -> None:
    if not reason.strip():
        raise ListingPolicyRefused("Say why the rules change.")
    if valid_from <= clock.today():
        raise ListingPolicyRefused("Rules can change from tomorrow on.")
    ask, queue = rules.get("ask_after_months", 6), rules.get("queue_after_months", 12)
    if not 1 <= ask < queue <= MOST_MONTHS:
        raise ListingPolicyRefused(
            f"A provider is asked after 1 month or more, and an officer looks later than that, after {MOST_MONTHS} "
            "months at most."
        )
    if not 0 <= rules.get("price_change_percent", 0) <= MOST_PERCENT:
        raise ListingPolicyRefused(f"A rise of prices is from 0 to {MOST_PERCENT} per cent.")


def _end_before(valid_from: date) -> None:
    rows = _lock()
    planned = next((policy for policy in rows if policy.valid_from >= valid_from), None)
    if planned:
        raise ListingPolicyRefused(
            f"Other rules are planned from {planned.valid_from:%-d %B %Y}. Withdraw those first, or choose a later day."
        )
    if rows and (rows[-1].valid_to is None or rows[-1].valid_to >= valid_from):
        rows[-1].valid_to = valid_from - timedelta(days=1)
        rows[-1].save(update_fields=["valid_to", "updated_at"])
