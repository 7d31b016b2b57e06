"""The directory: search, filters and results."""

import logging
import re
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.demand.services import record_search_miss

from . import presentation
from .filters import FORM_ID, ServiceFilter, chosen_criteria
from .service import search
from .types import SearchRequest, SearchResults

logger = logging.getLogger(__name__)

_BOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the services that match the address's filters."""
    filterset = ServiceFilter(request.GET)
    wanted = filterset.to_request(page=_page_number(request.GET.get("page", "")))
    found = search(wanted)
    context = _context(request.GET, filterset, wanted, found)
    if not found.total:
        context["ways_on"] = presentation.ways_on(request.GET, found)
        context["ask_url"] = presentation.ask_address(wanted)
        _record_miss(request, wanted)
    return render(request, "search/results.html", context)


def _page_number(text: str) -> int:
    """Return the page asked for; whatever is no number is the first, and the engine knows the last."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _context(query: QueryDict, filterset: ServiceFilter, wanted: SearchRequest, found: SearchResults) -> dict[str, Any]:
    terms, facets = filterset.terms, found.facets
    return {
        "form": filterset.form,
        "form_id": FORM_ID,
        "wanted": wanted,
        "results": found,
        "heading": presentation.describe_search(replace(wanted, text=found.corrected or wanted.text), found.total),
        "page": Paginator(range(found.total), found.page_size).page(found.page),
        "chosen": presentation.chosen_filters(query, wanted, terms),
        "clear_url": presentation.address_with(QueryDict(), q=wanted.text),
        "suggestions": [
            presentation.Link(text, presentation.address_with(query, q=text)) for text in found.suggestions
        ],
        "exact_url": presentation.address_with(query, q=f'"{wanted.text}"'),
        "categories": presentation.category_options(terms, facets, query),
        "facets": [
            (filterset.form[name], list(presentation.iter_options(name, options, facets, query)))
            for name, options in (("need", terms.need), ("access", terms.access), ("day", presentation.day_terms()))
        ],
        "streams": list(presentation.iter_options("stream", terms.stream, facets, query)),
    }


def _record_miss(request: HttpRequest, wanted: SearchRequest) -> None:
    """Count a search that found nothing. Nobody is recorded, machines do not count, and a failure is only logged."""
    is_person = request.method == "GET" and not _BOT.search(request.headers.get("User-Agent", ""))
    if not (is_person and wanted.has_criterion and wanted.page == 1):
        return
    chosen = chosen_criteria(wanted.filters)
    try:
        record_search_miss(
            terms=wanted.text,
            category_code=(wanted.filters.categories or ("",))[0],
            filters={**chosen, "distance": wanted.distance_miles},
            outward=wanted.place.outward if wanted.place else "",
        )
    except DatabaseError:
        logger.exception("a search miss was not counted")
