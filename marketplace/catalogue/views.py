"""The public pages of a listing and of a provider."""

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.core import clock

from . import cards, selectors
from .models import Category, Service

if TYPE_CHECKING:
    from .facts import ListingFacts

#: Sessions shown on a listing.
SESSIONS_SHOWN = 8


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a public listing."""
    service = cast("ListingFacts | None", selectors.public_listing(slug))
    if service is None:
        raise Http404
    today = clock.today()
    group = _group_of(service)
    checks = [] if service.is_imported else selectors.checks_shown(service)
    sessions = [] if service.is_imported else list(selectors.coming_sessions_to_book(service)[:SESSIONS_SHOWN])
    return render(
        request,
        "catalogue/listing.html",
        {
            "service": service,
            "costs": [] if service.is_imported else service.current_costs,
            "checks": checks,
            "vetting": cards.listing_vetting(service, checks, today),
            "sessions": sessions,
            "directory_group": group,
            "group_url": f"/services/?category={group.code}" if group else "",
            "times": cards.when_rows(service),
            "details": cards.care_rows(service),
            "today": today,
        },
    )


def _group_of(service: Service) -> Category | None:
    category = next(iter(service.categories.all()), None)
    return category and (category.parent or category)


@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a provider with its public services; a provider that the council refused is not shown."""
    found = selectors.public_provider(slug)
    if found is None:
        raise Http404
    return render(
        request,
        "catalogue/provider.html",
        {
            "provider": found,
            "checks": [] if found.source else selectors.checks_held_by(found, clock.today()),
            "services": selectors.with_card_facts(selectors.public_services().filter(provider=found)),
        },
    )
