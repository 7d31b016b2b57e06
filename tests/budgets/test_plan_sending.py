"""Starting and sending a plan: what is refused, with which sentence, and what is only a warning."""

from datetime import date, timedelta

import pytest

from marketplace.budgets.enums import AllocationState, LineKind, PlanOrder, PlanState
from marketplace.budgets.errors import PlanNotReady, PlanRefused
from marketplace.budgets.models import BudgetPolicy, FundingStream, SupportPlan
from marketplace.budgets.selectors import double_funding
from marketplace.budgets.selectors.plan import totals_of
from marketplace.budgets.services import (
    LineWish,
    abandon_plan,
    add_line,
    start_plan,
    submit_plan,
    write_plan_words,
)
from marketplace.budgets.services.plan_sending import sending_refusals
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with

from .plan_scenario import (
    EQUIPMENT,
    SHORT_BREAKS,
    SUPPORT,
    agreed,
    amended,
    family_of,
    figure,
    kind,
    money_line,
    officer_of,
    sent,
    start,
    this_year,
)

Streams = dict[str, FundingStream]


@pytest.fixture
def plan(cast: Cast, streams: Streams) -> SupportPlan:
    return start(cast)


def refused(plan: SupportPlan, cast: Cast) -> list[str]:
    with pytest.raises(PlanNotReady) as refusal:
        sent(plan, cast)
    plan.refresh_from_db()
    assert (plan.state, plan.revision) == (PlanState.DRAFT, 0)
    return refusal.value.reasons


def test_a_plan_is_for_the_financial_year_and_numbered(cast: Cast, plan: SupportPlan) -> None:
    assert (plan.valid_from, plan.valid_to, plan.number, plan.state) == (*this_year(), 1, PlanState.DRAFT)
    later = start(cast, valid_from=plan.valid_to + timedelta(1), valid_to=plan.valid_to + timedelta(30))
    assert later.number == 2


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(10, 9, "on or after the first day"), (-20, -1, "This time is over"), (5, 10, "being written already")],
)
def test_a_plan_for_days_that_make_no_sense_is_refused(
    cast: Cast, plan: SupportPlan, first: int, last: int, sentence: str
) -> None:
    days = {"valid_from": clock.today() + timedelta(first), "valid_to": clock.today() + timedelta(last)}
    with pytest.raises(PlanRefused, match=sentence):
        start(cast, **days)
    assert SupportPlan.objects.count() == 1


def test_a_plan_for_days_of_an_agreed_one_is_refused(cast: Cast, streams: Streams) -> None:
    agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    with pytest.raises(PlanRefused, match=r"A plan is agreed from .* Change that one"):
        start(cast)


def test_a_plan_that_was_given_up_makes_room(cast: Cast, plan: SupportPlan) -> None:
    abandon_plan(actor=family_of(cast), plan=plan)
    assert start(cast).number == 2
    with pytest.raises(PlanRefused, match="given up"):
        write_plan_words(actor=family_of(cast), plan=plan, keep_safe="Helmet")


def test_a_plan_without_lines_is_not_sent(cast: Cast, plan: SupportPlan) -> None:
    assert refused(plan, cast) == ["The plan has no lines. Add what is to be done and what it costs."]


def test_a_plan_with_nothing_priced_is_not_sent(cast: Cast, plan: SupportPlan) -> None:
    wish = LineWish(kind=LineKind.SUPPORT, description="A friend", category=kind("befriending"))
    add_line(actor=family_of(cast), plan=plan, wish=wish)
    assert "No line has a price yet" in " ".join(refused(plan, cast))


