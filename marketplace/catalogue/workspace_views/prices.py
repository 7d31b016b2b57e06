"""The prices of a listing: what holds, what comes, what was, or that it is free."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.models import Provider
from marketplace.providers.selectors import actor_for_provider

from ..forms import EndUnitCostForm, FreeForm, UnitCostForm
from ..models import Service
from ..permissions import listing_required
from ..prices import price_sentence
from ..selectors import unit_costs_from
from ..services import add_unit_cost, end_unit_cost, set_listing_free
from ..workspace_selectors import unit_cost_periods


@require_safe
@listing_required
def prices(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """List the prices of a listing."""
    context = {"provider": provider, "service": service, "periods": unit_cost_periods(service)}
    return render(request, "catalogue/workspace/prices.html", context)


@shows_and_takes
@listing_required
def new_price(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Add a price from a day."""
    form = UnitCostForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            cost = add_unit_cost(actor=actor_for_provider(request.user), service=service, **form.cleaned_data)
            messages.success(request, f"The price is added: {price_sentence(cost)}.")
            return redirect("provider_listings:prices", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service}
    return render(request, "catalogue/workspace/new_price.html", context)


@shows_and_takes
@listing_required
def end_price(request: SignedInRequest, provider: Provider, service: Service, cost_id: UUID) -> HttpResponse:
    """Choose the last day of a price."""
    cost = get_object_or_404(unit_costs_from(service, clock.today()), pk=cost_id)
    form = EndUnitCostForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            end_unit_cost(actor=actor_for_provider(request.user), cost=cost, **form.cleaned_data)
            messages.success(request, "The last day of the price is saved.")
            return redirect("provider_listings:prices", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service, "cost": cost}
    return render(request, "catalogue/workspace/end_price.html", context)


@shows_and_takes
@listing_required
def free(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Say whether the service is free to families."""
    form = FreeForm(posted(request), initial={"is_free": service.is_free})
    if form.is_valid():
        with refusal_on(form):
            service = set_listing_free(actor=actor_for_provider(request.user), service=service, **form.cleaned_data)
            messages.success(request, f"The listing {'says' if service.is_free else 'does not say'} that it is free.")
            return redirect("provider_listings:prices", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service}
    return render(request, "catalogue/workspace/free.html", context)
