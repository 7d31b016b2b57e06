"""The page behind the link by which a provider says that a listing is still correct, without signing in."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .enums import ListingState
from .freshness_links import requested_by
from .listing_words import describe_listing
from .models import FreshnessRequest
from .selectors import unit_costs_on
from .services import confirm_by_link


@never_cache
@shows_and_takes
def still_correct(request: HttpRequest, token: str) -> HttpResponse:
    """Show the listing's facts with a button, and take the provider's word; looking alone confirms nothing."""
    asked = requested_by(token)
    if asked is None:
        return render(request, "catalogue/freshness/link.html", {"stands": "unknown"}, status=404)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            service = confirm_by_link(request=asked)
            return render(request, "catalogue/freshness/link.html", {"stands": "done", "service": service})
        asked.refresh_from_db()
    service = asked.service
    context = {
        "stands": _stands(asked),
        "asked": asked,
        "service": service,
        "sections": describe_listing(service),
        "prices": unit_costs_on(service, clock.today()),
        "form": form,
    }
    return render(request, "catalogue/freshness/link.html", context)


def _stands(asked: FreshnessRequest) -> str:
    if asked.answered_at:
        return "used"
    if asked.ends_on < clock.today():
        return "ended"
    return "open" if asked.service.state == ListingState.LIVE else "hidden"
