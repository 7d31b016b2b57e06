"""Which services match a request, and in which order."""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchRank
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from marketplace.catalogue.enums import Setting
from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import lowest_price, public_services

from ..criteria import covers, names_need, reachable
from ..filters import ServiceFilter, chosen_criteria
from ..geography import miles_from
from ..text import has_operators, words_of
from ..types import SearchRequest, Sort

#: English stemming without accents; made by this app's first migration.
TEXT_CONFIG = "english_unaccent"

#: Where a service stands among the nearest: at a place by miles, then what comes to the family, online, the rest.
_AT_A_PLACE, _COMES_TO_YOU, _ONLINE, _OUT_OF_REACH = range(4)


def all_words(text: str) -> SearchQuery:
    """Return the query for every word, with quotes, minus and `or` as search engines have them."""
    return SearchQuery(text, config=TEXT_CONFIG, search_type="websearch")


def some_words(text: str) -> SearchQueryCombinable:
    """Return the query for any word; with quotes, minus or `or` that is the query itself."""
    words = words_of(text)
    if has_operators(text) or not words:
        return all_words(text)
    return reduce(or_, (SearchQuery(word, config=TEXT_CONFIG, search_type="plain") for word in words))


def conditions(request: SearchRequest, *, with_some_words: bool) -> dict[str, Q]:
    """Return what every criterion of the request means, by its name in the address; distance expects `miles`."""
    found = {name: ServiceFilter.condition(name, value) for name, value in chosen_criteria(request.filters).items()}
    if request.text:
        query = some_words(request.text) if with_some_words else all_words(request.text)
        found["q"] = Q(search_vector=query)
    if request.place and request.distance_miles is not None:
        found["distance"] = reachable(request.place, request.distance_miles)
    return found


def measured_services(request: SearchRequest) -> QuerySet[Service]:
    """Return the public services, with `miles` where the request has a place."""
    services = public_services().order_by()
    return services.annotate(miles=miles_from(request.place)) if request.place else services


def ids_of_page(request: SearchRequest, *, some_words: bool, page: int) -> tuple[UUID, ...]:
    """Return the ids of one page in the order asked for; equals stand by name, then id."""
    services = measured_services(request).filter(*conditions(request, with_some_words=some_words).values())
    start = (page - 1) * request.page_size
    ordered = services.order_by(*_order(request, some_words), Lower("name"), "pk")
    return tuple(ordered.values_list("pk", flat=True)[start : start + request.page_size])


def _order(request: SearchRequest, with_some_words: bool) -> list[Any]:
    if request.sort == Sort.NAME:
        return []
    if request.sort == Sort.PRICE:
        return [_true_first(Q(is_free=True)), lowest_price(F("amount_pence")).asc(nulls_last=True)]
    if request.sort == Sort.DISTANCE and request.place:
        return _nearest_first(request)
    return _best_match(request, with_some_words)


def _best_match(request: SearchRequest, with_some_words: bool) -> list[Any]:
    """Put first what names the need, then by words (or by distance without any), then what can be booked here."""
    order: list[Any] = []
    if request.filters.needs:
        order.append(_true_first(names_need(request.filters.needs)))
    if request.text:
        query = some_words(request.text) if with_some_words else all_words(request.text)
        order.append(SearchRank(F("search_vector"), query).desc(nulls_last=True))
    elif request.place:
        order += _nearest_first(request)
    return [*order, _true_first(Q(source=""))]


def _nearest_first(request: SearchRequest) -> list[Any]:
    assert request.place is not None
    reach = Case(
        When(setting=Setting.ONLINE, then=_ONLINE),
        When(covers(request.place), then=_COMES_TO_YOU),
        When(Q(latitude__isnull=True) | ~Q(setting=Setting.PLACE), then=_OUT_OF_REACH),
        default=_AT_A_PLACE,
    )
    return [reach, F("miles").asc(nulls_last=True)]


def _true_first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1))
