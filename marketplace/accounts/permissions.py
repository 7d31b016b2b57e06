"""Who may do what for families and at the council: anonymous first, then superuser, then the rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from .enums import OfficerRole, SupportScope
from .models import Family, User
from .selectors import families_for, officer_roles


class SignedInRequest(HttpRequest):
    """A request of a person who has signed in, as views behind `login_required` get it."""

    user: User


View = Callable[..., HttpResponse]


def may_act_for_family(user: User | AnonymousUser, family: Family, scope: str = SupportScope.SEE) -> bool:
    """Say whether the person belongs to the family, or has its consent of today for `scope`.

    A superuser has no way in: a family's affairs are seen by those it lets in, and by officers through their queues.
    """
    return families_for(user, scope).filter(pk=family.pk).exists()


def belongs_to_family(user: User | AnonymousUser, family: Family) -> bool:
    """Say whether the person is a member of the family itself: only members give or withdraw consent."""
    return user.is_authenticated and user.family_memberships.filter(family=family).exists()


def roles_held(user: User | AnonymousUser) -> frozenset[str]:
    """Return what the person may do at the council today; an administrator or a superuser holds every role."""
    if user.is_authenticated and user.is_superuser:
        return frozenset(OfficerRole)
    roles = officer_roles(user)
    return frozenset(OfficerRole) if OfficerRole.ADMINISTRATOR in roles else roles


def request_roles(request: HttpRequest) -> frozenset[str]:
    """Return the roles of whoever asks, read once however often a page wants to know."""
    if not hasattr(request, "_officer_roles"):
        request._officer_roles = roles_held(request.user)  # type: ignore[attr-defined]
    return request._officer_roles  # type: ignore[attr-defined]


def is_officer(user: User | AnonymousUser, *roles: OfficerRole) -> bool:
    """Say whether the person holds one of the roles today; an administrator holds them all."""
    return bool(roles_held(user) & {*roles, OfficerRole.ADMINISTRATOR})


def officer_required(*roles: OfficerRole) -> Callable[[View], View]:
    """Let only officers with one of the roles use the view: others are asked to sign in, or refused (403)."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request_roles(request) & {*roles, OfficerRole.ADMINISTRATOR}:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def family_required(*, members_only: bool = False) -> Callable[[View], View]:
    """Give the view the family that its address names by `family_id`.

    Who has no part in the family's affairs does not learn that it exists (404); a supporter who asks for what only
    members do is refused (403).
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, family_id: UUID, **kwargs: Any) -> HttpResponse:
            family = get_object_or_404(families_for(request.user), pk=family_id)
            if members_only and not belongs_to_family(request.user, family):
                raise PermissionDenied
            return view(request, family, *args, **kwargs)

        return guarded

    return decorate
