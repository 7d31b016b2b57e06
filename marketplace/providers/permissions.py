"""Who may act for a provider: anonymous first, then the rule. A superuser has no part in a provider's work."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from marketplace.accounts.models import User
from marketplace.accounts.permissions import SignedInRequest, View

from .enums import ProviderRole
from .models import Provider
from .selectors import providers_for


def may_act_for_provider(user: User | AnonymousUser, provider: Provider, *roles: ProviderRole) -> bool:
    """Say whether the person acts for the provider in one of the roles (in any, where none is named)."""
    return providers_for(user, *roles).filter(pk=provider.pk).exists()


def provider_required(*roles: ProviderRole) -> Callable[[View], View]:
    """Give the view the provider that its address names by `provider_slug`.

    Who does not act for the provider gets 404; who does, in another role, is refused (403). Without roles, any will do.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, provider_slug: str, **kwargs: Any) -> HttpResponse:
            provider = get_object_or_404(providers_for(request.user), slug=provider_slug)
            if not may_act_for_provider(request.user, provider, *roles):
                raise PermissionDenied
            return view(request, provider, *args, **kwargs)

        return guarded

    return decorate
