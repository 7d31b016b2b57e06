"""The council's policy on checks: from a day to come, never in the past, for bookings of the past were made by it."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.providers.models import CheckType

from ..models import Category, CategoryCheck


class VettingPolicyRefused(DomainError):
    """The policy cannot be changed as asked."""

    code = "vetting_policy_refused"


@transaction.atomic
def require_check(
    *, actor: Actor, category: Category | None, check_type: CheckType, valid_from: date, reason: str
) -> CategoryCheck:
    """Let a category, or every service, need a check from a day on.

    Raises VettingPolicyRefused without a reason, for a day before tomorrow, and where it is needed then or later.
    """
    _require(reason)
    if valid_from <= clock.today():
        raise VettingPolicyRefused("Choose a day from tomorrow on: bookings were made by the rules of today.")
    _lock_policy()
    same = CategoryCheck.objects.filter(category=category, check_type=check_type)
    if earlier := same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).first():
        until = f" until {earlier.valid_to:%-d %B %Y}" if earlier.valid_to else ""
        raise VettingPolicyRefused(f"This check is needed from {earlier.valid_from:%-d %B %Y}{until} already.")
    made = CategoryCheck.objects.create(category=category, check_type=check_type, valid_from=valid_from)
    facts = {
        "category": category.code if category else "",
        "type": check_type.code,
        "valid_from": valid_from.isoformat(),
    }
    record_event(actor=actor, action="vetting_policy.require", subject=made, reason=reason.strip(), after=facts)
    return made


@transaction.atomic
def end_requirement(*, actor: Actor, requirement: CategoryCheck, last_day: date, reason: str) -> None:
    """End a requirement after a day; one that has not begun and would end before it does is taken back.

    Raises VettingPolicyRefused without a reason, for a day in the past, and where it ends by then already.
    """
    _require(reason)
    _lock_policy()
    current = CategoryCheck.objects.filter(pk=requirement.pk).first()
    if current is None:
        raise VettingPolicyRefused("This requirement has been taken back already.")
    if last_day < clock.today():
        raise VettingPolicyRefused("Choose today or a later day: bookings were made by the rules of the past.")
    if current.valid_to and current.valid_to <= last_day:
        raise VettingPolicyRefused(f"It ends on {current.valid_to:%-d %B %Y} already.")
    before = {"valid_to": current.valid_to.isoformat() if current.valid_to else None}
    after = {"valid_to": last_day.isoformat()}
    record_event(
        actor=actor,
        action="vetting_policy.end",
        subject=current,
        reason=reason.strip(),
        before=before,
        after=after,
    )
    if last_day < current.valid_from:
        current.delete()
        return
    current.valid_to = last_day
    current.save(update_fields=["valid_to"])


def _require(reason: str) -> None:
    if not reason.strip():
        raise VettingPolicyRefused("Say why the policy changes.")


def _lock_policy() -> None:
    """Let nobody else change the policy until the end of the transaction: there may be no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalogue_categorycheck IN SHARE ROW EXCLUSIVE MODE")
