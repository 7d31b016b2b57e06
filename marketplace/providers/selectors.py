"""Reading providers, their people and their checks."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.dates import DaysLater

from .enums import CheckState, ClaimProof, ClaimState, ProviderRole
from .matching import NUMBERS
from .models import Provider, ProviderClaim, Refusal, VettingCheck


def providers_for(user: User | AnonymousUser, *roles: ProviderRole) -> QuerySet[Provider]:
    """Return the providers the person acts for in one of the roles (in any, where none is named); an owner has all."""
    if not user.is_authenticated:
        return Provider.objects.none()
    memberships = user.provider_memberships.all()
    if roles:
        memberships = memberships.filter(role__in={*roles, ProviderRole.OWNER})
    return Provider.objects.filter(pk__in=memberships.values("provider"))


def provider_roles(user: User | AnonymousUser, provider: Provider | None = None) -> frozenset[str]:
    """Return the roles in which the person acts for the provider (for any, where none is named)."""
    if not user.is_authenticated:
        return frozenset()
    memberships = user.provider_memberships.all()
    if provider:
        memberships = memberships.filter(provider=provider)
    return frozenset(memberships.values_list("role", flat=True))


def checks_waiting() -> QuerySet[VettingCheck]:
    """Return the checks that wait for the council's decision, oldest first."""
    return (
        VettingCheck.objects.filter(state=CheckState.SUBMITTED)
        .select_related("provider", "check_type")
        .order_by("created_at")
    )


def checks_lapsing(*, within_days: int) -> QuerySet[VettingCheck]:
    """Return the approved checks that have lapsed or will within the days, unless later evidence was approved.

    Later evidence that leaves days between counts only once it has begun.
    """
    next_day = DaysLater(OuterRef("valid_to"), Value(1))
    later = VettingCheck.objects.approved().filter(
        Q(valid_from__lte=next_day) | Q(valid_from__lte=clock.today()),
        provider=OuterRef("provider"),
        check_type=OuterRef("check_type"),
        valid_to__gt=OuterRef("valid_to"),
    )
    return (
        VettingCheck.objects.approved()
        .filter(~Exists(later), valid_to__lte=clock.today() + timedelta(days=within_days))
        .filter(provider__refused_on__isnull=True)
        .select_related("provider", "check_type")
        .order_by("valid_to")
    )


def find_refusals(*, text: str = "", with_lifted: bool = False) -> QuerySet[Refusal]:
    """Return entries of the register, the latest first; `text` is part of a name, number, place or address."""
    entries = Refusal.objects.select_related("provider")
    if not with_lifted:
        entries = entries.filter(lifted_on__isnull=True)
    fields = ("name", "other_names", "postcode", "phone", "email", *NUMBERS)
    for word in text.split():
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        entries = entries.filter(found)
    return entries


def actor_for_provider(user: User) -> Actor:
    """Return the person as an actor for a provider."""
    return Actor(role="provider", user=user)


@dataclass(frozen=True)
class Person:
    """Somebody who acts for a provider, with their roles in the order of ProviderRole."""

    user: User
    roles: list[ProviderRole]


def people_of(provider: Provider) -> list[Person]:
    """Return who acts for the provider, by name."""
    held: dict[User, set[str]] = {}
    for member in provider.members.select_related("user").order_by("user__name", "user__email"):
        held.setdefault(member.user, set()).add(member.role)
    return [Person(user, [role for role in ProviderRole if role in roles]) for user, roles in held.items()]


def claims_waiting() -> QuerySet[ProviderClaim]:
    """Return the claims that wait for an officer, oldest first."""
    waiting = ProviderClaim.objects.filter(state=ClaimState.OPEN, proof=ClaimProof.OFFICER)
    return waiting.select_related("provider", "claimed_by").order_by("created_at")


def latest_claim(user: User | AnonymousUser, provider: Provider) -> ProviderClaim | None:
    """Return the person's own latest claim to the entry."""
    if not user.is_authenticated:
        return None
    return provider.claims.filter(claimed_by=user).order_by("-created_at").first()
