from datetime import date, datetime, timedelta

import pytest

from marketplace.core import clock
from marketplace.demand.models import SearchMiss
from marketplace.demand.services import record_search_miss

pytestmark = pytest.mark.usefixtures("taxonomies")


def miss(**changes: object) -> SearchMiss:
    """Record a miss and return the row that counts it."""
    known = set(SearchMiss.objects.values_list("pk", "times"))
    record_search_miss(**{"terms": "Swimming", "category_code": "", "filters": {}, "outward": "GL1"} | changes)
    (changed,) = set(SearchMiss.objects.values_list("pk", "times")) - known
    return SearchMiss.objects.get(pk=changed[0])


def test_the_same_search_in_a_week_is_counted_in_one_row() -> None:
    wednesday = datetime(2026, 3, 4, 12, tzinfo=clock.now().tzinfo)
    with clock.at(wednesday):
        miss(category_code="leisure", filters={"need": ["autism", "adhd"], "age": 9})
        row = miss(terms="  swimming ", category_code="leisure", filters={"age": 9, "need": ["adhd", "autism"]})
    assert (row.terms, row.times, row.week, row.outward) == ("swimming", 2, date(2026, 3, 2), "GL1")
    assert row.category
    assert row.category.code == "leisure"
    assert row.filters == {"age": 9, "need": ["adhd", "autism"]}
    with clock.at(wednesday + timedelta(days=7)):
        assert miss(category_code="leisure", filters={"need": ["autism", "adhd"], "age": 9}).times == 1


def test_searches_without_a_category_are_counted_together_and_apart_from_those_with_one() -> None:
    miss()
    assert miss().times == 2
    assert miss(category_code="leisure").times == 1


def test_nothing_that_says_who_searched_is_kept() -> None:
    row = miss(
        terms="Swimming for amina@family.example 07700 900123 GL1 2NE",
        filters={"postcode": "GL1 2NE", "q": "x", "sort": "near", "day": "5"},
        outward="GL1 2NE",
    )
    assert (row.terms, row.filters, row.outward) == ("swimming for", {"day": "5"}, "GL1")


@pytest.mark.parametrize(
    "changes",
    [
        {"terms": "x" * 10_000},
        {"terms": "\x00'; DROP TABLE demand_searchmiss; --"},
        {"terms": "\ud800 🦖 \u202e"},
        {"terms": None},
        {"category_code": "no-such\x00"},
        {"outward": "not a postcode, and far too long for one"},
        {"outward": None},
        {"filters": None},
        {"filters": {"need": ["🦖" * 500] * 50, "age": 10**40, "day": float("nan"), "access": {"a": object()}}},
        {"filters": {"max_price": float("inf"), "bookable": True, "stream": None}},
    ],
)
def test_odd_input_never_raises(changes: dict[str, object]) -> None:
    row = miss(**changes)
    assert len(row.terms) <= 200
    assert len(row.outward) <= 4
