"""The last place and the last pound, with real threads; each with a control that shows the race without the guard."""

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings import locks as booking_locks
from marketplace.bookings.deadlines import HOLD_FOR
from marketplace.bookings.enums import BookingState, Party
from marketplace.bookings.errors import MoveRefused
from marketplace.bookings.models import Booking
from marketplace.bookings.services import (
    accept_request,
    cancel_booking,
    confirm_booking,
    deliver_booking,
    effects,
    sweep_overdue,
)
from marketplace.budgets.enums import Account
from marketplace.budgets.errors import AwardRefused, InsufficientFunds
from marketplace.budgets.models import FundingStream, Hold, Pot
from marketplace.budgets.services import hold as hold_service
from marketplace.budgets.services import ledger, reduce_award
from marketplace.catalogue.enums import SessionState
from marketplace.catalogue.models import Service, Session
from marketplace.catalogue.services import SessionFull
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.locks import lock_rows
from marketplace.providers.selectors import actor_for_provider
from tests.conftest import Cast
from tests.factories import ChildFactory, SessionFactory, pot_with
from tests.invariants import assert_invariants
from tests.racing import meet, race, read_without_locks, refusals

from .scenario import hold, wish_for

pytestmark = pytest.mark.django_db(transaction=True)

RUNNERS = 6


def sessions_of(service: Service, number: int, **fields: Any) -> list[Session]:
    start = clock.now() + timedelta(days=7)
    return [
        SessionFactory(
            service=service,
            starts_at=start + timedelta(hours=3 * n),
            ends_at=start + timedelta(hours=3 * n + 2),
            **fields,
        )
        for n in range(number)
    ]


def family_of(cast: Cast, streams: dict[str, FundingStream], number: int) -> list[tuple[Any, Pot]]:
    children = ChildFactory.create_batch(number, family=cast.family)
    return [(child, pot_with(child, streams["social-care-short-breaks"], 10_000)) for child in children]


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking_locks, "lock_rows", read_without_locks)


def test_the_last_place_is_sold_once(cast: Cast, streams: dict[str, FundingStream], service: Service) -> None:
    session = SessionFactory(service=service, capacity=1)
    pairs = family_of(cast, streams, RUNNERS)
    results = race(*[partial(hold, cast, wish_for(child, service, session), pot) for child, pot in pairs])
    session.refresh_from_db()
    assert session.places_taken == 1
    assert [type(refusal) for refusal in refusals(results)] == [SessionFull] * (RUNNERS - 1)
    assert_invariants()


