"""Who may act for a provider: anonymous first, then the rule. A superuser has no part in a provider's work."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.models import User

from .enums import ProviderRole
from .models import Provider
from .selectors import providers_for


def may_act_for_provider(user: User | AnonymousUser, provider: Provider, *roles: ProviderRole) -> bool:
    """Say whether the person acts for the provider in one of the roles (in any, where none is named)."""
    return providers_for(user, *roles).filter(pk=provider.pk).exists()
