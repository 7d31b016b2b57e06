"""Budgets as counts, by stream, age, way of managing and period, for officers and for commissioners."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.http import HttpResponse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, User
from marketplace.budgets.enums import Route
from marketplace.budgets.models import FundingStream, ManagementRoute
from marketplace.budgets.selectors.counts import BudgetCount, budget_counts, protected
from marketplace.budgets.selectors.period import periods, today_as_period
from marketplace.budgets.services import place_hold, reduce_award
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.dates import financial_year
from tests.conftest import Cast
from tests.factories import ChildFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .case_scenario import days

Streams = dict[str, FundingStream]
COUNTS = "/council/budgets/counts/"


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer(OfficerRole.BUDGETS)


def children(cast: Cast, number: int, age: int = 9) -> list[Child]:
    born = clock.today() - relativedelta(years=age, days=30)
    return ChildFactory.create_batch(number, family=cast.family, date_of_birth=born)  # type: ignore[no-any-return]


def rows(response: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_children_and_money_are_counted_by_stream_age_and_way(cast: Cast, streams: Streams, officer: User) -> None:
    short, equipment = streams["social-care-short-breaks"], streams["equipment"]
    pot = pot_with(cast.child, short, 100_000)
    place_hold(actor=SYSTEM, pot=pot, amount_pence=20_000, expected_on=days(1), idempotency_key="h")
    paid = pot_with(cast.child, equipment, 50_000)
    [teenager] = children(cast, 1, age=16)
    pot_with(teenager, short, 30_000)
    ManagementRoute.objects.create(
        pot=paid, route=Route.DIRECT_PAYMENT, valid_from=days(-5), reason="Asked", decided_by=officer
    )
    counts = budget_counts(today_as_period())
    assert (counts.total.children, counts.total.amounts_pence) == (2, [180_000, 0, 20_000, 0, 160_000])
    assert {c.names: c.children for c in counts.by_stream} == {("Short breaks",): 2, ("Equipment",): 1}
    assert {c.names: c.children for c in counts.by_age} == {("5 to 10",): 1, ("16 to 17",): 1}
    assert {c.names: (c.children, c.funded_pence) for c in counts.by_route} == {
        ("Direct payment to the family",): (1, 50_000),
        ("The council manages it",): (2, 130_000),
    }
    everything = {c.names: c.funded_pence for c in counts.by_everything}
    assert everything["Short breaks", "16 to 17", "The council manages it"] == 30_000
    assert len(everything) == 3


@pytest.mark.parametrize(
    ("age", "group"), [(0, "0 to 4"), (5, "5 to 10"), (10, "5 to 10"), (11, "11 to 15"), (18, "18 to 25")]
)
def test_a_child_is_in_the_group_of_its_age_from_the_birthday_on(
    cast: Cast, streams: Streams, age: int, group: str
) -> None:
    child = ChildFactory(family=cast.family, date_of_birth=clock.today() - relativedelta(years=age))
    pot_with(child, streams["equipment"], 100, valid_from=clock.today())
    assert [count.names for count in budget_counts(today_as_period()).by_age] == [(group,)]


def test_a_route_that_has_ended_or_not_begun_is_the_councils(cast: Cast, streams: Streams, officer: User) -> None:
    pot = pot_with(cast.child, streams["equipment"], 100)
    for first, last in ((days(-9), days(-1)), (days(1), None)):
        ManagementRoute.objects.create(
            pot=pot, route=Route.PREPAID_CARD, valid_from=first, valid_to=last, reason="Asked", decided_by=officer
        )
    assert [count.names for count in budget_counts(today_as_period()).by_route] == [("The council manages it",)]


def test_a_budget_counts_in_every_period_in_which_it_runs(cast: Cast, streams: Streams) -> None:
    first, last = financial_year(clock.today())
    before = first - timedelta(days=1)
    pot_with(cast.child, streams["equipment"], 100, valid_from=before - timedelta(days=30), valid_to=first)
    pot_with(cast.child, streams["sen-top-up"], 7_000, valid_from=first, valid_to=last)
    counted = {period.code: budget_counts(period).total.funded_pence for period in periods()}
    assert counted == {"": 7_000, str(first.year): 7_100, str(first.year - 1): 100}


def test_a_budget_that_was_taken_back_is_none(cast: Cast, streams: Streams) -> None:
    pot = pot_with(cast.child, streams["equipment"], 100)
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=100, reason="Moved away")
    assert budget_counts(today_as_period()).total.children == 0


def test_the_page_warns_that_small_counts_may_identify_and_keeps_the_period(
    cast: Cast, streams: Streams, officer: User
) -> None:
    assert "No budget runs in this period" in words(signed_in(officer).get(COUNTS))
    pot_with(cast.child, streams["equipment"], 240_000)
    year = financial_year(clock.today())[0].year
    response = signed_in(officer).get(COUNTS, {"period": year})
    assert "Counts under 5 may identify a child" in words(response)
    assert "1 Children with a budget £2,400 Awarded" in words(response)
    assert f"counts.csv?period={year}" in response.content.decode()
    assert "Children with a budget" in words(signed_in(officer).get(COUNTS, {"period": "next"}))


def test_the_file_holds_every_count_as_numbers(cast: Cast, streams: Streams, officer: User) -> None:
    pot_with(cast.child, streams["equipment"], 240_050)
    response = signed_in(officer).get("/council/budgets/counts.csv")
    header, total, *others = rows(response)
    assert header[:4] == ["Counted by", "Kind", "Children", "Awarded, pounds"]
    assert total == ["All", "All", "1", "2400.50", "0.00", "0.00", "0.00", "2400.50"]
    assert [row[0] for row in others] == ["Stream", "Age", "Way of managing", "Stream, Age, Way of managing"]


def test_a_commissioner_sees_rounded_counts_and_no_small_ones(cast: Cast, streams: Streams) -> None:
    for child in children(cast, 12):
        pot_with(child, streams["equipment"], 123_400)
    for child in children(cast, 2, age=3):
        pot_with(child, streams["early-years"], 50_000)
    client = signed_in(cast.officer(OfficerRole.COMMISSIONER))
    page = words(client.get(COUNTS))
    assert "15 Children with a budget £16,000 Awarded" in page
    assert "Children are rounded to the nearest 5" in page
    assert "Early years fewer than 5 not shown" in page
    assert "£1,234" not in page
    assert "may identify" not in page
    table = rows(client.get("/council/budgets/counts.csv"))
    assert {row[0] for row in table[1:]} == {"All", "Stream", "Age", "Way of managing"}
    assert "2" not in {row[2] for row in table}


def count(name: str, number: int, pence: int) -> BudgetCount:
    return BudgetCount((name,), number, pence, 0, 0, 0)


def test_an_amount_that_could_be_worked_out_from_the_total_is_kept_back() -> None:
    shown = protected([count("a", 3, 900_000), count("b", 9, 500_000), count("c", 40, 9_900_000)])
    assert [(each.children.text, each.amounts[0].text) for each in shown] == [
        ("fewer than 5", "not shown"),
        ("10", "not shown"),
        ("40", "£99,000"),
    ]
    alone = protected([count("a", 3, 900_000)])
    assert [each.amounts[0].text for each in alone] == ["not shown"]
    assert [each.amounts[0].text for each in protected([count("a", 9, 900_000)])] == ["£9,000"]


def test_counts_are_for_officers_and_commissioners_and_take_five_counting_statements(
    cast: Cast, streams: Streams, django_assert_num_queries: Any
) -> None:
    for url in (COUNTS, "/council/budgets/counts.csv"):
        assert_guarded(
            url,
            allowed=[cast.officers[role] for role in ("budgets", "finance", "commissioner")],
            refused_to=[cast.officer(OfficerRole.CONTENT), cast.officer(OfficerRole.LISTINGS), cast.parent],
        )
    for child in children(cast, 3):
        pot_with(child, streams["equipment"], 123_400)
    with django_assert_num_queries(5):
        budget_counts(today_as_period())


def test_a_commissioner_is_led_to_the_counts_only(cast: Cast) -> None:
    client = signed_in(cast.officer(OfficerRole.COMMISSIONER))
    page = client.get(COUNTS).content.decode()
    assert 'href="/council/budgets/counts/" aria-current="page"' in page
    assert 'href="/council/budgets/work/"' not in page
    assert client.get("/council/budgets/planned/").status_code == 403


def test_the_financial_year_begins_in_april() -> None:
    assert financial_year(date(2027, 3, 31)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert financial_year(date(2027, 4, 1))[0] == date(2027, 4, 1)
