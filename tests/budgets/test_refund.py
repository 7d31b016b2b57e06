"""What was spent of a hold is given back to where it came from, at most once over."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.budgets.enums import Account, TransactionKind
from marketplace.budgets.errors import IdempotencyConflict, RefundRefused
from marketplace.budgets.models import FundingStream, Hold, HoldRefund, Pot
from marketplace.budgets.services import close_pot, refund_capture, release_hold
from marketplace.budgets.services.ledger import Leg, post_transaction
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.invariants import assert_ledger_invariants
from tests.racing import race, refusals

from .award_life_scenario import LAST_YEAR, legs, pot_of, purses, reserve, spend

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return pot_of(cast.child, streams["social-care-short-breaks"], 10_000)


@pytest.fixture
def spent(pot: Pot) -> Hold:
    return spend(pot, 4_000).hold


def refund(hold: Hold, pence: int, **asked: Any) -> HoldRefund:
    return refund_capture(actor=SYSTEM, hold=hold, amount_pence=pence, **{"reason": "It rained"} | asked)


def test_a_refund_returns_to_its_own_pot(pot: Pot, spent: Hold) -> None:
    refund(spent, 1_500)
    assert purses(pot) == {"funded": 10_000, "left": 7_500, "spent": 2_500}
    assert legs()[-2:] == [("refund", "left", 1_500), ("refund", "spent", -1_500)]
    event = AuditEvent.objects.get(action="budget.refund")
    assert (event.object_id, event.reason) == (pot.pk, "It rained")
    assert event.after == {"pence": 1_500, "hold": str(spent.pk), "to": "pot"}


def test_refunds_of_a_hold_are_at_most_what_it_spent(spent: Hold, pot: Pot) -> None:
    spend(pot, 5_000)
    refund(spent, 3_000)
    sentence = (
        "£40 was spent and £30 of it was given back before, so at most £10 can be given back. You asked for £0.01"
    )
    with pytest.raises(RefundRefused, match=sentence):
        refund(spent, 1_001)
    refund(spent, 1_000)
    assert purses(pot) == {"funded": 10_000, "left": 5_000, "spent": 5_000}


@pytest.mark.parametrize("ended", [False, True])
def test_a_hold_that_spent_nothing_gives_nothing_back(pot: Pot, ended: bool) -> None:
    hold = reserve(pot, 1_000)
    if ended:
        release_hold(actor=SYSTEM, hold=hold)
    with pytest.raises(RefundRefused, match="£0 was spent"):
        refund(hold, 1)


@pytest.mark.parametrize(
    ("pence", "asked", "sentence"), [(100, {"reason": " "}, "Say why"), (0, {}, "at least"), (-100, {}, "at least")]
)
def test_a_refund_of_nothing_or_without_a_reason_is_refused(
    spent: Hold, pence: int, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RefundRefused, match=sentence):
        refund(spent, pence, **asked)


def test_a_refund_of_a_closed_budget_is_the_council_s(cast: Cast, streams: Streams) -> None:
    old = pot_of(cast.child, streams["social-care-short-breaks"], 5_000, LAST_YEAR)
    hold = spend(old, 4_000).hold
    close_pot(actor=SYSTEM, pot=old)
    refund(hold, 1_500)
    assert purses(old) == {"funded": 2_500, "spent": 2_500}
    assert legs()[-2:] == [("reclaim", "council", 1_500), ("reclaim", "spent", -1_500)]


def test_the_same_key_refunds_once_and_other_input_is_an_error(pot: Pot, spent: Hold) -> None:
    first = refund(spent, 4_000, idempotency_key="k")
    assert refund(spent, 4_000, idempotency_key="k") == first
    assert purses(pot) == {"funded": 10_000, "left": 10_000}
    with pytest.raises(IdempotencyConflict):
        refund(spent, 3_999, idempotency_key="k")


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_give_back_what_was_spent_once(pot: Pot, spent: Hold) -> None:
    results = race(*[partial(refund, spent, 4_000, idempotency_key=str(number)) for number in range(4)])
    assert [type(refusal) for refusal in refusals(results)] == [RefundRefused] * 3
    assert purses(pot) == {"funded": 10_000, "left": 10_000}
    assert_ledger_invariants()


def write_refund(pot: Pot, hold: Hold, pence: int, key: str) -> HoldRefund:
    """Write a refund past the service and its locks."""
    with transaction.atomic():
        row = post_transaction(
            kind=TransactionKind.REFUND,
            legs=[Leg(Account.SPENT, -pence, pot.pk), Leg(Account.LEFT, pence, pot.pk)],
            actor=SYSTEM,
            idempotency_key=key,
        )
        return HoldRefund.objects.create(hold=hold, amount_pence=pence, transaction=row)


def test_the_database_refuses_more_refunds_than_were_captured(pot: Pot, spent: Hold) -> None:
    spend(pot, 5_000)
    write_refund(pot, spent, 3_000, "first")
    with pytest.raises(IntegrityError, match="captured 4000 pence and would refund 4001"):
        write_refund(pot, spent, 1_001, "second")


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_two_refunds_at_once_without_the_lock_of_the_service(pot: Pot, spent: Hold) -> None:
    spend(pot, 5_000)

    def write(key: str) -> bool:
        try:
            write_refund(pot, spent, 4_000, key)
        except IntegrityError:
            return False
        return True

    assert sorted(race(partial(write, "a"), partial(write, "b"))) == [False, True]
    assert_ledger_invariants()
