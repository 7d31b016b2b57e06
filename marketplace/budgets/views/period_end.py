"""Officers' pages about periods: side by side for a child, and those that are over, to be closed one by one or all."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, is_officer, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.errors import DomainError
from marketplace.core.posting import shows_and_takes

from ..models import Pot
from ..selectors import PeriodEnd, ended_pots, period_ends
from ..selectors.periods import period_table, pots_in_time
from ..services import close_pot
from ..services.closing import reason_for_closing

PAGE_SIZE = 50


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_child_periods(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the periods of a child's budget side by side."""
    child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    context = {"child": child, "table": period_table(pots_in_time(child))}
    return render(request, "budgets/periods/council_child_periods.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_periods(request: SignedInRequest) -> HttpResponse:
    """List the budgets whose period is over, with what closing them will do."""
    page = Paginator(ended_pots(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "ends": period_ends(page.object_list),
        "may_close": is_officer(request.user, OfficerRole.BUDGETS),
    }
    return render(request, "budgets/periods/council_periods.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_close(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Close one budget, after showing what that does; it cannot be undone."""
    pot = get_object_or_404(Pot.objects.select_related("stream", "child__family"), pk=pot_id)
    refusal = ""
    if request.method == "POST":
        try:
            close_pot(actor=actor_for_officer(request.user, OfficerRole.BUDGETS), pot=pot)
        except DomainError as error:
            refusal = error.sentence
        else:
            messages.success(request, "The budget is closed.")
            return redirect("budgets:council_periods")
    [end] = period_ends([pot])
    context = {"pot": pot, "child": pot.child, "end": end, "reason": reason_for_closing(end), "refusal": refusal}
    return render(request, "budgets/periods/close.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_close_due(request: SignedInRequest) -> HttpResponse:
    """Close every budget that is due, after showing how many and how much; it cannot be undone."""
    due = [end for end in period_ends(ended_pots()) if not end.why_not]
    if request.method == "POST":
        _close_all(request, due)
        return redirect("budgets:council_periods")
    context = {
        "due": due,
        "carried_pence": sum(end.carried_pence for end in due),
        "reclaimed_pence": sum(end.reclaimed_pence for end in due),
    }
    return render(request, "budgets/periods/close_due.html", context)


def _close_all(request: SignedInRequest, due: list[PeriodEnd]) -> None:
    """Close each in a transaction of its own; say how many were closed, and of the others why not."""
    actor, closed = actor_for_officer(request.user, OfficerRole.BUDGETS), 0
    for end in due:
        try:
            close_pot(actor=actor, pot=end.pot)
            closed += 1
        except DomainError as error:
            messages.warning(request, f"{end.pot.child}, {end.pot.stream}: {error.sentence}")
    messages.success(request, f"{closed} budget{'' if closed == 1 else 's'} closed.")
