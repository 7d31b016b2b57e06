"""Amending a plan: what is small, what an officer has to sign, and what is told of the difference."""

from datetime import timedelta

import pytest

from marketplace.budgets.enums import LineKind, PlanState
from marketplace.budgets.errors import PlanRefused
from marketplace.budgets.models import BudgetPolicy, FundingStream, PlanLine, Pot
from marketplace.budgets.selectors.plan_checks import needs_signing as is_needed
from marketplace.budgets.selectors.plan_differences import differences
from marketplace.budgets.services import (
    LineWish,
    amend_plan,
    change_line,
    remove_line,
    write_plan_words,
)
from marketplace.budgets.services.plan_sending import sending_refusals
from marketplace.core import clock
from tests.conftest import Cast

from .plan_scenario import (
    EQUIPMENT,
    SHORT_BREAKS,
    SUPPORT,
    agreed,
    amended,
    family_of,
    family_signs,
    figure,
    money_line,
    sent,
    signed_by_all,
    start,
)

Streams = dict[str, FundingStream]


@pytest.mark.moves_money
@pytest.mark.parametrize(
    ("changed", "needs_signing"),
    [
        ({SHORT_BREAKS: 90_000}, False),
        ({SHORT_BREAKS: 89_999}, True),
        ({SHORT_BREAKS: 100_001}, True),
        ({SHORT_BREAKS: 95_000, EQUIPMENT: 205_000}, False),
        ({SHORT_BREAKS: 95_001, EQUIPMENT: 205_000}, True),
        ({SHORT_BREAKS: 110_000, EQUIPMENT: 190_000}, False),
        ({SHORT_BREAKS: 100_000, EQUIPMENT: 190_000, SUPPORT: 10_000}, True),
        ({EQUIPMENT: 149_999}, True),
    ],
)
def test_a_small_amendment_needs_no_officer(
    cast: Cast, streams: Streams, changed: dict[str, int], needs_signing: bool
) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 100_000, streams[EQUIPMENT]: 200_000})
    change = amended(plan, cast)
    for code, pence in changed.items():
        change.lines.filter(funding__stream=streams[code]).delete()
        category = {EQUIPMENT: "equipment"}.get(code, "weekend-clubs")
        money_line(change, cast, pence, streams[code], category=category)
    change = sent(change, cast)
    assert change.needs_signing is needs_signing
    if not needs_signing:
        family_signs(change, cast)
        change.refresh_from_db()
        assert change.state == PlanState.FINAL
        for code, pence in changed.items():
            assert Pot.objects.get(stream=streams[code]).funded_pence == pence


@pytest.mark.moves_money
def test_the_lesser_of_share_and_amount_is_what_is_small(cast: Cast, streams: Streams) -> None:
    BudgetPolicy.objects.create(amendment_percent=50, amendment_pence=1_000)
    plan = agreed(cast, {streams[SHORT_BREAKS]: 100_000})
    change = amended(plan, cast)
    line = change.lines.get()
    for pence, needs_signing in ((99_000, False), (98_999, True)):
        PlanLine.objects.get(pk=line.pk).funding.update(amount_pence=pence)
        PlanLine.objects.filter(pk=line.pk).update(amount_pence=pence)
        assert is_needed(change) is needs_signing


@pytest.mark.moves_money
def test_many_small_amendments_do_not_make_a_large_one(cast: Cast, streams: Streams) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 100_000, streams[EQUIPMENT]: 100_000})
    for pence, needs_officer in ((92_000, False), (84_000, True)):
        plan = amended(plan, cast)
        plan.lines.filter(funding__stream=streams[SHORT_BREAKS]).delete()
        money_line(plan, cast, pence, streams[SHORT_BREAKS])
        plan = sent(plan, cast)
        assert plan.needs_signing is needs_officer
        family_signs(plan, cast)
        plan.refresh_from_db()


@pytest.mark.moves_money
def test_taking_money_out_of_what_is_kept_aside_needs_an_officer(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    change = amended(agreed(cast, {stream: 100_000}, aside={stream: 2_000}), cast)
    remove_line(actor=family_of(cast), line=change.lines.get(is_contingency=True))
    money_line(change, cast, 2_000, stream)
    assert sent(change, cast).needs_signing is True


@pytest.mark.moves_money
def test_an_agreed_amount_above_a_figure_that_fell_does_not_stop_an_amendment(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    change = amended(agreed(cast, {stream: 100_000}), cast)
    figure(cast.child, stream, 50_000)
    assert sending_refusals(change) == []
    money_line(change, cast, 1, stream)
    assert "Short breaks: the plan comes to £1,000.01" in sending_refusals(change)[0]


@pytest.mark.moves_money
def test_an_amendment_is_of_an_agreed_plan_with_a_reason_and_one_at_a_time(cast: Cast, streams: Streams) -> None:
    plan = agreed(cast, {streams[SHORT_BREAKS]: 10_000})
    with pytest.raises(PlanRefused, match="Say why"):
        amend_plan(actor=family_of(cast), plan=plan, reason=" ")
    change = amended(plan, cast)
    with pytest.raises(PlanRefused, match="being written already"):
        amended(plan, cast)
    with pytest.raises(PlanRefused, match="Only an agreed plan"):
        amended(change, cast)
    with clock.at(clock.local_moment(plan.valid_to + timedelta(days=1))), pytest.raises(PlanRefused, match="over"):
        amended(plan, cast)


@pytest.mark.moves_money
def test_differences_are_told_line_by_line(cast: Cast, streams: Streams) -> None:
    stream = streams[SHORT_BREAKS]
    plan = start(cast)
    for pence, name in ((10_000, "Otters"), (20_000, "Beavers"), (30_000, "Same")):
        money_line(plan, cast, pence, stream, description=name)
    change = amended(signed_by_all(plan, cast, [stream]), cast)
    otters, beavers = change.lines.get(description="Otters"), change.lines.get(description="Beavers")
    wish = LineWish(kind=LineKind.MONEY, description="Otters", category=otters.category, amount_pence=15_000)
    change_line(actor=family_of(cast), line=otters, wish=wish)
    remove_line(actor=family_of(cast), line=beavers)
    money_line(change, cast, 500, stream, description="Voles")
    change = write_plan_words(actor=family_of(cast), plan=change, what_matters="Water")
    told = {(each.what, each.description): each.changes for each in differences(change)}
    assert told.keys() == {
        ("Changed", "Otters"),
        ("Taken away", "Beavers"),
        ("Added", "Voles"),
        ("Changed", "What matters to us"),
    }
    assert told["Changed", "Otters"] == [
        ("Amount", "£100", "£150"),
        ("Paid from", "£100 from Short breaks", "£150 from Short breaks"),
    ]
    assert differences(plan) == []
