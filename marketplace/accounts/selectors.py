"""Reading people: whose families, which roles."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from marketplace.core import clock
from marketplace.core.audit import Actor

from .enums import OfficerRole, SupportScope
from .models import Child, Family, OfficerAppointment, SupportConsent, User


def officer_roles(user: User | AnonymousUser) -> frozenset[str]:
    """Return the roles that the person holds at the council today."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(
        OfficerAppointment.objects.filter(user=user).valid_on(clock.today()).values_list("role", flat=True)
    )


def families_for(user: User | AnonymousUser, scope: str = SupportScope.SEE) -> QuerySet[Family]:
    """Return the families the person belongs to, and those whose consent of today lets it do `scope` for them."""
    if not user.is_authenticated:
        return Family.objects.none()
    consents = SupportConsent.objects.filter(
        supporter=user, withdrawn_at__isnull=True, scopes__contains=[scope]
    ).valid_on(clock.today())
    return Family.objects.filter(
        Q(pk__in=user.family_memberships.values("family")) | Q(pk__in=consents.values("family"))
    ).order_by("name")


def children_for(user: User | AnonymousUser, scope: str = SupportScope.SEE) -> QuerySet[Child]:
    """Return the children of the families for which the person may do `scope`, with their families."""
    return Child.objects.filter(family__in=families_for(user, scope)).select_related("family")


def actor_for_family(user: User, family: Family) -> Actor:
    """Return the person as an actor: a member of the family, or a supporter on its behalf."""
    if user.family_memberships.filter(family=family).exists():
        return Actor(role="family", user=user)
    return Actor(role="supporter", user=user, on_behalf_of=family.pk)


def actor_for_officer(user: User, role: OfficerRole) -> Actor:
    """Return the person as an actor in an officer's role."""
    return Actor(role=f"officer:{role}", user=user)


def consents_of(family: Family) -> tuple[list[SupportConsent], list[SupportConsent]]:
    """Return the family's consents with their supporters: those that hold today, and those that have ended."""
    current: list[SupportConsent] = []
    past: list[SupportConsent] = []
    for consent in family.consents.select_related("supporter"):
        ended = consent.withdrawn_at or consent.valid_to < clock.today()
        (past if ended else current).append(consent)
    return current, past


def consents_ending(family: Family, *, within_days: int) -> QuerySet[SupportConsent]:
    """Return the family's consents that hold today and end within the days, with their supporters."""
    today = clock.today()
    return (
        SupportConsent.objects.filter(
            family=family, withdrawn_at__isnull=True, valid_to__lte=today + timedelta(days=within_days)
        )
        .valid_on(today)
        .select_related("supporter")
        .order_by("valid_to")
    )


def appointments_now() -> QuerySet[OfficerAppointment]:
    """Return the roles that people hold at the council today, by name."""
    return OfficerAppointment.objects.valid_on(clock.today()).select_related("user").order_by("user__name", "role")
