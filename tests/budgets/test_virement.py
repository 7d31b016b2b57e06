"""Money moves between two budgets of one child."""

from functools import partial
from typing import Any

import pytest

from marketplace.budgets.errors import IdempotencyConflict, PotClosed, VirementRefused
from marketplace.budgets.models import FundingStream, LedgerTransaction, Pot
from marketplace.budgets.services import close_pot, move_between_pots
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.invariants import assert_ledger_invariants
from tests.racing import race, refusals

from .award_life_scenario import LAST_YEAR, NEXT_YEAR, legs, pot_of, purses, reserve

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def breaks(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 10_000)


@pytest.fixture
def support(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-support"], 2_000)


def move(source: Pot, target: Pot, pence: int, **asked: Any) -> LedgerTransaction:
    usual = {"reason": "More help at home", "idempotency_key": "k"}
    return move_between_pots(actor=SYSTEM, source=source, target=target, amount_pence=pence, **usual | asked)


def test_what_is_moved_is_left_of_the_other_budget_in_one_transaction(breaks: Pot, support: Pot) -> None:
    moved = move(breaks, support, 3_000)
    assert purses(breaks) == {"funded": 7_000, "left": 7_000}
    assert purses(support) == {"funded": 5_000, "left": 5_000}
    assert sorted(legs()) == [("virement", "left", -3_000), ("virement", "left", 3_000)]
    assert moved.reason == "More help at home"


def test_both_budgets_have_it_in_their_audit_trail(breaks: Pot, support: Pot) -> None:
    move(breaks, support, 3_000)
    out = AuditEvent.objects.get(action="budget.move_out")
    into = AuditEvent.objects.get(action="budget.move_in")
    assert (out.object_id, out.after) == (breaks.pk, {"pence": -3_000, "other_pot": str(support.pk)})
    assert (into.object_id, into.after) == (support.pk, {"pence": 3_000, "other_pot": str(breaks.pk)})
    assert {out.reason, into.reason} == {"More help at home"}


def test_more_than_is_left_is_refused_and_says_by_how_much(breaks: Pot, support: Pot) -> None:
    reserve(breaks, 4_000)
    with pytest.raises(VirementRefused, match=r"has £60 left, which is £0\.01 less than £60\.01"):
        move(breaks, support, 6_001)
    move(breaks, support, 6_000)
    assert purses(breaks) == {"funded": 4_000, "held": 4_000}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"reason": "  "}, "Say why"), ({"pence": 0}, "at least £0.01"), ({"pence": -5}, "at least £0.01")],
)
def test_a_move_of_nothing_or_without_a_reason_is_refused(
    breaks: Pot, support: Pot, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(VirementRefused, match=sentence):
        move(breaks, support, **{"pence": 100, **asked})
    assert legs() == []


def test_money_does_not_move_to_where_it_is(breaks: Pot) -> None:
    with pytest.raises(VirementRefused, match="another budget"):
        move(breaks, breaks, 100)


def test_money_does_not_move_to_another_child(cast: Cast, streams: Streams, breaks: Pot) -> None:
    other = pot_of(cast.other_child, streams["social-care-support"], 2_000)
    with pytest.raises(VirementRefused, match="same child"):
        move(breaks, other, 100)


def test_money_does_not_move_between_the_parts_that_pay(cast: Cast, streams: Streams, breaks: Pot) -> None:
    health = pot_of(cast.child, streams["nhs-continuing-care"], 2_000)
    with pytest.raises(VirementRefused, match=r"is paid by social care, and .* by health"):
        move(breaks, health, 100)


def test_money_does_not_move_to_a_period_without_a_day_in_common(cast: Cast, streams: Streams, breaks: Pot) -> None:
    later = pot_of(cast.child, streams["social-care-support"], 2_000, NEXT_YEAR)
    with pytest.raises(VirementRefused, match="no day in common"):
        move(breaks, later, 100)


@pytest.mark.parametrize("closed", ["social-care-short-breaks", "social-care-support"])
def test_money_moves_neither_out_of_nor_into_a_closed_budget(cast: Cast, streams: Streams, closed: str) -> None:
    codes = ("social-care-short-breaks", "social-care-support")
    source, target = (pot_of(cast.child, streams[code], 1_000, LAST_YEAR) for code in codes)
    close_pot(actor=SYSTEM, pot=source if closed == codes[0] else target)
    with pytest.raises(PotClosed, match="ended on 31 March 2026 is closed"):
        move(source, target, 100)


def test_the_same_key_moves_money_once_even_where_nothing_is_left(breaks: Pot, support: Pot) -> None:
    first = move(breaks, support, 10_000)
    assert move(breaks, support, 10_000) == first
    assert purses(support) == {"funded": 12_000, "left": 12_000}
    assert AuditEvent.objects.filter(action="budget.move_in").count() == 1
    with pytest.raises(IdempotencyConflict):
        move(breaks, support, 9_999)


@pytest.mark.django_db(transaction=True)
def test_moves_in_both_directions_at_once_neither_wait_for_each_other_nor_overspend(breaks: Pot, support: Pot) -> None:
    runners = [
        partial(move, *pair, 1_500, idempotency_key=str(number))
        for number, pair in enumerate([(breaks, support), (support, breaks)] * 3)
    ]
    assert {type(refusal) for refusal in refusals(race(*runners))} <= {VirementRefused}
    breaks.refresh_from_db()
    support.refresh_from_db()
    assert breaks.funded_pence + support.funded_pence == 12_000
    assert_ledger_invariants()
