"""Officers' pages about policy over HTTP."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.models import AllocationPolicy, BudgetPolicy, FundingStream
from marketplace.budgets.services import change_policy, load_policy
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, value, words

from .allocation_scenario import QUESTIONNAIRE, in_bands, policy, price_point, questionnaire

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]
OVERVIEW, CHANGE = "/council/budgets/policy/", "/council/budgets/policy/change/"
STREAM = "/council/budgets/policy/streams/equipment/"


@pytest.fixture
def officer(cast: Cast, streams: Streams, signed_in: SignIn) -> Client:
    load_policy()
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def rules(**changed: Any) -> dict[str, Any]:
    return {
        "plan_order": "plan_first",
        "challenge_working_days": "10",
        "amendment_percent": "5",
        "amendment_pence": "250",
        "close_after_days": "30",
        "sample_percent": "20",
        "valid_from": day(1).isoformat(),
        "reason": "As voted",
    } | changed


def terms(**changed: Any) -> dict[str, Any]:
    return {
        "fall_floor_permille": "75.5",
        "rise_cap_permille": "103.5",
        "round_to_pence": "1",
        "pack_tolerance_percent": "5",
        "valid_from": day(1).isoformat(),
        "reason": "As voted",
    } | changed


def band_rows(*bands: tuple[str, str, str]) -> dict[str, str]:
    posted = {"bands-TOTAL_FORMS": str(len(bands)), "bands-INITIAL_FORMS": "0", "questionnaire_name": QUESTIONNAIRE}
    for row, band in enumerate(bands):
        for name, typed in zip(("points_from", "points_to", "amount_pence"), band, strict=True):
            posted[f"bands-{row}-{name}"] = typed
    return posted


def add(client: Client, method: str, posted: dict[str, Any]) -> HttpResponse:
    return client.post(f"{STREAM}add/{method}/", posted)


def test_officers_change_the_rules_for_all_streams_from_a_day_on(officer: Client) -> None:
    response = officer.post(CHANGE, rules(), follow=True)
    made = BudgetPolicy.objects.get(valid_from=day(1))
    assert (made.plan_order, made.challenge_working_days, made.amendment_pence) == ("plan_first", 10, 25_000)
    page = words(response)
    assert "20 working days" in page
    assert "Planned Why: As voted" in page
    assert "up to £250 in it" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": clock.today().isoformat()}, "Rules can change from tomorrow on"),
        ({"valid_from": "0026-01-01"}, "Enter a year from 1990 to 2099."),
        ({"valid_from": "soon"}, "Enter a day, such as 1 April 2027."),
        ({"challenge_working_days": "0"}, "Enter a whole number from 1 to 250."),
        ({"challenge_working_days": "2.5"}, "Enter a whole number from 1 to 250."),
        ({"amendment_percent": "-1"}, "Enter a whole number from 0 to 100."),
        ({"sample_percent": "101"}, "Enter a whole number from 0 to 100."),
        ({"amendment_pence": "-5"}, "Enter an amount from £0 to £500,000."),
        ({"reason": ""}, "Say why the rules change."),
    ],
)
def test_wrong_rules_are_said_and_what_was_typed_is_kept(
    officer: Client, changed: dict[str, str], sentence: str
) -> None:
    page = officer.post(CHANGE, rules(**changed))
    assert any(sentence in error for error in errors(page))
    assert [value(page, name) for name in changed] == list(changed.values())
    assert BudgetPolicy.objects.count() == 1


def test_planned_rules_are_withdrawn_with_a_reason(officer: Client) -> None:
    planned = change_policy(actor=SYSTEM, valid_from=day(9), reason="As voted")
    url = reverse("budgets:council_policy_withdraw", args=[planned.pk])
    assert "Say why it is withdrawn." in errors(officer.post(url, {"reason": ""}))
    officer.post(url, {"reason": "The vote was lost"})
    assert BudgetPolicy.objects.get().valid_to is None
    assert officer.get(url).status_code == 404


def test_rules_that_have_begun_are_not_withdrawn(officer: Client) -> None:
    url = reverse("budgets:council_policy_withdraw", args=[BudgetPolicy.objects.get().pk])
    assert "stay on record" in errors(officer.post(url, {"reason": "A slip"}))[0]


def test_the_page_of_a_stream_says_that_nothing_is_decided(officer: Client) -> None:
    assert "It is not decided yet" in words(officer.get(STREAM))


def test_only_what_the_method_needs_is_asked(officer: Client) -> None:
    assert "Choose how amounts are set." in errors(officer.get(f"{STREAM}add/", {"method": ""}))
    response = officer.get(f"{STREAM}add/", {"method": "unit_cost"})
    assert response["Location"] == f"{STREAM}add/unit_cost/"
    asked = {
        "price_point": {"questionnaire_name", "price_point_pence"},
        "bands": {"questionnaire_name"},
        "unit_cost": {"unit", "unit_rate_pence"},
        "flat_sum": {"flat_sum_pence"},
        "present_package": set(),
        "costed_plan": set(),
    }
    for method, fields in asked.items():
        form = officer.get(f"{STREAM}add/{method}/").context["form"]
        assert set(form.fields) == fields | terms().keys(), method
    assert officer.get(f"{STREAM}add/magic/").status_code == 404


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("price_point", {"questionnaire_name": QUESTIONNAIRE, "price_point_pence": "95"}),
        ("unit_cost", {"unit": "mile", "unit_rate_pence": "0.45"}),
        ("flat_sum", {"flat_sum_pence": "500"}),
        ("present_package", {}),
        ("costed_plan", {}),
    ],
)
def test_every_method_is_recorded(officer: Client, method: str, needed: dict[str, str]) -> None:
    questionnaire()
    response = officer.post(f"{STREAM}add/{method}/", terms(**needed), follow=True)
    made = AllocationPolicy.objects.get()
    assert (made.method, made.fall_floor_permille, made.rise_cap_permille) == (method, 755, 1_035)
    page = words(response)
    assert "75.5% of last year’s package" in page
    assert "103.5% of last year’s package" in page


@pytest.mark.parametrize(
    ("method", "changed", "sentence"),
    [
        ("price_point", {"price_point_pence": "0"}, "Enter an amount from £0.01 to £50,000."),
        ("price_point", {"price_point_pence": "-95"}, "Enter an amount from £0.01 to £50,000."),
        ("flat_sum", {"flat_sum_pence": ""}, "Enter what every child gets."),
        ("unit_cost", {"unit_rate_pence": "lots"}, "Enter an amount in pounds"),
        ("present_package", {"fall_floor_permille": "100.1"}, "Enter a share from 0.1 to 100 per cent"),
        ("present_package", {"fall_floor_permille": "75.55"}, "Enter a share from 0.1 to 100 per cent"),
        ("present_package", {"fall_floor_permille": "NaN"}, "Enter a share from 0.1 to 100 per cent"),
        ("present_package", {"rise_cap_permille": "99"}, "Enter a share from 100 to 1000 per cent"),
        ("present_package", {"round_to_pence": "0"}, "Enter an amount from £0.01 to £1,000."),
        ("present_package", {"pack_tolerance_percent": "101"}, "Enter a whole number from 0 to 100."),
        ("present_package", {"valid_from": ""}, "Enter a day."),
    ],
)
def test_wrong_terms_are_said_in_place(officer: Client, method: str, changed: dict[str, str], sentence: str) -> None:
    page = add(officer, method, terms(**changed))
    assert any(sentence in error for error in errors(page)), errors(page)
    assert [value(page, name) for name in changed] == list(changed.values())
    assert not AllocationPolicy.objects.exists()


def test_a_later_policy_begins_tomorrow_at_the_earliest(officer: Client, streams: Streams) -> None:
    policy(streams["equipment"], price_point())
    page = add(officer, "present_package", terms(valid_from=clock.today().isoformat()))
    assert "A policy can change from tomorrow on" in errors(page)[0]


def test_bands_are_recorded(officer: Client) -> None:
    questionnaire()
    rows = band_rows(("0", "20", "1,000"), ("21", "", "2500"), ("", "", ""))
    page = words(officer.post(f"{STREAM}add/bands/", terms() | rows, follow=True))
    assert list(AllocationPolicy.objects.get().bands.values_list("points_from", "points_to", "amount_pence")) == [
        (0, 20, 100_000),
        (21, None, 250_000),
    ]
    assert "0 to 20 £1,000" in page
    assert "21 and more £2,500" in page
    assert "Some points are in no band" not in page


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ([("0", "20", "1"), ("20", "30", "2")], "The bands of 0 to 20 points and of 20 to 30 points overlap."),
        ([("30", "20", "1")], "A band must not end before it begins."),
        ([("-1", "20", "1")], "Enter a whole number from 0 to 99,999."),
        ([("0", "", "0")], "Enter an amount from £0.01 to £500,000."),
        ([("0", "", "")], "Enter an amount, or leave the whole band empty."),
        ([("", "", "")], "Enter at least one band of points."),
    ],
)
def test_wrong_bands_are_said_and_nothing_is_recorded(
    officer: Client, bands: list[tuple[str, str, str]], sentence: str
) -> None:
    questionnaire()
    page = add(officer, "bands", terms() | band_rows(*bands))
    assert any(sentence in error for error in errors(page)), errors(page)
    assert value(page, "bands-0-points_from") == bands[0][0]
    assert not AllocationPolicy.objects.exists()


def test_gaps_are_warned_about_and_kept_only_when_they_are_meant(officer: Client) -> None:
    questionnaire()
    posted = terms() | band_rows(("0", "20", "1"), ("30", "40", "2"))
    page = add(officer, "bands", posted)
    assert "In no band: 21 to 29 points; 41 points and more." in errors(page)[0]
    assert not AllocationPolicy.objects.exists()
    response = officer.post(f"{STREAM}add/bands/", posted | {"accept_gaps": "on"}, follow=True)
    assert AllocationPolicy.objects.get().bands.count() == 2
    assert "21 to 29 points; 41 points and more. A child with such points gets no figure." in words(response)


def test_more_rows_keep_what_was_typed_without_judging_it(officer: Client) -> None:
    questionnaire()
    posted = terms(reason="Half written") | band_rows(("0", "x", "1"), ("", "", "")) | {"more": "1"}
    page = add(officer, "bands", posted)
    assert errors(page) == []
    assert value(page, "reason") == "Half written"
    assert [value(page, f"bands-0-{name}") for name in ("points_from", "points_to", "amount_pence")] == ["0", "x", "1"]
    assert page.context["rows"].total_form_count() == 8, "the row that was still empty, and six more"


def test_a_planned_policy_of_a_stream_is_withdrawn(officer: Client, streams: Streams) -> None:
    policy(streams["equipment"], price_point())
    planned = policy(streams["equipment"], in_bands((0, None, 100)), day(9))
    url = reverse("budgets:council_allocation_policy_withdraw", args=[planned.pk])
    assert url in officer.get(STREAM).content.decode()
    officer.post(url, {"reason": "The vote was lost"})
    assert AllocationPolicy.objects.get().valid_to is None


def test_policy_pages_are_for_budget_officers_and_finance_reads(cast: Cast, streams: Streams) -> None:
    planned = change_policy(actor=SYSTEM, valid_from=day(9), reason="As voted")
    amounts = policy(streams["equipment"], price_point(), day(9))
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.COMMISSIONER), cast.parent, cast.provider_owner, cast.outsider]
    for url in (OVERVIEW, STREAM):
        assert_guarded(url, allowed=[budgets, finance], refused_to=others)
    assert_guarded(f"{STREAM}add/", allowed=[budgets], refused_to=[finance, *others])
    for url in (
        CHANGE,
        f"{STREAM}add/bands/",
        reverse("budgets:council_policy_withdraw", args=[planned.pk]),
        reverse("budgets:council_allocation_policy_withdraw", args=[amounts.pk]),
        reverse("budgets:council_calibrate"),
    ):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)
