"""Commands in random order against the ledger: after each, its invariants hold and every pot has what a model says.

The model is a few numbers for each pot; it also says which command is refused.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from marketplace.budgets.enums import Account, Resolution
from marketplace.budgets.models import Hold, HoldRefund, Pot
from marketplace.budgets.selectors import PeriodEnd
from marketplace.budgets.services import (
    HoldEnd,
    capture_hold,
    close_pot,
    hold,
    ledger,
    move_between_pots,
    place_hold,
    reduce_award,
    refund,
    refund_capture,
    release_contingency,
    release_hold,
    set_contingency_aside,
    virement,
)
from marketplace.core.audit import SYSTEM, Actor
from marketplace.core.errors import DomainError
from marketplace.core.locks import deciding, lock_rows
from tests.conftest import Cast
from tests.factories import make_stream
from tests.invariants import assert_ledger_invariants

from .award_life_scenario import LAST_YEAR, THIS_YEAR, at_noon, pot_of

#: Where the machine begins: near the end of the first of two periods.
FIRST_DAY = date(2026, 3, 1)
AWARDED, CARRIED_PERCENT = 10_000, 50
#: Which of the seven pots; how many per cent of what there is are asked for, now and then too many.
PLACE, SHARE = st.integers(0, 6), st.integers(1, 120)
BOUNDED = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Purse:
    """What the model says a pot has, in pence."""

    pot: Pot
    next_pot: UUID | None
    left: int = AWARDED
    held: int = 0
    spent: int = 0
    aside: int = 0
    is_closed: bool = False

    @property
    def amounts(self) -> tuple[int, int, int, int, bool]:
        return self.left, self.held, self.spent, self.aside, self.is_closed


@dataclass
class Reservation:
    """What the model says became of a hold."""

    hold: Hold
    captured: int = 0
    refunded: int = 0
    is_open: bool = True


@dataclass
class Model:
    """Every pot and hold of the machine."""

    purses: dict[UUID, Purse]
    reservations: list[Reservation] = field(default_factory=list)


def part(pence: int, share: int) -> int:
    """Return so many per cent of the pence, a penny at least."""
    return max(pence * share // 100, 1)


class LedgerMachine(RuleBasedStateMachine):
    """Calls the services as officers, families and timers do; every run is taken back."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = deepcopy(model)
        self.keys = list(self.model.purses)
        self.day = FIRST_DAY
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self) -> None:
        """Take everything back."""
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    def purse(self, number: int) -> Purse:
        return self.model.purses[self.keys[number % len(self.keys)]]

    def purse_of(self, reservation: Reservation) -> Purse:
        return self.model.purses[reservation.hold.pot_id]

    def reservations(self, *, is_open: bool) -> list[Reservation]:
        return [each for each in self.model.reservations if each.is_open == is_open]

    @contextmanager
    def expected(self, allowed: bool) -> Iterator[None]:
        """Let the command be refused by a sentence where the model says so, and only there."""
        refusal = None
        try:
            with at_noon(self.day), deciding():
                yield
        except DomainError as error:
            refusal = error.sentence
        assert (refusal is None) == allowed, refusal or "the model refuses this"

    @rule(number=PLACE, share=SHARE, used=st.integers(1, 100), back=st.integers(0, 200))
    def buy(self, number: int, share: int, used: int, back: int) -> None:
        """Reserve and spend at once, and perhaps ask for some of it, or too much, to be given back."""
        known = len(self.model.reservations)
        self.reserve(number, share)
        for made in self.model.reservations[known:]:
            self.spend(made, used)
            if back:
                self.refund(made, back)

    @rule(number=PLACE, pence=st.integers(1, 6_000))
    def fund(self, number: int, pence: int) -> None:
        purse = self.purse(number)
        allowed = not purse.is_closed
        with self.expected(allowed):
            pot_of(purse.pot.child, purse.pot.stream, pence, (purse.pot.valid_from, purse.pot.valid_to))
        purse.left += pence if allowed else 0

    @rule(number=PLACE, share=SHARE)
    def hold(self, number: int, share: int) -> None:
        self.reserve(number, share)

    def reserve(self, number: int, share: int) -> None:
        purse = self.purse(number)
        pence = part(purse.left, share)
        allowed = not purse.is_closed and pence <= purse.left
        with self.expected(allowed):
            pot = lock_rows({Pot: [purse.pot.pk]})[Pot][purse.pot.pk]
            made = place_hold(
                actor=SYSTEM, pot=pot, amount_pence=pence, expected_on=pot.valid_to, idempotency_key=str(uuid4())
            )
        if allowed:
            self.model.reservations.append(Reservation(made))
            purse.left, purse.held = purse.left - pence, purse.held + pence

    @precondition(lambda self: self.reservations(is_open=True))
    @rule(data=st.data(), share=st.integers(1, 100))
    def capture(self, data: st.DataObject, share: int) -> None:
        self.spend(data.draw(st.sampled_from(self.reservations(is_open=True))), share)

    def spend(self, wanted: Reservation, share: int) -> None:
        captured = part(wanted.hold.amount_pence, share)
        with self.expected(True):
            capture_hold(actor=SYSTEM, hold=wanted.hold, amount_pence=captured)
        self.end(wanted, captured)

    @precondition(lambda self: self.reservations(is_open=True))
    @rule(data=st.data(), expired=st.booleans())
    def release(self, data: st.DataObject, expired: bool) -> None:
        wanted = data.draw(st.sampled_from(self.reservations(is_open=True)))
        with self.expected(True):
            ended = release_hold(actor=SYSTEM, hold=wanted.hold, expired=expired)
        assert ended.outcome == (Resolution.EXPIRED if expired else Resolution.RELEASED)
        self.end(wanted, 0)

    def end(self, reservation: Reservation, captured: int) -> None:
        purse, amount = self.purse_of(reservation), reservation.hold.amount_pence
        purse.held -= amount
        purse.spent += captured
        purse.left += amount - captured
        reservation.captured, reservation.is_open = captured, False

    @precondition(lambda self: self.reservations(is_open=False))
    @rule(data=st.data(), again=st.sampled_from([capture_hold, release_hold]))
    def end_again(self, data: st.DataObject, again: Callable[..., object]) -> None:
        with self.expected(False):
            again(actor=SYSTEM, hold=data.draw(st.sampled_from(self.reservations(is_open=False))).hold)

    @precondition(lambda self: any(each.captured for each in self.model.reservations))
    @rule(data=st.data(), share=st.integers(1, 200))
    def give_back(self, data: st.DataObject, share: int) -> None:
        self.refund(data.draw(st.sampled_from([each for each in self.model.reservations if each.captured])), share)

    def refund(self, wanted: Reservation, share: int) -> None:
        purse, most = self.purse_of(wanted), wanted.captured - wanted.refunded
        pence = part(most, share)
        with self.expected(pence <= most):
            refund_capture(actor=SYSTEM, hold=wanted.hold, amount_pence=pence, reason="It rained")
        if pence <= most:
            wanted.refunded += pence
            purse.spent -= pence
            purse.left += 0 if purse.is_closed else pence

    @rule(number=PLACE, share=SHARE)
    def reduce(self, number: int, share: int) -> None:
        purse = self.purse(number)
        pence = part(purse.left, share)
        allowed = not purse.is_closed and pence <= purse.left
        with self.expected(allowed):
            reduce_award(actor=SYSTEM, pot=purse.pot, amount_pence=pence, reason="Less is needed")
        purse.left -= pence if allowed else 0

    @rule(number=PLACE, other=PLACE, share=SHARE)
    def move(self, number: int, other: int, share: int) -> None:
        source, target = self.purse(number), self.purse(other)
        pence = part(source.left, share)
        allowed = (
            source is not target
            and source.pot.child_id == target.pot.child_id
            and source.pot.valid_from == target.pot.valid_from
            and not (source.is_closed or target.is_closed)
            and pence <= source.left
        )
        with self.expected(allowed):
            move_between_pots(actor=SYSTEM, source=source.pot, target=target.pot, amount_pence=pence, reason="Needs")
        if allowed:
            source.left, target.left = source.left - pence, target.left + pence

    @rule(number=PLACE, share=SHARE)
    def keep_aside(self, number: int, share: int) -> None:
        purse = self.purse(number)
        pence = part(purse.left, share)
        allowed = not purse.is_closed and pence <= purse.left
        with self.expected(allowed):
            set_contingency_aside(actor=SYSTEM, pot=purse.pot, amount_pence=pence, reason="Just in case")
        if allowed:
            purse.left, purse.aside = purse.left - pence, purse.aside + pence

    @rule(number=PLACE, share=SHARE)
    def let_go(self, number: int, share: int) -> None:
        purse = self.purse(number)
        pence = part(purse.aside, share)
        allowed = not purse.is_closed and pence <= purse.aside
        with self.expected(allowed):
            release_contingency(actor=SYSTEM, pot=purse.pot, amount_pence=pence, reason="A broken lift")
        if allowed:
            purse.left, purse.aside = purse.left + pence, purse.aside - pence

    @rule(number=PLACE, days=st.sampled_from([0, 100, 400]))
    def close(self, number: int, days: int) -> None:
        self.day += timedelta(days=days)
        purse = self.purse(number)
        is_due = self.day >= purse.pot.valid_to + timedelta(days=60)
        allowed = is_due and not purse.is_closed and not purse.held
        with self.expected(allowed):
            close_pot(actor=SYSTEM, pot=purse.pot)
        if allowed:
            following = self.model.purses.get(purse.next_pot) if purse.next_pot else None
            if following and not following.is_closed:
                following.left += ((purse.left + purse.aside) * CARRIED_PERCENT + 50) // 100
            purse.left, purse.aside, purse.is_closed = 0, 0, True

    @invariant()
    def the_ledger_agrees_with_itself(self) -> None:
        """Check what the database would check at the end of the transaction, and the invariants."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert_ledger_invariants()

    @invariant()
    def every_pot_has_what_the_model_says(self) -> None:
        """Compare every purse of every pot with the model."""
        pots = {
            pot.pk: (pot.left_pence, pot.held_pence, pot.spent_pence, pot.set_aside_pence, pot.closed_on is not None)
            for pot in Pot.objects.filter(pk__in=self.keys)
        }
        assert pots == {key: purse.amounts for key, purse in self.model.purses.items()}


@pytest.fixture
def model(cast: Cast) -> Model:
    """Award two children something from two streams for two years, but one of them nothing for one of the second."""
    with at_noon(FIRST_DAY):
        streams = [make_stream(code, carry_over_percent=CARRIED_PERCENT) for code in ("clubs", "helpers")]
        wanted = list(product((cast.child, cast.other_child), streams, (LAST_YEAR, THIS_YEAR)))[:-1]
        pots = [pot_of(child, stream, AWARDED, year) for child, stream, year in wanted]
    place = {(pot.child_id, pot.stream_id, pot.valid_from): pot.pk for pot in pots}
    day_after = timedelta(days=1)
    return Model(
        {pot.pk: Purse(pot, place.get((pot.child_id, pot.stream_id, pot.valid_to + day_after))) for pot in pots}
    )


def test_no_order_of_commands_makes_the_ledger_wrong(model: Model) -> None:
    run_state_machine_as_test(lambda: LedgerMachine(model), settings=BOUNDED)


def forget_what_is_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    change = ledger._change_counter

    def without_set_aside(pot_id: UUID, moved: Any) -> None:
        moved[Account.LEFT] += moved.pop(Account.SET_ASIDE, 0)
        change(pot_id, moved)

    monkeypatch.setattr(ledger, "_change_counter", without_set_aside)


def capture_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = hold._resolution

    def in_full(end: HoldEnd) -> ledger.Movement:
        return resolve(replace(end, captured_pence=end.hold.amount_pence) if end.captured_pence else end)

    monkeypatch.setattr(hold, "_resolution", in_full)


def refund_to_the_council(monkeypatch: pytest.MonkeyPatch) -> None:
    write = refund._write

    def as_if_closed(actor: Actor, pot: Pot, *asked: Any) -> HoldRefund:
        pot.closed_on = pot.valid_to
        return write(actor, pot, *asked)

    monkeypatch.setattr(refund, "_write", as_if_closed)


def move_without_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virement, "_check", lambda *asked: None)


def take_back_what_is_carried_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PeriodEnd, "reclaimed_pence", PeriodEnd.remains_pence)


def close_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PeriodEnd, "why_not", "")


@pytest.mark.parametrize(
    "break_it",
    [
        forget_what_is_kept_aside,
        capture_everything,
        refund_to_the_council,
        move_without_a_check,
        take_back_what_is_carried_over,
        close_at_once,
    ],
)
def test_control_the_machine_notices_a_service_that_is_broken(
    model: Model, monkeypatch: pytest.MonkeyPatch, break_it: Callable[[pytest.MonkeyPatch], None]
) -> None:
    break_it(monkeypatch)
    only_once = settings(BOUNDED, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(lambda: LedgerMachine(model), settings=only_once)
