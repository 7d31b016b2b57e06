"""A provider's pages about the funds that it holds for families."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.dates import is_valid_on
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.permissions import provider_required
from marketplace.providers.selectors import actor_for_provider

from ..forms.funds import StatementForm
from ..selectors.funds import funds_of
from ..services import enter_statement


@provider_required(ProviderRole.BOOKINGS, ProviderRole.FINANCE)
@require_safe
def provider_funds(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """List the funds that the provider holds or has held, by child's given name and reference."""
    context = {"provider": provider, "funds": funds_of(provider), "today": clock.today()}
    return render(request, "budgets/funds/provider.html", context)


@provider_required(ProviderRole.BOOKINGS, ProviderRole.FINANCE)
@shows_and_takes
def provider_fund(request: SignedInRequest, provider: Provider, route_id: UUID) -> HttpResponse:
    """Show a fund's statements, and enter another."""
    fund = get_object_or_404(funds_of(provider), pk=route_id)
    form = StatementForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            enter_statement(actor=actor_for_provider(request.user), route=fund, **form.answer())
            messages.success(request, "The statement is entered. The family and the council can see it.")
            return redirect("budgets:provider_fund", provider.slug, fund.pk)
    context = {
        "provider": provider,
        "fund": fund,
        "form": form,
        "statements": fund.statements.all(),
        "is_held": is_valid_on(fund, clock.today()) and fund.pot.valid_to >= clock.today(),
    }
    return render(request, "budgets/funds/provider_fund.html", context)
