"""Officers' work on listings."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import ListingState
from ..forms import DecideListingForm, FindListingForm
from ..listing_words import describe_listing
from ..models import Service
from ..selectors import checks_held, checks_missing, coming_sessions
from ..services import approve_listing, restore_listing, return_listing, suspend_listing
from ..workspace_selectors import listings_in, listings_waiting, own_listings, unit_cost_periods

PAGE_SIZE = 25

#: What each decision does to a listing, and what the officer reads afterwards.
_DECISIONS: dict[str, tuple[Callable[[Actor, Service, str], Any], str]] = {
    "approve": (lambda actor, service, _: approve_listing(actor=actor, service=service), "is published."),
    "return": (lambda a, s, reason: return_listing(actor=a, service=s, reason=reason), "is returned to its provider."),
    "suspend": (lambda a, s, reason: suspend_listing(actor=a, service=s, reason=reason), "is suspended."),
    "restore": (lambda actor, service, _: restore_listing(actor=actor, service=service), "is back in view."),
}


@require_safe
@officer_required(OfficerRole.LISTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """List the listings that wait, oldest first, or those in another state."""
    form = FindListingForm(request.GET or None, initial={"state": ListingState.SUBMITTED})
    state, text = form.answer()
    listings = listings_waiting() if state == ListingState.SUBMITTED and not text else listings_in(state, text)
    page = Paginator(listings, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "catalogue/workspace/council_listings.html", {"find": form, "state": state, "page": page})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def review(request: SignedInRequest, service_slug: str) -> HttpResponse:
    """Look at a listing and decide on it."""
    service = get_object_or_404(own_listings(), slug=service_slug)
    form = DecideListingForm(posted(request), state=service.state)
    if form.is_valid():
        decide, outcome = _DECISIONS[form.cleaned_data["decision"]]
        with refusal_on(form):
            decide(actor_for_officer(request.user, OfficerRole.LISTINGS), service, form.cleaned_data["reason"].strip())
            messages.success(request, f"“{service}” {outcome}")
            return redirect("council_listings:index")
    context = {
        "form": form,
        "service": service,
        "sections": describe_listing(service),
        "periods": unit_cost_periods(service),
        "sessions": coming_sessions(service)[:10],
        "checks_held": checks_held(service, clock.today()),
        "checks_missing": checks_missing(service, clock.today()),
    }
    return render(request, "catalogue/workspace/review.html", context)
