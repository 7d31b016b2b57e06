"""The one search that views know."""

from dataclasses import replace
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper

from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import public_services, with_card_facts

from .criteria import covers
from .engines.base import SearchEngine
from .engines.postgres import PostgresEngine
from .geography import miles_from
from .text import shorten_text, tidy_text
from .types import SearchRequest, SearchResults


def search(request: SearchRequest, *, engine: SearchEngine | None = None) -> SearchResults:
    """Return one page of public services. An engine's ids are filtered again: an index may be behind the database."""
    engine = engine or choose_engine()
    request = replace(request, text=shorten_text(tidy_text(request.text)))
    found = engine.find(request)
    return SearchResults(
        hits=_load(found.ids, request),
        total=found.total,
        page=found.page,
        page_size=request.page_size,
        facets=found.facets,
        engine=engine.name,
        corrected=found.corrected,
        some_words=found.some_words,
        suggestions=found.suggestions,
        without=found.without,
        nearest=_load(found.nearest, request),
    )


def choose_engine() -> SearchEngine:
    """Return the engine that answers."""
    return PostgresEngine()


def _load(ids: tuple[UUID, ...], request: SearchRequest) -> tuple[Service, ...]:
    """Return the services that are public, in the order of the ids, with what their cards show."""
    if not ids:
        return ()
    services = with_card_facts(public_services().filter(pk__in=ids))
    if request.place:
        comes_to_you = ExpressionWrapper(covers(request.place), BooleanField())
        services = services.annotate(miles=miles_from(request.place), comes_to_you=comes_to_you)
    by_id = {service.pk: service for service in services}
    return tuple(by_id[pk] for pk in ids if pk in by_id)
