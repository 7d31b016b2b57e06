"""What was planned beside what is spent and reserved, for every child and stream."""

import csv
import io
from typing import Any

import pytest

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.enums import PlanState
from marketplace.budgets.models import FundingStream
from marketplace.budgets.selectors.period import today_as_period
from marketplace.budgets.selectors.planned_list import ORDERS, planned_and_actual
from marketplace.budgets.services import capture_hold, place_hold
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.dates import financial_year
from tests.conftest import Cast
from tests.factories import ChildFactory, pot_with
from tests.guards import assert_guarded
from tests.pages import signed_in, words

from .case_scenario import Line, days, plan

Streams = dict[str, FundingStream]
PLANNED = "/council/budgets/planned/"


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer(OfficerRole.BUDGETS)


@pytest.fixture
def spending(cast: Cast, streams: Streams, officer: User) -> None:
    """Plan £100 of two streams and spend £20, reserve £15 of one of them; another child has money and no plan."""
    short, equipment = streams["social-care-short-breaks"], streams["equipment"]
    pot = pot_with(cast.child, short, 6_000)
    hold = place_hold(actor=SYSTEM, pot=pot, amount_pence=2_000, expected_on=days(0), idempotency_key="h1")
    capture_hold(actor=SYSTEM, hold=hold)
    pot.refresh_from_db()
    place_hold(actor=SYSTEM, pot=pot, amount_pence=1_500, expected_on=days(0), idempotency_key="h2")
    plan(cast.child, officer, PlanState.REPLACED, lines=[Line(99_000, [short])])
    plan(cast.child, officer, lines=[Line(8_000, [short, equipment]), Line(2_000, [short])])
    plan(cast.other_child, officer, PlanState.DRAFT, lines=[Line(99_000, [short])])
    other = pot_with(cast.other_child, short, 3_000)
    place_hold(actor=SYSTEM, pot=other, amount_pence=500, expected_on=days(0), idempotency_key="h3")


def listed(**asked: Any) -> list[tuple[str, str, int, int, int, int]]:
    columns = ("given_name", "stream_name", "planned", "awarded", "actual", "difference")
    return [
        tuple(row[name] for name in columns)  # type: ignore[misc]
        for row in planned_and_actual(today_as_period(), **asked)
    ]


@pytest.mark.usefixtures("spending")
def test_planned_is_of_the_final_plan_and_actual_is_spent_and_reserved(streams: Streams) -> None:
    assert listed() == [
        ("Liv", "Short breaks", 0, 3_000, 500, -500),
        ("Yusuf", "Equipment", 4_000, 0, 0, 4_000),
        ("Yusuf", "Short breaks", 6_000, 6_000, 3_500, 2_500),
    ]
    assert [row[1] for row in listed(stream=streams["equipment"])] == ["Equipment"]


@pytest.mark.usefixtures("spending")
def test_the_list_can_be_ordered(cast: Cast) -> None:
    assert [row[5] for row in listed(order="difference")] == [-500, 2_500, 4_000]
    assert [row[2] for row in listed(order="-planned")] == [6_000, 4_000, 0]
    for order in ORDERS:
        assert len(listed(order=order)) == 3


def test_a_plan_of_another_period_is_not_of_this_budget(cast: Cast, streams: Streams, officer: User) -> None:
    pot_with(cast.child, streams["equipment"], 6_000)
    lines = [Line(2_000, [streams["equipment"]])]
    plan(cast.child, officer, valid_from=days(-400), valid_to=days(-61), lines=lines)
    assert listed() == [("Yusuf", "Equipment", 0, 6_000, 0, 0)]


@pytest.mark.usefixtures("spending")
def test_the_page_filters_by_address_and_marks_what_is_over_the_plan(cast: Cast, officer: User) -> None:
    client = signed_in(officer)
    page = words(client.get(PLANNED, {"sort": "difference"}))
    assert "£0 £30 £5 −£5 Over the plan" in page
    assert page.index("Liv") < page.index("Yusuf")
    only = words(client.get(PLANNED, {"stream": "equipment", "period": financial_year(clock.today())[0].year}))
    assert "Liv" not in only
    assert "£40 £0 £0 £40" in only
    nonsense = client.get(PLANNED, {"sort": "price", "stream": "x", "period": "y", "page": "z"})
    assert nonsense.status_code == 200
    assert "No budget and no plan" in words(client.get(PLANNED, {"stream": "continence"}))


@pytest.mark.usefixtures("spending")
def test_the_file_holds_pounds_that_a_spreadsheet_can_count(cast: Cast, officer: User) -> None:
    response = signed_in(officer).get("/council/budgets/planned.csv", {"sort": "difference"})
    header, first, *_ = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert header[4:] == ["Planned, pounds", "Awarded, pounds", "Spent and reserved, pounds", "Difference, pounds"]
    assert first[:2] == ["Liv", "Short breaks"]
    assert first[4:] == ["0.00", "30.00", "5.00", "-5.00"]


def test_a_name_that_looks_like_a_formula_is_not_one_in_the_file(cast: Cast, streams: Streams, officer: User) -> None:
    pot_with(ChildFactory(family=cast.family, given_name="=1+1"), streams["equipment"], 6_000)
    assert "'=1+1" in signed_in(officer).get("/council/budgets/planned.csv").content.decode()


def test_planned_and_actual_are_for_officers_of_budgets_and_finance(cast: Cast) -> None:
    for url in (PLANNED, "/council/budgets/planned.csv"):
        assert_guarded(
            url,
            allowed=[cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)],
            refused_to=[cast.officer(OfficerRole.COMMISSIONER), cast.officer(OfficerRole.CONTENT), cast.parent],
        )


def test_the_list_is_paged_in_a_constant_number_of_statements(
    cast: Cast, streams: Streams, officer: User, django_assert_num_queries: Any
) -> None:
    client = signed_in(officer)
    pot_with(cast.child, streams["equipment"], 6_000)
    client.get(PLANNED)
    with django_assert_num_queries(10):
        client.get(PLANNED)
    for child in ChildFactory.create_batch(60, family=cast.family):
        pot_with(child, streams["equipment"], 6_000)
    with django_assert_num_queries(10):
        page = client.get(PLANNED)
    assert page.content.decode().count("<tr>") == 51
