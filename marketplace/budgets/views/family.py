"""A family's budgets: one budget for the child, and each stream behind it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.selectors import children_for
from marketplace.core import clock

from ..selectors import budgets_of, movements_of, other_pots_of

PAGE_SIZE = 25


@login_required
@require_safe
def family_budgets(request: SignedInRequest) -> HttpResponse:
    """Show the budget of each child in short."""
    return render(
        request, "budgets/family_budgets.html", {"budgets": budgets_of(children_for(request.user), clock.today())}
    )


@login_required
@require_safe
def child_budget(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show one child's budget: left, reserved, spent, by stream, what each may buy, and what changed it."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    [budget] = budgets_of(children_for(request.user).filter(pk=child.pk), clock.today())
    movements = Paginator(movements_of(budget.pots), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "budget": budget,
        "child": child,
        "family": child.family,
        "page": movements,
        "other_pots": other_pots_of(child, clock.today()),
    }
    return render(request, "budgets/child_budget.html", context)
