"""Reading providers, their people and their checks."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from marketplace.accounts.models import User
from marketplace.core.audit import Actor

from .enums import CheckState, ProviderRole
from .models import Provider, VettingCheck


def providers_for(user: User | AnonymousUser, *roles: ProviderRole) -> QuerySet[Provider]:
    """Return the providers the person acts for in one of the roles (in any, where none is named); an owner has all."""
    if not user.is_authenticated:
        return Provider.objects.none()
    memberships = user.provider_memberships.all()
    if roles:
        memberships = memberships.filter(role__in={*roles, ProviderRole.OWNER})
    return Provider.objects.filter(pk__in=memberships.values("provider"))


def checks_waiting() -> QuerySet[VettingCheck]:
    """Return the checks that wait for the council's decision, oldest first."""
    return (
        VettingCheck.objects.filter(state=CheckState.SUBMITTED)
        .select_related("provider", "check_type")
        .order_by("created_at")
    )


def actor_for_provider(user: User) -> Actor:
    """Return the person as an actor for a provider."""
    return Actor(role="provider", user=user)
