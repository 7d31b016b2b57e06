"""Officers' page about the statements of those who hold a pot for a family."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import Route
from ..forms.funds import StatementForm
from ..selectors.funds import held_routes_of, statements_of
from ..services import enter_statement
from .access import pot_for_officer, require_role


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_statements(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Show the statements of a pot, and enter one of a third party, which has no workspace of its own."""
    pot = pot_for_officer(pot_id)
    route = held_routes_of(pot).filter(route=Route.THIRD_PARTY).first()
    form = StatementForm(posted(request))
    if request.method == "POST" and route and form.is_valid():
        with refusal_on(form):
            actor = require_role(request, OfficerRole.BUDGETS, OfficerRole.FINANCE)
            enter_statement(actor=actor, route=route, **form.answer())
            messages.success(request, "The statement is entered, and the budget is charged.")
            return redirect("budgets:council_statements", pot.pk)
    context = {
        "pot": pot,
        "route": route,
        "form": form if route else None,
        "statements": statements_of(pot),
        "is_held": held_routes_of(pot).exists(),
    }
    return render(request, "budgets/funds/council.html", context)
