"""The register of refusals: a provider that the council refused does not come back under another name.

2008: a family bought respite from a provider that its council had refused. Nothing of the register is public.
"""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..enums import MatchState, ProviderRole
from ..errors import CheckRefused, RefusalRefused, StoppedByRegister
from ..events import provider_changed
from ..matching import ALIKE, NUMBERS, Likeness, likenesses
from ..models import Provider, Refusal, RefusalMatch

_FACTS = ("email", "phone", "postcode", *NUMBERS)


def guard_registration(*, owner: User | None, name: str, **details: Any) -> None:
    """Raise StoppedByRegister where the organisation, or who joins with it, is one that the council refused.

    `details` are fields of Provider.
    """
    if owner and owner.provider_memberships.filter(
        role=ProviderRole.OWNER, provider__refusals__in=Refusal.objects.filter(lifted_on__isnull=True)
    ):
        raise StoppedByRegister
    facts = {field: details.get(field) or "" for field in _FACTS}
    emails = [facts.pop("email"), owner.email if owner else ""]
    names = [name, owner.name] if owner else [name]
    if any(each.is_same for each in likenesses(names=names, emails=[each for each in emails if each], **facts)):
        raise StoppedByRegister


def guard_entry(*, provider: Provider, owner: User) -> None:
    """Raise StoppedByRegister where an entry that is there, or who is to own it, is one that the council refused."""
    guard_registration(owner=owner, name=provider.name, **{field: getattr(provider, field) for field in _FACTS})


def guard_provider(provider: Provider) -> None:
    """Raise StoppedByRegister where the provider, as it now is, is one that the council refused under another entry.

    Where it is only alike, an officer is asked; until the answer nothing of it is approved.
    """
    for likeness in _likenesses_of(provider):
        if likeness.is_same:
            raise StoppedByRegister
        _ask_officer(provider, likeness)


def guard_approval(provider: Provider) -> None:
    """Raise CheckRefused, for an officer, where the provider is refused or may be one that was."""
    if provider.refused_on:
        raise CheckRefused("The council has refused this provider. Lift the refusal first, under Vetting, Refusals.")
    if open_matches().filter(provider=provider).exists():
        raise CheckRefused(
            "This provider is like one that the council refused. Decide first whether it is the same, under Vetting, "
            "Refusals."
        )


def open_matches() -> Any:
    """Return the likenesses that wait for an officer, oldest first."""
    matches = RefusalMatch.objects.filter(
        state=MatchState.OPEN, refusal__lifted_on__isnull=True, provider__refused_on__isnull=True
    )
    return matches.select_related("refusal", "provider").order_by("created_at")


@transaction.atomic
def refuse_provider(*, actor: Actor, provider: Provider, reason: str) -> Provider:
    """Stop a provider from being booked or shown, and enter it into the register.

    Raises CheckRefused without a reason and for a provider that is refused.
    """
    if not reason.strip():
        raise CheckRefused("Say why the council refuses this provider.")
    provider = Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    if provider.refused_on:
        raise CheckRefused("The council has refused this provider already.")
    provider.refused_on = clock.today()
    provider.refusal_reason = reason.strip()
    provider.save(update_fields=["refused_on", "refusal_reason", "updated_at"])
    owners = User.objects.filter(provider_memberships__provider=provider, provider_memberships__role=ProviderRole.OWNER)
    first = owners.order_by("provider_memberships__created_at").first()
    refusal = Refusal(
        provider=provider,
        name=provider.name,
        other_names=", ".join(owners.order_by("name").values_list("name", flat=True))[:500],
        website=provider.website,
        refused_on=clock.today(),
        reason=reason.strip(),
        refused_by=actor.user,
        **{field: getattr(provider, field) for field in _FACTS},
    )
    refusal.email = refusal.email or (first.email if first else "")
    refusal.save(force_insert=True)
    record_event(actor=actor, action="provider.refuse", subject=provider, reason=refusal.reason)
    _ask_about_those_like(refusal)
    provider_changed.send(Provider, provider=provider)
    return provider


@transaction.atomic
def add_refusal(*, actor: Actor, name: str, reason: str, **details: Any) -> Refusal:
    """Enter somebody whom the council refuses and who is not here; `details` are fields of Refusal.

    Raises RefusalRefused without a name or a reason.
    """
    if not name.strip() or not reason.strip():
        raise RefusalRefused("Enter a name and a reason.")
    refusal = Refusal.objects.create(
        name=name.strip(), reason=reason.strip(), refused_by=actor.user, refused_on=clock.today(), **details
    )
    record_event(actor=actor, action="refusal.add", subject=refusal, reason=refusal.reason)
    _ask_about_those_like(refusal)
    return refusal


