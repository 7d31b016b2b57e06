"""Part of a budget is kept aside for what cannot be foreseen, and let go when that comes."""

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.budgets.errors import AwardRefused, ContingencyRefused, InsufficientFunds, PotClosed
from marketplace.budgets.models import FundingStream, Pot
from marketplace.budgets.services import close_pot, reduce_award, release_contingency, set_contingency_aside
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast

from .award_life_scenario import LAST_YEAR, pot_of, purses, reserve, spend

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 10_000)


def keep(pot: Pot, pence: int, **asked: Any) -> Pot:
    return set_contingency_aside(actor=SYSTEM, pot=pot, amount_pence=pence, **{"reason": "Just in case"} | asked)


def let_go(pot: Pot, pence: int, **asked: Any) -> Pot:
    return release_contingency(actor=SYSTEM, pot=pot, amount_pence=pence, **{"reason": "A broken lift"} | asked)


def test_what_is_kept_aside_is_not_left_and_cannot_be_reserved(pot: Pot) -> None:
    keep(pot, 4_000)
    assert purses(pot) == {"funded": 10_000, "left": 6_000, "aside": 4_000}
    with pytest.raises(InsufficientFunds, match="has £60 left"):
        reserve(pot, 6_001)
    reserve(pot, 6_000)


def test_what_is_let_go_is_left_again(pot: Pot) -> None:
    keep(pot, 4_000)
    let_go(pot, 1_500)
    assert purses(pot) == {"funded": 10_000, "left": 7_500, "aside": 2_500}


def test_each_is_in_the_audit_trail_with_its_reason(pot: Pot) -> None:
    keep(pot, 4_000)
    let_go(pot, 1_500)
    events = AuditEvent.objects.filter(object_id=pot.pk).exclude(action="budget.award").order_by("occurred_at")
    assert [(event.action, event.reason, event.after) for event in events] == [
        ("budget.set_aside", "Just in case", {"pence": 4_000}),
        ("budget.put_back", "A broken lift", {"pence": 1_500}),
    ]


def test_more_than_is_left_is_not_kept_aside_and_says_by_how_much(pot: Pot) -> None:
    spend(pot, 4_000)
    with pytest.raises(ContingencyRefused, match=r"£60 of Short breaks is left, which is £0\.01 less than £60\.01"):
        keep(pot, 6_001)


def test_more_than_is_kept_aside_is_not_let_go_and_says_by_how_much(pot: Pot) -> None:
    keep(pot, 4_000)
    with pytest.raises(ContingencyRefused, match=r"£40 of Short breaks is kept aside, which is £0\.01 less"):
        let_go(pot, 4_001)


@pytest.mark.parametrize("change", [keep, let_go])
@pytest.mark.parametrize(
    ("pence", "asked", "sentence"), [(100, {"reason": " "}, "Say why"), (0, {}, "at least"), (-100, {}, "at least")]
)
def test_a_change_of_nothing_or_without_a_reason_is_refused(
    pot: Pot, change: Callable[..., Pot], pence: int, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ContingencyRefused, match=sentence):
        change(pot, pence, **asked)
    assert purses(pot) == {"funded": 10_000, "left": 10_000}


@pytest.mark.parametrize("change", [keep, let_go])
def test_a_closed_budget_keeps_nothing_aside(cast: Cast, streams: Streams, change: Callable[..., Pot]) -> None:
    old = pot_of(cast.child, streams["social-care-short-breaks"], 1_000, LAST_YEAR)
    close_pot(actor=SYSTEM, pot=old)
    with pytest.raises(PotClosed):
        change(old, 100)


def test_the_same_key_keeps_aside_once(pot: Pot) -> None:
    for _ in range(2):
        keep(pot, 10_000, idempotency_key="k")
        let_go(pot, 10_000, idempotency_key="k")
    assert purses(pot) == {"funded": 10_000, "left": 10_000}
    assert AuditEvent.objects.filter(action="budget.set_aside").count() == 1


def test_an_award_is_not_reduced_below_what_is_kept_aside(pot: Pot) -> None:
    spend(pot, 2_000)
    reserve(pot, 1_000)
    keep(pot, 4_000)
    sentence = "£10 is reserved, £40 is kept aside and £20 is spent, so at most £30 can be taken back. "
    with pytest.raises(AwardRefused, match=sentence + r"You asked for £0\.01 more"):
        reduce_award(actor=SYSTEM, pot=pot, amount_pence=3_001, reason="Cut")
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=3_000, reason="Cut")
    assert purses(pot) == {"funded": 7_000, "held": 1_000, "spent": 2_000, "aside": 4_000}
