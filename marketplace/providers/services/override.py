"""Exceptions: a named officer lets a provider be booked without a check for a time."""

from datetime import date, timedelta

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..errors import OverrideRefused
from ..events import cover_ended, provider_changed
from ..models import CheckType, Provider, VettingOverride
from .register import guard_approval

#: The longest that a provider may be booked without a check. An exception bridges the time until a certificate comes:
#: a renewed DBS certificate or policy takes weeks, and 90 days is a school term. Who needs longer needs the check.
LONGEST_DAYS = 90


@transaction.atomic
def make_override(
    *, actor: Actor, provider: Provider, check_type: CheckType, valid_to: date, reason: str
) -> VettingOverride:
    """Let the provider be booked from today until a day without a check that its services need.

    Raises OverrideRefused without a reason or an officer's name, for a day in the past or more than 90 days ahead, for
    a refused provider, and where there is an exception for some of the days already.
    """
    provider, today = _locked(provider), clock.today()
    if not isinstance(actor.user, User):
        raise OverrideRefused("An exception is made by an officer with a name.")
    if not reason.strip():
        raise OverrideRefused("Say why the provider may be booked without this check.")
    if not today <= valid_to <= today + timedelta(days=LONGEST_DAYS):
        raise OverrideRefused(
            f"Choose a last day from today to {today + timedelta(days=LONGEST_DAYS):%-d %B %Y}: an exception lasts "
            f"{LONGEST_DAYS} days at most."
        )
    if provider.refused_on:
        raise OverrideRefused("The council has refused this provider. Lift the refusal first.")
    guard_approval(provider)
    standing = provider.vetting_overrides.standing().filter(check_type=check_type, valid_to__gte=today)
    if earlier := standing.first():
        raise OverrideRefused(
            f"There is an exception until {earlier.valid_to:%-d %B %Y} already. End it before you make another."
        )
    override = VettingOverride.objects.create(
        provider=provider,
        check_type=check_type,
        valid_from=today,
        valid_to=valid_to,
        reason=reason.strip(),
        decided_by=actor.user,
    )
    record_event(
        actor=actor,
        action="vetting_override.make",
        subject=override,
        reason=override.reason,
        after={"provider": str(provider.pk), "type": check_type.code, "valid_to": valid_to.isoformat()},
    )
    provider_changed.send(Provider, provider=provider)
    return override


@transaction.atomic
def end_override(*, actor: Actor, override: VettingOverride, reason: str) -> VettingOverride:
    """End an exception at once; families that are booked for days it covered are told.

    Raises OverrideRefused without a reason, and where it has ended already.
    """
    provider = _locked(override.provider)
    override = VettingOverride.objects.get(pk=override.pk)
    if not isinstance(actor.user, User):
        raise OverrideRefused("An exception is ended by an officer with a name.")
    if not reason.strip():
        raise OverrideRefused("Say why the exception ends.")
    if override.ended_on or override.valid_to < clock.today():
        raise OverrideRefused("This exception has ended already.")
    override.ended_on, override.ended_by, override.end_reason = clock.today(), actor.user, reason.strip()
    override.save(update_fields=["ended_on", "ended_by", "end_reason", "updated_at"])
    record_event(
        actor=actor,
        action="vetting_override.end",
        subject=override,
        reason=override.end_reason,
        before={"valid_to": override.valid_to.isoformat()},
        after={"ended_on": override.ended_on.isoformat()},
    )
    provider_changed.send(Provider, provider=provider)
    cover_ended.send(Provider, provider=provider)
    return override


def _locked(provider: Provider) -> Provider:
    """Lock the provider, so that two officers do not make exceptions for the same days."""
    return Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
