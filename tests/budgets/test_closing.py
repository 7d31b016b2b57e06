"""When a period is over and settled, what is left goes into the next one by the rules of its last day, or back."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from marketplace.budgets.errors import AwardRefused, ClosingRefused, InsufficientFunds, PotClosed
from marketplace.budgets.models import BudgetPolicy, FundingStream, LedgerTransaction, Pot, StreamRules
from marketplace.budgets.selectors import PeriodEnd, period_ends
from marketplace.budgets.services import close_pot, place_hold, reduce_award, release_hold, set_contingency_aside
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.locks import lock_rows
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.invariants import assert_ledger_invariants
from tests.racing import race, refusals

from .award_life_scenario import (
    DUE,
    LAST_YEAR,
    THIS_YEAR,
    at_noon,
    legs,
    let_carry_over,
    pot_of,
    purses,
    reserve,
    spend,
)

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def stream(streams: Streams) -> FundingStream:
    return streams["social-care-short-breaks"]


@pytest.fixture
def old(cast: Cast, stream: FundingStream) -> Pot:
    pot = pot_of(cast.child, stream, 10_000, LAST_YEAR)
    spend(pot, 4_000)
    return pot


def close(pot: Pot) -> PeriodEnd:
    return close_pot(actor=SYSTEM, pot=pot)


def test_without_carry_over_all_that_is_left_is_taken_back(old: Pot) -> None:
    end = close(old)
    assert (end.carried_pence, end.reclaimed_pence) == (0, 6_000)
    assert purses(old) == {"funded": 4_000, "spent": 4_000}
    assert old.closed_on == clock.today()
    assert legs()[-2:] == [("reclaim", "council", 6_000), ("reclaim", "left", -6_000)]


def test_the_share_that_the_rules_say_goes_into_the_next_period(cast: Cast, stream: FundingStream, old: Pot) -> None:
    let_carry_over(stream, 25)
    following = pot_of(cast.child, stream, 1_000, THIS_YEAR)
    close(old)
    assert purses(old) == {"funded": 4_000, "spent": 4_000}
    assert purses(following) == {"funded": 2_500, "left": 2_500}
    carried = LedgerTransaction.objects.get(kind="virement")
    assert carried.reason == (
        "The period ended on 31 March 2026. 25 per cent of what was left goes into the next period."
    )
    assert AuditEvent.objects.get(action="budget.carry_over").after == {"pence": 1_500, "from_pot": str(old.pk)}
    closing = AuditEvent.objects.get(action="budget.close")
    assert closing.after == {"carried_pence": 1_500, "reclaimed_pence": 4_500}


def test_a_share_of_a_penny_is_rounded_half_up_and_nothing_is_lost(cast: Cast, stream: FundingStream) -> None:
    let_carry_over(stream, 50)
    old = pot_of(cast.child, stream, 101, LAST_YEAR)
    following = pot_of(cast.child, stream, 1, THIS_YEAR)
    end = close(old)
    assert (end.carried_pence, end.reclaimed_pence) == (51, 50)
    assert purses(following) == {"funded": 52, "left": 52}


def test_what_is_kept_aside_is_shared_out_too(cast: Cast, stream: FundingStream, old: Pot) -> None:
    let_carry_over(stream, 100)
    following = pot_of(cast.child, stream, 1_000, THIS_YEAR)
    set_contingency_aside(actor=SYSTEM, pot=old, amount_pence=5_000, reason="Just in case")
    close(old)
    assert purses(following) == {"funded": 7_000, "left": 7_000}


def test_the_rules_of_the_period_s_last_day_decide(cast: Cast, stream: FundingStream, old: Pot) -> None:
    let_carry_over(stream, 50)
    stream.rules.filter(carry_over_percent=50).update(valid_to=LAST_YEAR[1] - timedelta(days=1))
    StreamRules.objects.create(stream=stream, valid_from=LAST_YEAR[1], summary="For fun", carry_over_percent=10)
    following = pot_of(cast.child, stream, 1_000, THIS_YEAR)
    close(old)
    assert purses(following) == {"funded": 1_600, "left": 1_600}


@pytest.mark.parametrize("next_is", ["nowhere", "later", "closed"])
def test_without_an_open_budget_of_the_next_period_all_is_taken_back_and_the_reason_says_so(
    cast: Cast, stream: FundingStream, old: Pot, next_is: str
) -> None:
    let_carry_over(stream, 50)
    if next_is == "later":
        pot_of(cast.child, stream, 1_000, (THIS_YEAR[0] + timedelta(days=1), THIS_YEAR[1]))
    if next_is == "closed":
        following = pot_of(cast.child, stream, 1_000, (THIS_YEAR[0], THIS_YEAR[0] + timedelta(days=30)))
        close(following)
    end = close(old)
    assert (end.carried_pence, end.reclaimed_pence) == (0, 6_000)
    reclaim = LedgerTransaction.objects.filter(kind="reclaim").latest("created_at")
    assert reclaim.reason == (
        "The period ended on 31 March 2026. There is no budget for the next period that it could go into."
    )
    assert Pot.objects.filter(child=cast.child).count() == (1 if next_is == "nowhere" else 2)


def test_a_budget_of_which_nothing_is_left_is_closed_without_a_movement(cast: Cast, stream: FundingStream) -> None:
    old = pot_of(cast.child, stream, 4_000, LAST_YEAR)
    spend(old, 4_000)
    before = LedgerTransaction.objects.count()
    close(old)
    assert LedgerTransaction.objects.count() == before
    assert purses(old) == {"funded": 4_000, "spent": 4_000}


def test_it_is_closed_from_sixty_days_after_its_end_on(old: Pot) -> None:
    with at_noon(DUE - timedelta(days=1)), pytest.raises(ClosingRefused, match="from 30 May 2026 on"):
        close(old)
    with at_noon(DUE):
        close(old)


@pytest.mark.parametrize(("days", "first"), [(10, date(2026, 4, 10)), (0, date(2026, 4, 1))])
def test_the_council_s_policy_says_how_long_bookings_of_the_period_are_settled(
    old: Pot, days: int, first: date
) -> None:
    BudgetPolicy.objects.all().delete()
    BudgetPolicy.objects.create(valid_from=date(2014, 9, 1), close_after_days=days)
    assert period_ends([old])[0].due_on == first
    with at_noon(first - timedelta(days=1)), pytest.raises(ClosingRefused):
        close(old)
    with at_noon(first):
        close(old)


def test_open_reservations_keep_it_open_and_are_counted(old: Pot) -> None:
    holds = [reserve(old, pence) for pence in (1_250, 1_000)]
    with pytest.raises(ClosingRefused, match=r"2 reservations are still open, £22\.50 in all"):
        close(old)
    with transaction.atomic():
        release_hold(actor=SYSTEM, hold=holds[0])
    with pytest.raises(ClosingRefused, match="1 reservation is still open, £10 in all"):
        close(old)
    with transaction.atomic():
        release_hold(actor=SYSTEM, hold=holds[1], expired=True)
    close(old)


def test_a_budget_is_closed_once(old: Pot) -> None:
    close(old)
    before = LedgerTransaction.objects.count()
    with pytest.raises(PotClosed, match="ended on 31 March 2026 is closed"):
        close(old)
    assert LedgerTransaction.objects.count() == before


def test_a_closed_budget_takes_no_award_no_reduction_and_no_reservation(cast: Cast, old: Pot) -> None:
    stale = Pot.objects.select_related("stream").get(pk=old.pk)
    close(old)
    with pytest.raises(PotClosed):
        pot_of(cast.child, old.stream, 100, LAST_YEAR)
    with pytest.raises(PotClosed):
        reduce_award(actor=SYSTEM, pot=old, amount_pence=1, reason="Cut")
    with pytest.raises(PotClosed):
        reserve(old, 100)
    with pytest.raises((PotClosed, InsufficientFunds)), transaction.atomic():
        place_hold(actor=SYSTEM, pot=stale, amount_pence=100, expected_on=old.valid_to, idempotency_key="stale")
    assert purses(old) == {"funded": 4_000, "spent": 4_000}


def test_the_database_refuses_what_would_leave_something_in_a_closed_budget(old: Pot) -> None:
    with pytest.raises(IntegrityError, match="closed_pot_has_nothing_left"), transaction.atomic():
        Pot.objects.filter(pk=old.pk).update(closed_on=clock.today())
    close(old)
    for change in ({"funded_pence": 4_001}, {"closed_on": old.valid_to}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pot.objects.filter(pk=old.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays closed"), transaction.atomic():
        Pot.objects.filter(pk=old.pk).update(closed_on=None)


@pytest.mark.django_db(transaction=True)
def test_closing_and_reserving_do_not_both_win(old: Pot) -> None:
    def reserve_the_rest() -> object:
        with at_noon(DUE):
            return reserve_locked(old, 6_000)

    def close_it() -> object:
        with at_noon(DUE):
            return close(old)

    results = race(close_it, reserve_the_rest)
    assert [type(refusal) for refusal in refusals(results)] in ([ClosingRefused], [PotClosed])
    assert_ledger_invariants()


@transaction.atomic
def reserve_locked(pot: Pot, pence: int) -> object:
    """Reserve as bookings do, after locking the pot and reading it again."""
    locked = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
    return place_hold(actor=SYSTEM, pot=locked, amount_pence=pence, expected_on=pot.valid_to, idempotency_key="rest")


@pytest.mark.django_db(transaction=True)
def test_two_officers_close_a_budget_once(cast: Cast, stream: FundingStream, old: Pot) -> None:
    let_carry_over(stream, 50)
    following = pot_of(cast.child, stream, 1_000, THIS_YEAR)
    results = race(*[partial(close, old) for _ in range(4)])
    assert [type(refusal) for refusal in refusals(results)] == [PotClosed] * 3
    assert purses(following) == {"funded": 4_000, "left": 4_000}
    assert_ledger_invariants()


@pytest.mark.django_db(transaction=True)
def test_closing_and_a_cut_of_the_award_take_the_money_once(old: Pot) -> None:
    results = race(
        partial(close, old), partial(reduce_award, actor=SYSTEM, pot=old, amount_pence=6_000, reason="Moved away")
    )
    assert {type(refusal) for refusal in refusals(results)} <= {PotClosed, AwardRefused}
    assert purses(old) == {"funded": 4_000, "spent": 4_000}
    assert_ledger_invariants()
