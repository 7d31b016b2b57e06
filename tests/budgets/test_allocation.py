"""How a figure is worked out: six methods, part years, transition protection, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.budgets.enums import AllocationMethod, AllocationState, LineKind
from marketplace.budgets.errors import AllocationRefused
from marketplace.budgets.models import (
    FundingStream,
    IndicativeAllocation,
    PlanLine,
    PlanLineFunding,
    PresentPackage,
    SupportPlan,
)
from marketplace.budgets.selectors import most_a_plan_may_be
from marketplace.budgets.services import (
    PolicyTerms,
    correct_present_package,
    offer_for_release,
    override_allocation,
    record_present_package,
    withdraw_allocation,
)
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import ChildFactory
from tests.racing import race, refusals

from .allocation_scenario import (
    YEAR,
    assessed,
    figure,
    in_bands,
    officer,
    package,
    policy,
    price_point,
    released_figure,
    waiting_figure,
)

Streams = dict[str, FundingStream]


@pytest.fixture
def breaks(streams: Streams) -> FundingStream:
    return streams["social-care-short-breaks"]


def terms(method: str, **fields: Any) -> PolicyTerms:
    return PolicyTerms(method=AllocationMethod(method), **fields)


def test_points_times_the_price_of_a_point(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, price_point(9_500))
    assessment = assessed(cast, 42)
    made = figure(cast, breaks)
    assert (made.table_pence, made.protected_pence, made.amount_pence) == (399_000, 399_000, 399_000)
    assert (made.points, made.assessment, made.state) == (42, assessment, AllocationState.DRAFT)
    assert made.working == [
        "Your answers came to 42 points.",
        "Each point is worth £95, so 42 points come to £3,990 a year.",
    ]
    event = AuditEvent.objects.get(action="allocation.work_out")
    assert (event.object_id, event.actor_role) == (made.pk, "officer:budgets")


def test_the_latest_completed_assessment_counts(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, price_point(100))
    assessed(cast, 10, days_ago=300)
    assessed(cast, 20)
    assessed(cast, 90, days_ago=100)
    assessed(cast, 70, child=cast.other_child)
    assessed(cast, 80, state="withdrawn", days_ago=-1)
    assert figure(cast, breaks).points == 20


@pytest.mark.parametrize(("points", "pence"), [(0, 100_000), (20, 100_000), (21, 250_000), (900, 250_000)])
def test_bands_of_points(cast: Cast, breaks: FundingStream, points: int, pence: int) -> None:
    policy(breaks, in_bands((0, 20, 100_000), (21, None, 250_000)))
    assessed(cast, points)
    made = figure(cast, breaks)
    assert made.amount_pence == pence
    assert f"give £{pence // 100:,} a year." in made.working[-1]


def test_points_in_no_band_are_refused_with_the_points(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, in_bands((0, 20, 100_000), (30, 40, 250_000)))
    assessed(cast, 25)
    with pytest.raises(AllocationRefused, match="came to 25 points, and no band"):
        figure(cast, breaks)


def test_units_times_the_price_of_one_are_for_the_period(cast: Cast, streams: Streams) -> None:
    policy(streams["sen-transport"], terms("unit_cost", unit_rate_pence=45, unit="mile", round_to_pence=1))
    made = figure(cast, streams["sen-transport"], quantity=Decimal("1200.5"), valid_to=date(2027, 9, 30))
    assert (made.table_pence, made.quantity) == (54_023, Decimal("1200.5"))
    assert made.working == ["1,200.5 miles at £0.45 each: £540.23."]


@pytest.mark.parametrize("quantity", [None, Decimal(0), Decimal(-1), Decimal(1_000_001)])
def test_a_quantity_that_makes_no_sense_is_refused(cast: Cast, streams: Streams, quantity: Decimal | None) -> None:
    policy(streams["sen-transport"], terms("unit_cost", unit_rate_pence=45, unit="mile"))
    with pytest.raises(AllocationRefused, match="how many miles"):
        figure(cast, streams["sen-transport"], quantity=quantity)


def test_the_present_package_is_the_figure(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, terms("present_package"))
    with pytest.raises(AllocationRefused, match="none is recorded"):
        figure(cast, breaks)
    package(cast, breaks, 612_345)
    made = figure(cast, breaks)
    assert (made.table_pence, made.amount_pence, made.present_pence) == (612_345, 612_300, 612_345)
    assert made.working[-1] == "Rounded in steps of £1, it is £6,123."


def test_a_flat_sum_is_cut_to_the_days_of_a_part_year(cast: Cast, streams: Streams) -> None:
    policy(streams["continence"], terms("flat_sum", flat_sum_pence=50_000, round_to_pence=1))
    made = figure(cast, streams["continence"], valid_from=date(2027, 10, 1))
    assert made.amount_pence == 25_000
    assert made.working[-1] == "The figure is for 183 of the 366 days of a year, so that is £250."


def plan_of(cast: Cast, *parts: tuple[FundingStream, int], **fields: Any) -> SupportPlan:
    asked = {"child": cast.child, "number": 1, "prepared_by": cast.parent, **YEAR}
    plan = SupportPlan.objects.create(**asked | fields)
    category = Category.objects.get(code="weekend-clubs")
    for stream, pence in parts:
        line = PlanLine.objects.create(
            plan=plan, kind=LineKind.MONEY, description="A club", category=category, amount_pence=pence
        )
        PlanLineFunding.objects.create(line=line, stream=stream, amount_pence=pence)
    return plan


def test_a_costed_plan_sets_the_figure_with_what_the_stream_pays(cast: Cast, streams: Streams) -> None:
    breaks, equipment = streams["social-care-short-breaks"], streams["equipment"]
    policy(breaks, terms("costed_plan"))
    plan = plan_of(cast, (breaks, 120_000), (breaks, 80_000), (equipment, 999))
    category = Category.objects.get(code="weekend-clubs")
    PlanLine.objects.create(plan=plan, kind=LineKind.SUPPORT, description="A friend", category=category)
    made = figure(cast, breaks, plan=plan)
    assert made.amount_pence == 200_000
    assert made.working == [
        "The parts of your plan that Short breaks pays come to £2,000.",
        "1 line of the plan has no price yet and is not counted.",
    ]


def test_a_plan_that_does_not_fit_is_refused(cast: Cast, streams: Streams) -> None:
    breaks = streams["social-care-short-breaks"]
    policy(breaks, terms("costed_plan"))
    with pytest.raises(AllocationRefused, match="Choose the plan"):
        figure(cast, breaks)
    with pytest.raises(AllocationRefused, match="another child’s"):
        figure(cast, breaks, plan=plan_of(cast, (breaks, 1), child=cast.other_child))
    plan = plan_of(cast, (streams["equipment"], 500))
    with pytest.raises(AllocationRefused, match="No line of the plan is paid from Short breaks"):
        figure(cast, breaks, plan=plan)
    with pytest.raises(AllocationRefused, match="Choose the same days"):
        figure(cast, breaks, plan=plan, valid_to=date(2027, 12, 31))


@pytest.mark.parametrize(
    ("points", "protected", "sentence"),
    [
        (
            42,
            453_000,
            "Last year’s package cost £6,000. A figure never falls by more than 24.5% in a year, so it is £4,530.",
        ),
        (
            90,
            621_000,
            "Last year’s package cost £6,000. A figure never rises by more than 3.5% in a year, so it is £6,210.",
        ),
        (60, 570_000, "Each point is worth £95, so 60 points come to £5,700 a year."),
    ],
)
def test_transition_protection_is_said_in_words(
    cast: Cast, breaks: FundingStream, points: int, protected: int, sentence: str
) -> None:
    policy(breaks, price_point(9_500, fall_floor_permille=755, rise_cap_permille=1_035))
    package(cast, breaks, 600_000)
    assessed(cast, points)
    made = figure(cast, breaks)
    assert (made.protected_pence, made.amount_pence, made.present_pence) == (protected, protected, 600_000)
    assert made.table_pence == points * 9_500
    assert made.working[-1] == sentence


def test_a_package_that_ended_the_day_before_is_still_last_years(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, price_point(9_500, fall_floor_permille=755))
    package(cast, breaks, 600_000, valid_to=YEAR["valid_from"] - timedelta(days=1))
    assessed(cast, 1)
    assert figure(cast, breaks).amount_pence == 453_000


def test_protection_of_a_part_year_is_a_part_of_the_package(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, price_point(9_500, fall_floor_permille=500))
    package(cast, breaks, 600_000)
    assessed(cast, 1)
    made = figure(cast, breaks, valid_from=date(2027, 10, 1))
    assert (made.present_pence, made.amount_pence) == (300_000, 150_000)
    assert "cost £3,000 for as many days. A figure never falls by more than 50% in a year" in made.working[-1]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"valid_to": date(2027, 3, 31)}, "on or after the first day"),
        ({"valid_from": date(2010, 1, 1), "valid_to": date(2010, 2, 1)}, "does not run on 1 January 2010"),
        ({"valid_from": date(2040, 1, 1), "valid_to": date(2040, 2, 1)}, "The child is 2"),
    ],
)
def test_days_and_ages_that_do_not_go_are_refused(
    cast: Cast, breaks: FundingStream, asked: dict[str, Any], sentence: str
) -> None:
    policy(breaks, terms("flat_sum", flat_sum_pence=100))
    with pytest.raises(AllocationRefused, match=sentence):
        figure(cast, breaks, **asked)
    assert not IndicativeAllocation.objects.exists()


def test_a_stream_that_ended_is_refused(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, terms("flat_sum", flat_sum_pence=100))
    FundingStream.objects.filter(pk=breaks.pk).update(valid_to=date(2027, 6, 30))
    breaks.refresh_from_db()
    with pytest.raises(AllocationRefused, match="ends on 30 June 2027"):
        figure(cast, breaks)
    with pytest.raises(AllocationRefused, match="does not run on 1 July 2027"):
        figure(cast, breaks, valid_from=date(2027, 7, 1))


def test_what_is_missing_is_said(cast: Cast, breaks: FundingStream) -> None:
    with pytest.raises(AllocationRefused, match="not decided how amounts of Short breaks are set"):
        figure(cast, breaks)
    policy(breaks, price_point())
    with pytest.raises(AllocationRefused, match="the family has not completed it yet"):
        figure(cast, breaks)


def test_a_figure_above_what_any_budget_may_be_is_refused(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, price_point(5_000_000))
    assessed(cast, 4_000_000)
    with pytest.raises(AllocationRefused, match="no budget is above £500,000"):
        figure(cast, breaks)


def test_one_figure_per_stream_and_day_until_it_is_withdrawn(cast: Cast, breaks: FundingStream) -> None:
    policy(breaks, terms("flat_sum", flat_sum_pence=50_000))
    first = figure(cast, breaks)
    with pytest.raises(AllocationRefused, match="for some of these days already"):
        figure(cast, breaks, valid_from=date(2028, 3, 31), valid_to=date(2029, 3, 30))
    withdraw_allocation(actor=officer(cast), allocation=first, reason="The wrong stream")
    second = figure(cast, breaks)
    first.refresh_from_db()
    assert (first.state, first.withdrawal_reason, second.state) == ("withdrawn", "The wrong stream", "draft")
    with pytest.raises(AllocationRefused, match="withdrawn already"):
        withdraw_allocation(actor=officer(cast), allocation=first, reason="Again")
    with pytest.raises(AllocationRefused, match="Say why"):
        withdraw_allocation(actor=officer(cast), allocation=second, reason=" ")


@pytest.mark.django_db(transaction=True)
def test_two_figures_at_once_are_one_figure(cast: Cast, streams: Streams) -> None:
    policy(streams["equipment"], terms("flat_sum", flat_sum_pence=50_000))
    results = race(*[lambda: figure(cast, streams["equipment"])] * 4)
    assert [type(refusal) for refusal in refusals(results)] == [AllocationRefused] * 3
    assert IndicativeAllocation.objects.count() == 1


def test_an_officer_overrides_with_a_reason_until_the_family_has_seen_it(cast: Cast, breaks: FundingStream) -> None:
    made = waiting_figure(cast, breaks)
    for amount, reason, sentence in ((0, "x", "from £0.01"), (99_999_999, "x", "to £500,000"), (5, " ", "Say why")):
        with pytest.raises(AllocationRefused, match=sentence):
            override_allocation(actor=officer(cast), allocation=made, amount_pence=amount, reason=reason)
    override_allocation(actor=officer(cast), allocation=made, amount_pence=70_000, reason="Two carers are needed")
    made.refresh_from_db()
    assert (made.table_pence, made.protected_pence, made.amount_pence) == (50_000, 50_000, 70_000)
    assert (made.override_reason, made.overridden_by) == ("Two carers are needed", officer(cast).user)
    event = AuditEvent.objects.get(action="allocation.override")
    assert (event.before, event.after) == ({"pence": 50_000}, {"pence": 70_000})
    child = ChildFactory(family=cast.family)
    seen = released_figure(cast, breaks, child=child)
    with pytest.raises(AllocationRefused, match="has seen this figure"):
        override_allocation(actor=officer(cast), allocation=seen, amount_pence=1, reason="A cut")


def test_a_figure_is_put_forward_once(cast: Cast, breaks: FundingStream) -> None:
    made = waiting_figure(cast, breaks)
    assert made.state == AllocationState.TO_RELEASE
    with pytest.raises(AllocationRefused, match="no longer being worked out"):
        offer_for_release(actor=officer(cast), allocation=made)


def test_goods_come_in_packs_so_a_plan_may_be_a_little_above(cast: Cast, streams: Streams) -> None:
    policy(streams["continence"], terms("flat_sum", flat_sum_pence=33_333, round_to_pence=1, pack_tolerance_percent=5))
    made = figure(cast, streams["continence"])
    assert most_a_plan_may_be(made) == 34_999


def test_the_database_keeps_how_a_figure_was_worked_out(cast: Cast, breaks: FundingStream) -> None:
    made = waiting_figure(cast, breaks)
    row = IndicativeAllocation.objects.filter(pk=made.pk)
    for attempt in (
        lambda: row.update(table_pence=1),
        lambda: row.update(amount_pence=1),
        lambda: row.update(state="released"),
        lambda: row.update(state="withdrawn"),
        lambda: row.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_new_package_ends_the_one_before_it(cast: Cast, breaks: FundingStream) -> None:
    first = package(cast, breaks, 600_000)
    second = package(cast, breaks, 650_000, valid_from=date(2026, 9, 1))
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2026, 8, 31), None)
    with pytest.raises(AllocationRefused, match="from that day or later is recorded"):
        package(cast, breaks, 1, valid_from=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount_pence": 0}, "costs from £0.01"),
        ({"amount_pence": -5}, "costs from £0.01"),
        ({"description": " "}, "what the child has now"),
        ({"valid_to": date(2020, 1, 1)}, "on or after the first day"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(
    cast: Cast, breaks: FundingStream, changed: dict[str, Any], sentence: str
) -> None:
    asked = {"description": "A club", "amount_pence": 100, "valid_from": date(2026, 4, 1)}
    with pytest.raises(AllocationRefused, match=sentence):
        record_present_package(actor=officer(cast), child=cast.child, stream=breaks, **asked | changed)
    assert not PresentPackage.objects.exists()


def test_a_package_is_put_right_with_a_reason_and_figures_keep_what_they_used(
    cast: Cast, breaks: FundingStream
) -> None:
    policy(breaks, terms("present_package"))
    recorded = package(cast, breaks, 600_000)
    made = figure(cast, breaks)
    asked = {"description": "One night", "amount_pence": 300_000, "valid_to": clock.today() + timedelta(days=900)}
    with pytest.raises(AllocationRefused, match="Say why"):
        correct_present_package(actor=officer(cast), package=recorded, reason=" ", **asked)
    correct_present_package(actor=officer(cast), package=recorded, reason="It was one night", **asked)
    made.refresh_from_db()
    assert made.present_pence == 600_000
    event = AuditEvent.objects.get(action="package.correct")
    assert (event.before["pence"], event.after["pence"]) == (600_000, 300_000)
    assert "One night" not in str(event.after)
