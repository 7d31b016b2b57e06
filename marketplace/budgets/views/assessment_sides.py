"""The two sides from which an assessment is taken: the family's, and the council's with the family beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, belongs_to_family, is_officer, officer_required
from marketplace.accounts.selectors import actor_for_family, actor_for_officer, children_for
from marketplace.core.audit import Actor

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Side:
    """About which child, as whom, and where its pages are: `name` begins the names of their addresses."""

    child: Child
    actor: Actor
    name: str
    layout: str
    is_officer: bool
    is_member: bool
    may_write: bool

    @property
    def budgets_title(self) -> str:
        """Return what the page of budgets is called on this side."""
        return "Budgets" if self.is_officer else "Your budgets"

    def url(self, page: str = "", *args: UUID) -> str:
        """Return the address of a page of this side."""
        return reverse(f"{self.name}{page}", args=[self.child.pk, *args])

    def context(self) -> dict[str, Any]:
        """Return what every template of these pages needs."""
        # The family is only for the family's own layout: it tells a supporter for whom they act.
        family = {} if self.is_officer else {"family": self.child.family}
        return {"side": self, "child": self.child, **family}


def family_side(view: View, *, writes: bool) -> View:
    """Let the family and its supporters use the view; only members and who may manage money write (403 to others)."""

    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, *, child_id: UUID, **kwargs: Any) -> HttpResponse:
        child = get_object_or_404(children_for(request.user), pk=child_id)
        may_write = children_for(request.user, SupportScope.MONEY).filter(pk=child.pk).exists()
        if writes and not may_write:
            raise PermissionDenied
        side = Side(
            child=child,
            actor=actor_for_family(request.user, child.family),
            name="budgets:family_assessment",
            layout="workspaces/family_layout.html",
            is_officer=False,
            is_member=belongs_to_family(request.user, child.family),
            may_write=may_write,
        )
        return view(request, side, **kwargs)

    return guarded


def council_side(view: View, *, writes: bool) -> View:
    """Let budget officers use the view; finance officers only read."""
    roles = [OfficerRole.BUDGETS] if writes else [OfficerRole.BUDGETS, OfficerRole.FINANCE]

    @officer_required(*roles)
    @wraps(view)
    def guarded(request: SignedInRequest, *, child_id: UUID, **kwargs: Any) -> HttpResponse:
        child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
        side = Side(
            child=child,
            actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
            name="budgets:council_assessment",
            layout="workspaces/council_layout.html",
            is_officer=True,
            is_member=False,
            may_write=is_officer(request.user, OfficerRole.BUDGETS),
        )
        return view(request, side, **kwargs)

    return guarded
