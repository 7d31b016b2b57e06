"""Officers' pages about how pots are managed, and about what families ask for."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import Route
from ..forms.route import ReasonForm, RouteForm
from ..models import ManagementRoute, Pot
from ..selectors.route import open_route_requests, ways_of
from ..services import refuse_route_request, route_terms, set_route, withdraw_route
from .access import holds, pot_for_officer, require_role


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_route(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Show how a pot is managed; take another way, show what it does, and set it once that is confirmed."""
    pot = pot_for_officer(pot_id)
    form = RouteForm(posted(request), initial=_first_answers(request, pot))
    if request.method == "POST":
        actor = require_role(request, OfficerRole.BUDGETS)
        if form.is_valid() and "change" not in request.POST:
            with refusal_on(form):
                if "confirmed" not in request.POST:
                    terms = route_terms(ManagementRoute(pot=pot, **form.answer()))
                    return render(request, "budgets/routes/check.html", {"pot": pot, "terms": terms, "answers": form})
                set_route(actor=actor, pot=pot, **form.answer())
                messages.success(request, "The way of managing is set. The family is told by e-mail.")
                return redirect("budgets:council_route", pot.pk)
    context = {
        "pot": pot,
        "form": form if holds(request, OfficerRole.BUDGETS) else None,
        "ways": ways_of(pot),
        "today": clock.today(),
        "asked": open_route_requests().filter(pot=pot).first(),
    }
    return render(request, "budgets/routes/pot.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_withdraw_route(request: SignedInRequest, route_id: UUID) -> HttpResponse:
    """Ask why, then take a way back that has not begun."""
    routes = ManagementRoute.objects.select_related("pot__stream", "pot__child__family", "holder")
    route = get_object_or_404(routes, pk=route_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = require_role(request, OfficerRole.BUDGETS)
            withdraw_route(actor=actor, route=route, reason=form.cleaned_data["reason"])
            messages.success(request, "It is taken back. The way before goes on.")
            return redirect("budgets:council_route", route.pot_id)
    return render(request, "budgets/routes/withdraw.html", {"form": form, "route": route, "pot": route.pot})


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_route_requests(request: SignedInRequest) -> HttpResponse:
    """List what families asked for and the council has to answer."""
    context = {"requests": open_route_requests(), "may_decide": holds(request, OfficerRole.BUDGETS)}
    return render(request, "budgets/routes/requests.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_refuse_route_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Ask why not, then tell the family."""
    asked = get_object_or_404(open_route_requests(), pk=request_id)
    form = ReasonForm(posted(request), label="Why not?", hint="The family reads it.")
    if form.is_valid():
        with refusal_on(form):
            actor = require_role(request, OfficerRole.BUDGETS)
            refuse_route_request(actor=actor, asked=asked, reason=form.cleaned_data["reason"])
            messages.success(request, "Your answer is sent. The family is told by e-mail.")
            return redirect("budgets:council_route_requests")
    return render(request, "budgets/routes/refuse.html", {"form": form, "asked": asked})


def _first_answers(request: SignedInRequest, pot: Pot) -> dict[str, object]:
    """Return what the form begins with: the way that the family asked for, where the officer comes from there."""
    wanted = request.GET.get("route", "")
    return {
        "route": wanted if wanted in Route.values else None,
        "valid_from": max(clock.today(), pot.valid_from),
        "token": uuid4(),
    }
