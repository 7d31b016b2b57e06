"""A family's budgets: one budget for the child, and each stream behind it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, belongs_to_family
from marketplace.accounts.selectors import children_for
from marketplace.core import clock
from marketplace.core.charts import picture_policy

from ..family_tasks import budget_tasks
from ..forecast_chart import forecast_chart
from ..selectors import budgets_of, other_pots_of, pots_of
from ..selectors.acts import acts_for, in_words
from ..selectors.forecast import forecasts, months_of_all
from ..selectors.periods import period_table, pots_in_time
from ..selectors.planned import planned_against_actual
from ..selectors.statement import Movements
from ..services.viewing import record_view

PAGE_SIZE = 25
#: How many of the latest movements a budget's own page shows; the statement has all.
LATEST = 5


@login_required
@require_safe
def family_budgets(request: SignedInRequest) -> HttpResponse:
    """Show the budget of each child in short."""
    budgets = budgets_of(children_for(request.user), clock.today())
    record_view(viewer=request.user, children=[budget.child for budget in budgets])
    return render(request, "budgets/family_budgets.html", {"budgets": budgets})


@login_required
@require_safe
def child_budget(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show one child's budget: left, reserved, spent, by stream, as planned, how it will go, what each may buy."""
    child = _child_of(request, child_id)
    today = clock.today()
    [budget] = budgets_of(children_for(request.user).filter(pk=child.pk), today)
    made = forecasts(budget.pots, today)
    context = {
        "budget": budget,
        "child": child,
        "family": child.family,
        "tasks": budget_tasks(request.user, [child]),
        "is_member": belongs_to_family(request.user, child.family),
        "planned": planned_against_actual(child, budget.pots, today),
        "forecasts": made,
        "months": months_of_all(made),
        "movements": Movements(budget.pots).latest(LATEST),
        "has_other_periods": other_pots_of(child, today).exists(),
    }
    return render(request, "budgets/child_budget.html", context)


@picture_policy
@login_required
@require_safe
def family_forecast_chart(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Draw what the months of the budget take."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    today = clock.today()
    months = months_of_all(forecasts(list(pots_of(child, today)), today))
    return HttpResponse(forecast_chart(months), content_type="image/svg+xml")


@login_required
@require_safe
def family_periods(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the periods of a child's budget side by side."""
    child = _child_of(request, child_id)
    context = {"child": child, "family": child.family, "table": period_table(pots_in_time(child))}
    return render(request, "budgets/periods/family_periods.html", context)


@login_required
@require_safe
def family_seen_by(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the family, and nobody else, who looked at its budgets and did something on its behalf."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    if not belongs_to_family(request.user, child.family):
        raise PermissionDenied
    page = Paginator(acts_for(child.family), PAGE_SIZE).get_page(request.GET.get("page"))
    acts = in_words(child.family, page.object_list)
    context = {"child": child, "family": child.family, "page": page, "acts": acts}
    return render(request, "budgets/seen_by/seen_by.html", context)


def _child_of(request: SignedInRequest, child_id: UUID) -> Child:
    """Return the child, recorded as seen where a supporter asks; 404 for who has no part in its family."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    record_view(viewer=request.user, children=[child])
    return child
