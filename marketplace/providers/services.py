"""Writing about providers: joining, their people, and the council's decisions on their checks."""

from datetime import date
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils.text import slugify

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError

from .enums import CheckState, ProviderRole
from .models import CheckType, Provider, ProviderMember, VettingCheck

#: Sent with `provider` inside the transaction that changes what the public may see of it.
provider_changed = Signal()

#: Words that follow `/provider/` in the addresses of pages that belong to no single provider.
RESERVED_SLUGS = frozenset({"bookings", "requests"})


class CheckRefused(DomainError):
    """The vetting check cannot be taken or decided as asked."""

    code = "check_refused"


@transaction.atomic
def register_provider(
    *, actor: Actor, name: str, owner: User | None = None, slug: str = "", **details: Any
) -> Provider:
    """Create a provider, with its owner where there is one; `details` are fields of Provider."""
    provider = Provider.objects.create(name=name, slug=slug or free_provider_slug(name), **details)
    if owner:
        ProviderMember.objects.create(provider=provider, user=owner, role=ProviderRole.OWNER)
    record_event(actor=actor, action="provider.register", subject=provider)
    return provider


@transaction.atomic
def change_provider(*, actor: Actor, provider: Provider, **details: Any) -> Provider:
    """Change what a provider says about itself; `details` are fields of Provider."""
    for field, value in details.items():
        setattr(provider, field, value)
    provider.save(update_fields=[*details, "updated_at"])
    record_event(actor=actor, action="provider.change", subject=provider, after={"fields": sorted(details)})
    provider_changed.send(Provider, provider=provider)
    return provider


@transaction.atomic
def add_member(*, actor: Actor, provider: Provider, user: User, role: ProviderRole) -> ProviderMember:
    """Let a person act for a provider in a role; a role already held is left as it is."""
    member, created = ProviderMember.objects.get_or_create(provider=provider, user=user, role=role)
    if created:
        record_event(actor=actor, action="provider.add_member", subject=member, after={"role": role})
    return member


@transaction.atomic
def submit_check(
    *, actor: Actor, provider: Provider, check_type: CheckType, reference: str, valid_from: date, valid_to: date
) -> VettingCheck:
    """Give the council evidence for a check; raises CheckRefused where its dates are reversed or over."""
    if valid_to < valid_from:
        raise CheckRefused("The end date must be on or after the start date.")
    if valid_to < clock.today():
        raise CheckRefused("This evidence has run out already. Send the current one.")
    check = VettingCheck.objects.create(
        provider=provider, check_type=check_type, reference=reference, valid_from=valid_from, valid_to=valid_to
    )
    record_event(actor=actor, action="check.submit", subject=check, after={"type": check_type.code})
    return check


@transaction.atomic
def decide_check(*, actor: Actor, check: VettingCheck, approve: bool, reason: str = "") -> VettingCheck:
    """Approve or refuse a check, once. Refusing needs a reason, which the provider reads."""
    check = VettingCheck.objects.select_for_update().get(pk=check.pk)
    if check.state != CheckState.SUBMITTED:
        raise CheckRefused("This check has been decided already.")
    if not approve and not reason:
        raise CheckRefused("Say why, so that the provider knows what to send.")
    check.state = CheckState.APPROVED if approve else CheckState.REFUSED
    check.decided_by = actor.user
    check.decided_at = clock.now()
    check.reason = reason
    check.save(update_fields=["state", "decided_by", "decided_at", "reason", "updated_at"])
    record_event(
        actor=actor,
        action="check.decide",
        subject=check,
        reason=reason,
        before={"state": CheckState.SUBMITTED},
        after={"state": check.state},
    )
    provider_changed.send(Provider, provider=check.provider)
    return check


@transaction.atomic
def refuse_provider(*, actor: Actor, provider: Provider, reason: str) -> Provider:
    """Stop a provider from being booked or shown (2008: a family bought respite from one the council had refused)."""
    if not reason:
        raise CheckRefused("Say why the council refuses this provider.")
    provider.refused_on = clock.today()
    provider.refusal_reason = reason
    provider.save(update_fields=["refused_on", "refusal_reason", "updated_at"])
    record_event(actor=actor, action="provider.refuse", subject=provider, reason=reason)
    provider_changed.send(Provider, provider=provider)
    return provider


def free_provider_slug(name: str) -> str:
    """Return an address for the name that no provider has."""
    stem = slugify(name)[:110] or "provider"
    taken = RESERVED_SLUGS.union(Provider.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
