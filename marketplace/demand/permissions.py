"""Who may do what with unmet requests: anonymous first, then the rule."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.permissions import View
from marketplace.accounts.selectors import actor_for_officer, families_for, officer_roles
from marketplace.core.audit import Actor
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import providers_for


class SignedInRequest(HttpRequest):
    """A request behind one of the guards below."""

    user: User


#: Officers who decide what providers read.
MODERATORS = (OfficerRole.LISTINGS, OfficerRole.COMMISSIONER)


def moderator(user: User) -> Actor:
    """Return the officer as an actor, in the role that lets them moderate."""
    held = officer_roles(user)
    return actor_for_officer(user, next((role for role in MODERATORS if role in held), OfficerRole.ADMINISTRATOR))


def family_required(scope: str) -> Any:
    """Let only people who may do `scope` for a family use the view; others learn what is missing (403)."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not families_for(request.user, scope).exists():
                return render(request, "demand/no_family.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def provider_member_required(view: View) -> View:
    """Let only people use the view who keep the listings of a provider or answer its bookings."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not providers_for(request.user, ProviderRole.LISTINGS, ProviderRole.BOOKINGS).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
