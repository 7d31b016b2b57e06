"""What will be left at the end of the period if the family goes on as now."""

from datetime import date

import pytest
from django.urls import reverse

from marketplace.budgets.forecast_chart import forecast_chart
from marketplace.budgets.models import FundingStream, Pot
from marketplace.budgets.selectors.forecast import Forecast, forecasts, months_of_all
from marketplace.budgets.services import refund_capture
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.pages import signed_in, words

from .award_life_scenario import pot_of, reserve, spend

pytestmark = pytest.mark.usefixtures("in_november")

Streams = dict[str, FundingStream]
TODAY = date(2026, 11, 24)


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 100_000)


def forecast(pot: Pot, day: date = TODAY) -> Forecast:
    pot.refresh_from_db()
    [made] = forecasts([pot], day)
    return made


def amounts(made: Forecast) -> dict[int, tuple[int, int, int]]:
    """Return spent, reserved and likely by number of the month, where there is any."""
    rows = {month.first.month: (month.spent_pence, month.reserved_pence, month.likely_pence) for month in made.months}
    return {month: row for month, row in rows.items() if any(row)}


def test_a_month_counts_what_its_services_take_whenever_they_were_booked(pot: Pot) -> None:
    spend(pot, 4_000, date(2026, 8, 31))
    spend(pot, 1_000, date(2026, 9, 1))
    reserve(pot, 2_000, date(2026, 12, 24))
    assert {month: row[:2] for month, row in amounts(forecast(pot)).items() if any(row[:2])} == {
        8: (4_000, 0),
        9: (1_000, 0),
        12: (0, 2_000),
    }


def test_months_not_booked_yet_take_the_average_of_the_last_three_full_months(pot: Pot) -> None:
    spend(pot, 90_00, date(2026, 7, 1))  # before the three
    spend(pot, 40_00, date(2026, 8, 1))
    spend(pot, 10_00, date(2026, 9, 30))
    reserve(pot, 1, date(2026, 10, 31))
    spend(pot, 70_00, date(2026, 11, 3))  # of a month that is not full yet
    reserve(pot, 20_00, date(2027, 1, 8))
    made = forecast(pot)
    assert made.average_pence == 1_667
    assert {month: row[2] for month, row in amounts(made).items() if row[2]} == {12: 1_667, 2: 1_667, 3: 1_667}
    assert made.left_at_end_pence == made.pot.left_pence - 3 * 1_667
    assert made.sentence == "If you go on as now, £719.98 will be left on 31 March 2027."
    assert made.basis == (
        "For each month to come with nothing booked we count £16.67: the average of what was spent and reserved in "
        "August 2026 to October 2026."
    )


def test_it_says_in_which_month_the_money_runs_out_and_counts_no_more_than_is_left(pot: Pot) -> None:
    for month in (8, 9, 10):
        spend(pot, 20_000, date(2026, month, 5))
    made = forecast(pot)
    assert {month: row[2] for month, row in amounts(made).items() if row[2]} == {12: 20_000, 1: 20_000}
    assert made.left_at_end_pence == 0
    assert made.sentence == "If you go on as now, you will run out in February 2027."


def test_a_budget_that_is_just_enough_does_not_run_out(cast: Cast, streams: Streams) -> None:
    pot = pot_of(cast.child, streams["equipment"], 7_000)
    for month in (8, 9, 10):
        spend(pot, 1_000, date(2026, month, 5))
    assert forecast(pot).sentence == "If you go on as now, £0 will be left on 31 March 2027."


def test_a_budget_of_which_nothing_is_left_says_so(cast: Cast, streams: Streams) -> None:
    pot = pot_of(cast.child, streams["equipment"], 3_000)
    spend(pot, 3_000, date(2026, 10, 5))
    assert forecast(pot).sentence == "All of it is spent, reserved or kept aside."


def test_before_the_first_full_month_it_is_too_early_to_say(pot: Pot) -> None:
    spend(pot, 4_000, date(2026, 4, 5))
    made = forecast(pot, date(2026, 4, 30))
    assert made.sentence == (
        "It is too early to say how it will go. If you book nothing more, £960 will be left on 31 March 2027."
    )
    assert (made.basis, made.average_pence) == ("", 0)


def test_a_family_that_uses_nothing_is_told_that_nothing_is_counted(pot: Pot) -> None:
    made = forecast(pot)
    assert made.sentence == "If you go on as now, £1,000 will be left on 31 March 2027."
    assert made.basis == (
        "Nothing was spent or reserved in August 2026 to October 2026, so we count nothing for the months to come."
    )


def test_a_month_that_the_period_holds_only_in_part_says_nothing_of_a_full_one(cast: Cast, streams: Streams) -> None:
    pot = pot_of(cast.child, streams["equipment"], 10_000, (date(2026, 9, 15), date(2027, 1, 14)))
    spend(pot, 3_000, date(2026, 9, 20))
    spend(pot, 1_000, date(2026, 10, 20))
    made = forecast(pot)
    assert [month.first for month in made.behind] == [date(2026, 10, 1)]
    assert made.average_pence == 1_000
    assert made.basis.endswith("spent and reserved in October 2026.")
    assert [month.first.month for month in made.months] == [9, 10, 11, 12, 1]


def test_a_refund_counts_in_the_month_of_the_service(pot: Pot) -> None:
    hold = spend(pot, 4_000, date(2026, 8, 5)).hold
    refund_capture(actor=SYSTEM, hold=hold, amount_pence=1_500, reason="It rained")
    assert amounts(forecast(pot))[8] == (2_500, 0, 0)


def test_the_months_come_to_what_the_pot_has_spent_and_reserved(pot: Pot) -> None:
    for day in (date(2026, 3, 1), date(2026, 5, 5), date(2027, 4, 9)):  # two of them outside the period
        spend(pot, 1_000, day)
        reserve(pot, 500, day)
    made = forecast(pot)
    assert sum(month.spent_pence for month in made.months) == pot.spent_pence
    assert sum(month.reserved_pence for month in made.months) == pot.held_pence


def test_several_budgets_add_up_to_one_picture(cast: Cast, streams: Streams, pot: Pot) -> None:
    other = pot_of(cast.child, streams["equipment"], 10_000, (date(2026, 9, 1), date(2027, 8, 31)))
    spend(pot, 4_000, date(2026, 10, 5))
    spend(other, 1_000, date(2026, 10, 6))
    pot.refresh_from_db()
    other.refresh_from_db()
    together = months_of_all(forecasts([pot, other], TODAY))
    assert [month.first for month in together][0::16] == [date(2026, 4, 1), date(2027, 8, 1)]
    assert next(month.spent_pence for month in together if month.first == date(2026, 10, 1)) == 5_000


def test_the_page_has_the_sentence_and_the_figures_of_the_picture(cast: Cast, pot: Pot) -> None:
    for month in (8, 9, 10):
        spend(pot, 20_000, date(2026, month, 5))
    page = words(signed_in(cast.parent).get(reverse("budgets:child_budget", args=[cast.child.pk])))
    assert "If you go on as now, you will run out in February 2027." in page
    assert "October 2026 £200 £0 £0" in page
    assert "December 2026 £0 £0 £200" in page


def test_the_picture_has_no_script_and_its_own_policy(cast: Cast, pot: Pot) -> None:
    reserve(pot, 4_000, date(2026, 12, 5))
    response = signed_in(cast.parent).get(reverse("budgets:family_forecast_chart", args=[cast.child.pk]))
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<script" not in response.content
    assert b"Dec 2026" in response.content
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_picture_of_nothing_can_be_drawn() -> None:
    assert b"<svg" in forecast_chart([])