def test_a_plan_with_some_lines_unpriced_is_sent_and_they_count_as_nothing(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    wish = LineWish(kind=LineKind.SUPPORT, description="A friend", category=kind("befriending"))
    add_line(actor=family_of(cast), plan=plan, wish=wish)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    [total] = totals_of(sent(plan, cast))
    assert total.planned_pence == 10_000


def test_a_line_that_nobody_pays_is_named(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    money_line(plan, cast, 10_000, description="The Saturday club")
    assert refused(plan, cast) == ["“The Saturday club”: say which part of the budget pays."]


def test_a_plan_over_the_figure_says_by_how_much(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    figure(cast.child, stream, 100_000, tolerance=5)
    money_line(plan, cast, 105_001, stream)
    assert refused(plan, cast) == [
        "Short breaks: the plan comes to £1,050.01. The figure is £1,000, and a plan may be up to £1,050. Take £0.01 "
        "off, or ask the council for another figure."
    ]


def test_a_plan_within_the_tolerance_for_packs_is_sent(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    figure(cast.child, streams[SHORT_BREAKS], 100_000, tolerance=5)
    money_line(plan, cast, 105_000, streams[SHORT_BREAKS])
    [total] = totals_of(plan)
    assert (total.left_pence, total.over_pence) == (-5_000, 0)
    assert sent(plan, cast).state == PlanState.SUBMITTED


@pytest.mark.parametrize("order", [PlanOrder.PLAN_FIRST, PlanOrder.SUM_OF_SERVICES])
def test_where_the_plan_sets_the_figure_it_is_no_bound(
    cast: Cast, plan: SupportPlan, streams: Streams, order: PlanOrder
) -> None:
    BudgetPolicy.objects.create(plan_order=order)
    figure(cast.child, streams[SHORT_BREAKS], 1_000)
    money_line(plan, cast, 105_000, streams[SHORT_BREAKS])
    assert sent(plan, cast).state == PlanState.SUBMITTED


def test_only_released_figures_of_the_plans_days_bound_it(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    last = this_year()[1]
    figure(cast.child, streams[SHORT_BREAKS], 1_000, state=AllocationState.DRAFT)
    figure(cast.child, streams[EQUIPMENT], 1_000, valid_from=last + timedelta(1), valid_to=last + timedelta(365))
    figure(cast.other_child, streams[SUPPORT], 1_000)
    for code in (SHORT_BREAKS, SUPPORT):
        money_line(plan, cast, 105_000, streams[code])
    assert all(total.figure is None for total in totals_of(plan))
    assert sent(plan, cast).state == PlanState.SUBMITTED


@pytest.mark.moves_money
def test_two_plans_in_the_time_of_one_figure_share_it(cast: Cast, streams: Streams) -> None:
    stream, (first, last) = streams[SHORT_BREAKS], this_year()
    figure(cast.child, stream, 100_000, valid_from=first, valid_to=last + timedelta(30))
    agreed(cast, {stream: 80_000})
    later = start(cast, valid_from=last + timedelta(1), valid_to=last + timedelta(30))
    money_line(later, cast, 30_000, stream)
    assert "The figure is £200. Take £100 off" in " ".join(refused(later, cast))


def test_a_stream_that_ended_is_refused(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    money_line(plan, cast, 10_000, stream)
    FundingStream.objects.filter(pk=stream.pk).update(valid_to=plan.valid_from - timedelta(days=1))
    assert any("does not run on" in reason for reason in refused(plan, cast))


def test_a_stream_that_ends_before_the_plan_is_refused(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    FundingStream.objects.update(valid_to=plan.valid_to - timedelta(days=1))
    assert "before the plan does. Let another part of the budget pay." in refused(plan, cast)[0]


def test_a_budget_of_another_time_in_the_way_is_named(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    pot_with(cast.child, streams[SHORT_BREAKS], 1_000)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    assert "which is not the plan’s time" in refused(plan, cast)[0]


def test_a_plan_whose_time_has_passed_is_not_sent(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    with clock.at(clock.local_moment(plan.valid_to + timedelta(days=1))):
        assert refused(plan, cast) == ["The plan’s time is over. Start a plan for a time to come."]


def test_days_of_another_agreed_plan_are_refused_at_sending_too(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    SupportPlan.objects.create(
        child=cast.child,
        number=7,
        valid_from=plan.valid_from,
        valid_to=plan.valid_from,
        state=PlanState.FINAL,
        final_at=clock.now(),
        prepared_by=cast.parent,
    )
    assert "two plans cannot hold for the same day" in refused(plan, cast)[0]


def test_sending_twice_is_refused(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    sent(plan, cast)
    with pytest.raises(PlanRefused, match="waits to be signed"):
        sent(plan, cast)
    assert AuditEvent.objects.filter(action="plan.submit").count() == 1


def test_the_same_kind_from_two_streams_is_a_warning_not_a_refusal(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS], description="Otters")
    money_line(plan, cast, 20_000, streams[SUPPORT], description="Beavers")
    assert double_funding(plan) == [
        "“Otters” (Short breaks) and “Beavers” (Social care support) are both Weekend clubs."
    ]
    assert sending_refusals(plan) == []


def test_a_split_line_lines_of_one_stream_and_contingency_are_no_double_funding(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    both = streams[SHORT_BREAKS], streams[SUPPORT]
    money_line(plan, cast, 10_000, *both, parts=[5_000, 5_000])
    money_line(plan, cast, 10_000, streams[SUPPORT], category="personal-assistants")
    money_line(plan, cast, 10_000, streams[SUPPORT], category="personal-assistants")
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS], category="personal-assistants", is_contingency=True)
    assert double_funding(plan) == []


@pytest.mark.moves_money
def test_another_current_plan_of_the_child_counts_and_the_amended_one_does_not(cast: Cast, streams: Streams) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    change = amended(plan, cast)
    assert double_funding(change) == []
    later = start(cast, valid_from=plan.valid_to + timedelta(1), valid_to=plan.valid_to + timedelta(30))
    money_line(later, cast, 10_000, streams[SUPPORT], description="Beavers")
    [sentence] = double_funding(later)
    assert f"in the plan of {plan.valid_from:%-d %B %Y}" in sentence


def test_an_officer_writes_a_plan_with_the_same_services(cast: Cast, streams: Streams) -> None:
    first, last = this_year()
    plan = start_plan(actor=officer_of(cast), child=cast.child, valid_from=first, valid_to=last)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    submit_plan(actor=officer_of(cast), plan=plan)
    event = AuditEvent.objects.get(action="plan.start")
    assert (event.actor_role, event.after) == ("officer:budgets", {"number": 1})


def test_a_plan_may_be_for_part_of_a_year(cast: Cast, streams: Streams) -> None:
    plan = start(cast, valid_from=clock.today(), valid_to=clock.today() + timedelta(days=20))
    assert (plan.valid_to - plan.valid_from) == timedelta(days=20)
    assert plan.valid_from > date(2020, 1, 1)