def test_control_the_last_place_is_oversold_without_lock_and_conditional_update(
    cast: Cast, streams: dict[str, FundingStream], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = SessionFactory(service=service, capacity=1)
    pairs = family_of(cast, streams, 2)
    everyone_has_read = Barrier(2)

    def check_then_write(session_id: UUID) -> None:
        seen = Session.objects.get(pk=session_id, state=SessionState.SCHEDULED)
        if seen.places_taken >= seen.capacity:
            raise SessionFull("full")
        meet(everyone_has_read)
        Session.objects.filter(pk=session_id).update(places_taken=seen.places_taken + 1)

    without_locks(monkeypatch)
    monkeypatch.setattr(effects, "take_place", check_then_write)
    results = race(*[partial(hold, cast, wish_for(child, service, session), pot) for child, pot in pairs])
    assert refusals(results) == []
    assert Booking.objects.filter(session=session, state=BookingState.HELD).count() == 2


def test_the_last_pound_is_spent_once(cast: Cast, streams: dict[str, FundingStream], service: Service) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    sessions = sessions_of(service, RUNNERS)
    results = race(*[partial(hold, cast, wish_for(cast.child, service, session), pot) for session in sessions])
    pot.refresh_from_db()
    assert (pot.held_pence, pot.left_pence) == (1_250, 0)
    assert [type(refusal) for refusal in refusals(results)] == [InsufficientFunds] * (RUNNERS - 1)
    assert_invariants()


def test_control_the_last_pound_is_spent_twice_without_lock_and_relative_update(
    cast: Cast, streams: dict[str, FundingStream], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    sessions = sessions_of(service, 2)
    everyone_has_read = Barrier(2)

    def write_what_was_read(pot_id: UUID, moved: Counter[Account]) -> None:
        seen = Pot.objects.get(pk=pot_id)
        meet(everyone_has_read)
        Pot.objects.filter(pk=pot_id).update(held_pence=seen.held_pence + moved[Account.HELD])

    without_locks(monkeypatch)
    monkeypatch.setattr(ledger, "_change_counter", write_what_was_read)
    results = race(*[partial(hold, cast, wish_for(cast.child, service, session), pot) for session in sessions])
    assert refusals(results) == []
    assert Hold.objects.filter(pot=pot).aggregate(total=Sum("amount_pence"))["total"] == 2_500


def test_the_constraint_stops_the_last_pound_even_without_locks_and_checks(
    cast: Cast, streams: dict[str, FundingStream], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    sessions = sessions_of(service, 2)
    without_locks(monkeypatch)
    everyone_has_read = Barrier(2)
    place_holds = hold_service.place_holds

    def after_the_check(**asked: Any) -> list[Hold]:
        for wish in asked["wishes"]:
            wish.pot.held_pence = wish.pot.spent_pence = 0
        meet(everyone_has_read)
        return place_holds(**asked)

    monkeypatch.setattr("marketplace.bookings.services.hold.place_holds", after_the_check)
    results = race(*[partial(hold, cast, wish_for(cast.child, service, session), pot) for session in sessions])
    assert [type(refusal) for refusal in refusals(results)] == [InsufficientFunds]
    assert_invariants()


def test_pots_named_in_opposite_order_do_not_deadlock(
    cast: Cast, streams: dict[str, FundingStream], service: Service
) -> None:
    pots = [
        pot_with(cast.child, streams[code], 100_000) for code in ("social-care-short-breaks", "social-care-support")
    ]
    sessions = sessions_of(service, 8, capacity=5)
    runners = []
    for number, session in enumerate(sessions):
        first, second = pots if number % 2 else reversed(pots)
        funding = {first.pk: 1_000, second.pk: 250}
        runners.append(partial(hold, cast, wish_for(cast.child, service, session), funding=funding))
    assert refusals(race(*runners)) == []
    assert_invariants()


def test_the_same_key_at_the_same_moment_makes_one_booking(
    cast: Cast, streams: dict[str, FundingStream], service: Service
) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 100_000)
    session = SessionFactory(service=service, capacity=5)
    wish = wish_for(cast.child, service, session)
    race(*[partial(hold, cast, wish, pot, key="double click") for _ in range(4)])
    assert Booking.objects.count() == 1
    assert hold(cast, wish, pot, key="double click") == Booking.objects.get()
    assert_invariants()


def test_sweeper_and_confirmation_do_not_both_win(cast: Cast, held: Booking) -> None:
    family = actor_for_family(cast.parent, cast.family)
    almost = clock.now() + HOLD_FOR - timedelta(seconds=1)

    def sweep_late() -> int:
        with clock.at(almost + timedelta(seconds=2)):
            return sweep_overdue()

    def confirm_in_time() -> Booking:
        with clock.at(almost):
            return confirm_booking(actor=family, booking=held)

    results = race(sweep_late, confirm_in_time)
    held.refresh_from_db()
    assert held.state == (BookingState.EXPIRED if refusals(results) else BookingState.REQUESTED)
    assert_invariants()


def test_two_answers_at_once_are_one_answer(cast: Cast, held: Booking) -> None:
    confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)
    provider = actor_for_provider(cast.provider_owner)
    results = race(*[partial(accept_request, actor=provider, booking=held) for _ in range(4)])
    assert [type(refusal) for refusal in refusals(results)] == [MoveRefused] * 3
    assert_invariants()


def test_delivery_and_cancellation_do_not_both_win(cast: Cast, held: Booking) -> None:
    family, provider = actor_for_family(cast.parent, cast.family), actor_for_provider(cast.provider_owner)
    confirm_booking(actor=family, booking=held)
    accept_request(actor=provider, booking=held)

    def deliver() -> Booking:
        with clock.at(held.starts_at + timedelta(hours=2)):
            return deliver_booking(actor=provider, booking=held)

    results = race(deliver, partial(cancel_booking, actor=family, party=Party.FAMILY, booking=held))
    assert len(refusals(results)) == 1
    assert_invariants()


def test_a_cut_of_the_award_and_a_hold_do_not_both_win(
    cast: Cast, streams: dict[str, FundingStream], service: Service
) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    session = SessionFactory(service=service)
    results = race(
        partial(hold, cast, wish_for(cast.child, service, session), pot),
        partial(reduce_award, actor=SYSTEM, pot=pot, amount_pence=1_000, reason="Cut"),
    )
    assert [type(refusal) for refusal in refusals(results)] in ([InsufficientFunds], [AwardRefused])
    assert_invariants()


def test_a_lock_that_is_not_had_in_time_is_a_sentence(
    cast: Cast, held: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marketplace.core import locks

    monkeypatch.setattr(locks, "LOCK_TIMEOUT", "50ms")
    family = actor_for_family(cast.parent, cast.family)
    both = Barrier(2)

    def keep_locked() -> None:
        with locks.deciding():
            lock_rows({Booking: [held.pk]})
            both.wait(timeout=5)
            both.wait(timeout=5)

    def try_to_confirm() -> Any:
        both.wait(timeout=5)
        try:
            return confirm_booking(actor=family, booking=held)
        finally:
            both.wait(timeout=5)

    results = race(keep_locked, try_to_confirm)
    assert [refusal.code for refusal in refusals(results)] == ["busy"]


def test_rows_are_locked_in_order_booking_session_pots(
    cast: Cast, streams: dict[str, FundingStream], held: Booking
) -> None:
    with CaptureQueriesContext(connection) as queries:
        cancel_booking(actor=actor_for_family(cast.parent, cast.family), party=Party.FAMILY, booking=held)
    locked = [
        query["sql"].split(" FROM ")[1].split()[0].strip('"')
        for query in queries
        if "FOR NO KEY UPDATE" in query["sql"]
    ]
    assert locked == ["bookings_booking", "catalogue_session", "budgets_pot"]
    ordered = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert all("ORDER BY" in sql for sql in ordered)
