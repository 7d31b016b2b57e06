"""Who may do what for families and at the council: anonymous first, then superuser, then the rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

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


def is_officer(user: User | AnonymousUser, *roles: OfficerRole) -> bool:
    """Say whether the person holds one of the roles today; an administrator holds them all."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    return bool(officer_roles(user) & {*roles, OfficerRole.ADMINISTRATOR})


def officer_required(*roles: OfficerRole) -> Callable[[View], View]:
    """Let only officers with one of the roles use the view: others are asked to sign in, or refused (403)."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_officer(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
