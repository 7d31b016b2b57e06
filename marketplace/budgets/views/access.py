"""Who may open pages about money that families or others hold."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import Child, Family
from marketplace.accounts.permissions import SignedInRequest, may_act_for_family, request_roles
from marketplace.accounts.selectors import actor_for_officer, children_for
from marketplace.core.audit import Actor

from ..models import Pot
from ..selectors.route import pots_with_routes


def may_handle_money(request: SignedInRequest, family: Family) -> bool:
    """Say whether the person is a member of the family, or may manage its money by its consent of today."""
    return may_act_for_family(request.user, family, SupportScope.MONEY)


def child_to_see(request: SignedInRequest, child_id: UUID) -> Child:
    """Return a child whose affairs the person may see; 404 for any other."""
    return get_object_or_404(children_for(request.user), pk=child_id)


def child_to_handle(request: SignedInRequest, child_id: UUID) -> Child:
    """Return a child whose money the person may manage; 403 for one that it may only see."""
    child = child_to_see(request, child_id)
    require_money(request, child.family)
    return child


def require_money(request: SignedInRequest, family: Family) -> None:
    """Refuse (403) who may see the family's affairs and not manage its money."""
    if not may_handle_money(request, family):
        raise PermissionDenied


def holds(request: SignedInRequest, *roles: OfficerRole) -> bool:
    """Say whether the officer holds one of the roles."""
    return bool(request_roles(request) & set(roles))


def require_role(request: SignedInRequest, *roles: OfficerRole) -> Actor:
    """Return the officer as an actor in the first of the roles that it holds; 403 without any."""
    held = request_roles(request)
    for role in roles:
        if role in held:
            return actor_for_officer(request.user, role)
    raise PermissionDenied


def pot_for_officer(pot_id: UUID) -> Pot:
    """Return the pot with what its pages show."""
    return get_object_or_404(pots_with_routes(), pk=pot_id)
