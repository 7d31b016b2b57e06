"""Where somebody works on a child's plans: the same pages lie in the family's workspace and in the council's."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, View
from marketplace.accounts.selectors import actor_for_family, actor_for_officer, children_for
from marketplace.core.audit import Actor

from .permissions import (
    may_manage_money,
    may_read_plans,
    may_sign_for_council,
    may_sign_for_family,
    may_write_plans,
)
from .selectors.plan import plans_of

FAMILY, COUNCIL = "family", "council"


@dataclass(frozen=True, kw_only=True)
class PlanDesk:
    """A child, and what the person at the desk may do with its plans."""

    child: Child
    side: str
    actor: Actor
    may_write: bool
    may_sign: bool
    may_sign_for_council: bool = False

    @property
    def is_council(self) -> bool:
        """Say whether the desk is an officer's."""
        return self.side == COUNCIL

    @property
    def layout(self) -> str:
        """Return the template that the desk's pages are laid out by."""
        return f"workspaces/{self.side}_layout.html"

    @property
    def budget_url(self) -> str:
        """Return the address of the child's budget at this desk."""
        page = "council_child" if self.is_council else "child_budget"
        return reverse(f"budgets:{page}", args=[self.child.pk])

    def url(self, page: str, *args: object) -> str:
        """Return the address of a page of the desk; `args` are the ids of a plan and of a part of it."""
        return reverse(f"budgets:{self.side}_plan_{page}", args=[self.child.pk, *args])

    def show(self, request: SignedInRequest, template: str, **context: Any) -> HttpResponse:
        """Render a template of plans."""
        shared: dict[str, Any] = {"desk": self, "child": self.child, "for_officers": self.is_council}
        if not self.is_council:
            shared["family"] = self.child.family
        return render(request, f"budgets/plan/{template}", shared | context)


def desk_required(*, writes: bool = False, members_only: bool = False) -> Callable[[View], View]:
    """Give the view the desk, and the plan where its address names one.

    At the family's desk, who has no part in its affairs does not learn that the child exists (404); at either, who may
    look but not do it is refused (403).
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, side: str, child_id: UUID, **kwargs: Any) -> HttpResponse:
            desk = _council_desk(request, child_id) if side == COUNCIL else _family_desk(request, child_id)
            if (writes and not desk.may_write) or (members_only and not desk.may_sign):
                raise PermissionDenied
            if "plan_id" in kwargs:
                kwargs["plan"] = get_object_or_404(plans_of(desk.child), pk=kwargs.pop("plan_id"))
            return view(request, desk, *args, **kwargs)

        return guarded

    return decorate


def _family_desk(request: SignedInRequest, child_id: UUID) -> PlanDesk:
    child = get_object_or_404(children_for(request.user), pk=child_id)
    return PlanDesk(
        child=child,
        side=FAMILY,
        actor=actor_for_family(request.user, child.family),
        may_write=may_manage_money(request.user, child),
        may_sign=may_sign_for_family(request.user, child),
    )


def _council_desk(request: SignedInRequest, child_id: UUID) -> PlanDesk:
    if not may_read_plans(request.user):
        raise PermissionDenied
    return PlanDesk(
        child=get_object_or_404(Child.objects.select_related("family"), pk=child_id),
        side=COUNCIL,
        actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
        may_write=may_write_plans(request.user),
        may_sign=False,
        may_sign_for_council=may_sign_for_council(request.user),
    )