@transaction.atomic
def lift_refusal(*, actor: Actor, refusal: Refusal, reason: str) -> Refusal:
    """Let a refused provider come back, with a reason; the entry is kept. Raises RefusalRefused once it is lifted."""
    refusal = Refusal.objects.select_for_update(of=("self",)).select_related("provider").get(pk=refusal.pk)
    if refusal.lifted_on:
        raise RefusalRefused("This refusal is lifted already.")
    if not reason.strip():
        raise RefusalRefused("Say why the refusal is lifted.")
    refusal.lifted_on, refusal.lift_reason = clock.today(), reason.strip()
    refusal.save(update_fields=["lifted_on", "lift_reason", "updated_at"])
    record_event(actor=actor, action="refusal.lift", subject=refusal, reason=refusal.lift_reason)
    if provider := refusal.provider:
        provider.refused_on, provider.refusal_reason = None, ""
        provider.save(update_fields=["refused_on", "refusal_reason", "updated_at"])
        record_event(actor=actor, action="provider.readmit", subject=provider, reason=refusal.lift_reason)
        provider_changed.send(Provider, provider=provider)
    return refusal


@transaction.atomic
def decide_match(*, actor: Actor, match: RefusalMatch, is_same: bool, reason: str) -> RefusalMatch:
    """Say whether a provider is the one that was refused; if it is, it is refused too. Decided once, with a reason."""
    match = RefusalMatch.objects.select_for_update(of=("self",)).select_related("provider").get(pk=match.pk)
    if match.state != MatchState.OPEN:
        raise RefusalRefused("This has been decided already.")
    if not reason.strip():
        raise RefusalRefused("Say what you decided by.")
    match.state = MatchState.SAME if is_same else MatchState.CLEARED
    match.decided_by, match.decided_at, match.reason = actor.user, clock.now(), reason.strip()
    match.save()
    record_event(
        actor=actor, action="refusal_match.decide", subject=match, reason=match.reason, after={"state": match.state}
    )
    if is_same and not match.provider.refused_on:
        refuse_provider(actor=actor, provider=match.provider, reason=match.reason)
    return match


def _likenesses_of(provider: Provider) -> list[Likeness]:
    """Return the entries that match the provider, but for its own and those that an officer has told apart."""
    facts = {field: getattr(provider, field) for field in _FACTS}
    owners = User.objects.filter(provider_memberships__provider=provider, provider_memberships__role=ProviderRole.OWNER)
    people = list(owners.values_list("name", "email"))
    names, emails = [name for name, _ in people], [email for _, email in people]
    decided = set(provider.refusal_matches.exclude(state=MatchState.OPEN).values_list("refusal", flat=True))
    found = likenesses(
        names=[provider.name, *names], emails=[email for email in (facts.pop("email"), *emails) if email], **facts
    )
    return [each for each in found if each.refusal.pk not in decided and each.refusal.provider_id != provider.pk]


def _ask_officer(provider: Provider, likeness: Likeness) -> None:
    RefusalMatch.objects.get_or_create(
        refusal=likeness.refusal, provider=provider, defaults={"likeness": ", ".join(likeness.alike_in)}
    )


def _ask_about_those_like(refusal: Refusal) -> None:
    """Ask an officer about each provider here that the new entry matches; a match by number does not decide it."""
    alike = Greatest(TrigramSimilarity("name", refusal.name), TrigramWordSimilarity(refusal.name, "name"))
    same = Q(alike__gte=ALIKE)
    for field in ("email", "postcode", "phone", *NUMBERS):
        if getattr(refusal, field):
            same |= Q(**{f"{field}__iexact": getattr(refusal, field)})
    if refusal.email:
        same |= Q(members__user__email__iexact=refusal.email)
    candidates = Provider.objects.annotate(alike=alike).filter(same, refused_on__isnull=True).distinct()
    if refusal.provider:
        candidates = candidates.exclude(pk=refusal.provider.pk)
    for provider in candidates:
        for likeness in _likenesses_of(provider):
            if likeness.refusal.pk == refusal.pk:
                _ask_officer(provider, likeness)
