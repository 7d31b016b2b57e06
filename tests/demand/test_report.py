import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.demand.models import SearchMiss, UnmetRequest
from marketplace.demand.report import ReportChoice, add_months, demand_report, report_areas
from tests.conftest import Cast
from tests.factories import FamilyFactory

SignIn = Callable[[User], Client]
Ask = Callable[..., UnmetRequest]
REPORT = "/council/demand/"
NOW = datetime(2026, 3, 18, 12, tzinfo=clock.now().tzinfo)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[None]:
    """Let it be 18 March 2026."""
    with clock.at(NOW):
        yield


@pytest.fixture
def many(cast: Cast, ask: Ask) -> None:
    """Record requests of 11 families for clubs in GL1 and of 3 for lessons in GL2, and 8 searches in February."""
    lessons = Category.objects.get(code="leisure-lessons")
    for _ in range(11):
        ask(family=FamilyFactory(), child=None)
    for _ in range(3):
        ask(family=FamilyFactory(), child=None, category=lessons, outward="GL2")
    SearchMiss.objects.create(terms="hydro", week=date(2026, 2, 2), times=8, outward="GL1")


@pytest.fixture
def client(cast: Cast, signed_in: SignIn) -> Client:
    """Return the commissioner's browser."""
    return signed_in(cast.officer(OfficerRole.COMMISSIONER))


@pytest.mark.usefixtures("many")
def test_needs_are_counted_by_month_kind_and_area() -> None:
    report = demand_report(ReportChoice.last_year())
    march, february = date(2026, 3, 1), date(2026, 2, 1)
    assert report.by_month.cell(march, "requests").value == 15
    assert report.by_month.cell(february, "searches").value == 10
    places = report.by_category_and_area
    assert places.cell("Weekend clubs", "GL1").value == 10
    assert places.cell("Lessons", "GL2").text == "fewer than 5"
    assert places.cell("Lessons", "GL1").value == 0
    assert report_areas() == ["GL1", "GL2"]


@pytest.mark.parametrize(
    ("choice", "total"),
    [
        ({}, "20"),
        ({"source": "searches"}, "10"),
        ({"source": "requests"}, "15"),
        ({"source": "written"}, "15"),
        ({"source": "full_session"}, "0"),
        ({"outward": "GL2"}, "fewer than 5"),
        ({"category": "leisure"}, "fewer than 5"),
        ({"first": date(2026, 2, 1), "last": date(2026, 2, 1)}, "10"),
        ({"first": date(2025, 1, 1), "last": date(2025, 2, 1)}, "0"),
    ],
)
@pytest.mark.usefixtures("many")
def test_the_report_is_narrowed(choice: dict[str, Any], total: str) -> None:
    if "category" in choice:
        choice = {"category": Category.objects.get(code=choice["category"])}
    usual = {"first": date(2025, 4, 1), "last": date(2026, 3, 1)}
    assert demand_report(ReportChoice(**usual | choice)).total.text == total


@pytest.mark.parametrize(("days", "counted"), [(0, 1), (30, 1), (31, 2)])
def test_a_family_that_asks_again_within_30_days_is_counted_once(ask: Ask, days: int, counted: int) -> None:
    def true_count() -> int:
        from marketplace.demand.report import _requests

        return _requests(ReportChoice.last_year()).count()

    with clock.at(NOW - timedelta(days=days)):
        ask()
    ask()
    assert true_count() == counted


def test_a_withdrawn_request_is_not_counted(ask: Ask) -> None:
    ask()
    UnmetRequest.objects.update(state="withdrawn")
    assert demand_report(ReportChoice.last_year()).is_empty


def test_months_are_added_over_the_end_of_a_year() -> None:
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert add_months(date(2025, 12, 1), 14) == date(2027, 2, 1)


@pytest.mark.usefixtures("many")
def test_the_page_says_what_it_shows_and_keeps_small_counts_back(client: Client) -> None:
    page = client.get(REPORT).content.decode()
    assert "From April 2025 to March 2026, families looked for something and did not find it about 20 times." in page
    assert "fewer than 5" in page
    figures = [int(number) for number in re.findall(r'<td class="number">\s*(\d+)\s*</td>', page)]
    assert figures
    assert all(number % 5 == 0 for number in figures)


def test_an_empty_report_says_so(client: Client) -> None:
    page = client.get(REPORT).content.decode()
    assert "There is nothing to count" in page
    assert "nobody told us of anything they could not find" in page


@pytest.mark.usefixtures("many")
def test_a_reversed_period_is_explained(client: Client) -> None:
    page = client.get(f"{REPORT}?first=2026-03&last=2026-01").content.decode()
    assert "Choose a last month that is not before the first." in page


@pytest.mark.parametrize("query", ["first=x&last=2026-99", "category=%00", "area=ZZ99", "source=nonsense"])
def test_odd_choices_are_survived(client: Client, query: str) -> None:
    for url in (REPORT, f"{REPORT}export.csv", f"{REPORT}months.svg"):
        assert client.get(f"{url}?{query}").status_code == 200


@pytest.mark.usefixtures("many")
def test_the_file_has_the_figures_of_the_page_and_no_free_text(client: Client) -> None:
    response = client.get(f"{REPORT}export.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    by_place = {
        (row["Category"], row["Area"]): row["Times"] for row in rows if row["Counted by"] == "Category and area"
    }
    assert by_place["Weekend clubs", "GL1"] == "10"
    assert by_place["Lessons", "GL2"] == "fewer than 5"
    assert {row["Times"] for row in rows} <= {"0", "5", "10", "15", "20", "fewer than 5", "not shown"}
    assert "hydro" not in response.content.decode()
    assert "Yusuf" not in response.content.decode()


def test_a_category_that_looks_like_a_formula_is_harmless_in_the_file(client: Client, ask: Ask) -> None:
    Category.objects.filter(code="weekend-clubs").update(name="=HYPERLINK(1)")
    ask()
    assert "'=HYPERLINK(1)" in client.get(f"{REPORT}export.csv").content.decode()


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("name", ["months", "categories"])
def test_a_chart_has_no_script_and_shows_rounded_figures_only(client: Client, name: str) -> None:
    response = client.get(f"{REPORT}{name}.svg")
    drawn = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert "<script" not in drawn
    assert "default-src 'none'" in response["Content-Security-Policy"]
    values = [float(value) for value in re.findall(r'<desc class="value">([\d.]+)', drawn)]
    assert values
    assert all(value % 5 == 0 for value in values)


def test_an_empty_chart_is_drawn(client: Client) -> None:
    assert client.get(f"{REPORT}categories.svg").status_code == 200
    assert client.get(f"{REPORT}nonsense.svg").status_code == 404


@pytest.mark.usefixtures("many")
def test_the_report_asks_a_constant_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        client.get(REPORT)


@pytest.mark.parametrize("path", ["", "export.csv", "months.svg"])
def test_the_report_is_for_commissioners(cast: Cast, signed_in: SignIn, client: Client, path: str) -> None:
    url = f"{REPORT}{path}"
    assert Client().get(url)["Location"].startswith("/accounts/login/")
    for user in (cast.parent, cast.provider_owner, cast.outsider, cast.officer(OfficerRole.LISTINGS)):
        assert signed_in(user).get(url).status_code == 403
    assert client.post(url).status_code == 405
