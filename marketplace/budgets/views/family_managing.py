"""A family's pages about who manages its budget, and how to ask for another way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.selectors import actor_for_family
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import Route, RouteRequestState
from ..forms.route import RouteRequestForm
from ..models import Pot
from ..selectors.funds import statements_of
from ..selectors.payment import payments_of
from ..selectors.route import direct_payment_is_possible, pots_in_use, ways_of, withholding_from
from ..services import ask_for_route
from .access import child_to_handle, child_to_see, may_handle_money


@login_required
@require_safe
def family_managing(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Explain the ways of managing, and which applies to each of the child's pots from when."""
    child = child_to_see(request, child_id)
    context = {
        "child": child,
        "family": child.family,
        "parts": [_part(pot) for pot in pots_in_use(child, clock.today())],
        "may_ask": may_handle_money(request, child.family),
        "today": clock.today(),
    }
    return render(request, "budgets/routes/managing.html", context)


@login_required
@shows_and_takes
def family_ask_for_route(request: SignedInRequest, child_id: UUID, pot_id: UUID) -> HttpResponse:
    """Ask the council to manage a pot another way."""
    child = child_to_handle(request, child_id)
    pot = get_object_or_404(pots_in_use(child, clock.today()), pk=pot_id)
    form = RouteRequestForm(posted(request), pot=pot)
    if form.is_valid():
        with refusal_on(form):
            ask_for_route(
                actor=actor_for_family(request.user, child.family),
                pot=pot,
                wanted=Route(form.cleaned_data["wanted"]),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, "The council has your wish. We tell you by e-mail when it has answered.")
            return redirect("budgets:family_managing", child.pk)
    context = {"child": child, "family": child.family, "pot": pot, "form": form}
    return render(request, "budgets/routes/ask.html", context)


def _part(pot: Pot) -> dict[str, Any]:
    """Return what the page says of one pot."""
    today = clock.today()
    coming = [way for way in ways_of(pot) if way.last_day >= today]
    requests = sorted(pot.route_requests.all(), key=lambda asked: asked.created_at)
    return {
        "pot": pot,
        "way": coming[0],
        "later": coming[1:],
        "asked": requests[-1] if requests else None,
        "is_open": bool(requests) and requests[-1].state == RouteRequestState.OPEN,
        "direct_payment_is_possible": direct_payment_is_possible(pot, today),
        "withholding": withholding_from(pot, today),
        "payments": payments_of(pot, today),
        "statements": statements_of(pot),
    }
