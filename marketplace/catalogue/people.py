"""To whom e-mails about listings go: a provider's people who keep its listings, and the council's officers."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider

#: Roles of a provider's people who keep its listings true.
KEEPERS = (ProviderRole.OWNER, ProviderRole.LISTINGS)


def keepers_of(provider: Provider) -> QuerySet[User]:
    """Return the provider's people who may change its listings and can sign in."""
    keeping = User.objects.filter(provider_memberships__provider=provider, provider_memberships__role__in=KEEPERS)
    return keeping.filter(is_active=True).distinct()


def is_kept_here(provider: Provider) -> bool:
    """Say whether somebody here runs the provider's entry; nobody does where it comes from another directory."""
    return not provider.source and provider.refused_on is None and keepers_of(provider).exists()


def listings_officers(*, and_administrators: bool = False) -> QuerySet[User]:
    """Return the officers for listings of today; administrators too where asked, or where there is nobody else."""
    officers = _officers([OfficerRole.LISTINGS])
    everyone = [OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR]
    return _officers(everyone) if and_administrators or not officers.exists() else officers


def _officers(roles: Iterable[str]) -> QuerySet[User]:
    held = Q(appointments__role__in=roles) & holds_on(clock.today(), "appointments__")
    return User.objects.filter(held, is_active=True).distinct()
