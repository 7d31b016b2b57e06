from datetime import date, timedelta

import pytest
from django.core import mail

from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.deadlines import ACCEPT_WITHIN, HOLD_FOR, answer_deadline
from marketplace.bookings.enums import BookingEvent, BookingState, Party
from marketplace.bookings.errors import HoldRanOut, MoveRefused
from marketplace.bookings.models import Booking
from marketplace.bookings.services import (
    accept_delivery,
    accept_request,
    cancel_booking,
    confirm_booking,
    decline_request,
    deliver_booking,
    sweep_overdue,
)
from marketplace.bookings.states import MOVES, events_for, find_move
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.models import AuditEvent
from marketplace.providers.selectors import actor_for_provider
from tests.conftest import Cast

pytestmark = pytest.mark.moves_money


@pytest.fixture
def family(cast: Cast) -> Actor:
    return actor_for_family(cast.parent, cast.family)


@pytest.fixture
def provider(cast: Cast) -> Actor:
    return actor_for_provider(cast.provider_owner)


def money(booking: Booking) -> tuple[int, int, int]:
    pot = booking.funding_lines.get().pot
    return pot.left_pence, pot.held_pence, pot.spent_pence


def places(booking: Booking) -> int:
    booking.refresh_from_db()
    assert booking.session is not None
    booking.session.refresh_from_db()
    return booking.session.places_taken


def test_delivered_and_accepted_move_the_money(held: Booking, family: Actor, provider: Actor) -> None:
    confirm_booking(actor=family, booking=held)
    accept_request(actor=provider, booking=held)
    assert money(held) == (8_750, 1_250, 0)
    with clock.at(held.starts_at + timedelta(hours=2)):
        deliver_booking(actor=provider, booking=held)
        assert money(held) == (8_750, 1_250, 0)
        assert accept_delivery(actor=family, booking=held).state == BookingState.ACCEPTED
    assert money(held) == (8_750, 0, 1_250)
    assert places(held) == 1


def test_declining_frees_place_and_money_and_needs_a_reason(held: Booking, family: Actor, provider: Actor) -> None:
    confirm_booking(actor=family, booking=held)
    with pytest.raises(MoveRefused, match="Say why"):
        decline_request(actor=provider, booking=held, reason=" ")
    assert decline_request(actor=provider, booking=held, reason="Staff ill").state == BookingState.DECLINED
    assert money(held) == (10_000, 0, 0)
    assert places(held) == 0


@pytest.mark.parametrize("party", [Party.FAMILY, Party.PROVIDER, Party.COUNCIL])
def test_either_side_and_the_council_cancel_without_a_fee(
    held: Booking, family: Actor, provider: Actor, party: Party
) -> None:
    confirm_booking(actor=family, booking=held)
    accept_request(actor=provider, booking=held)
    cancelled = cancel_booking(actor=family, party=party, booking=held, reason="Ill")
    assert cancelled.state == BookingState.CANCELLED
    assert money(held) == (10_000, 0, 0)
    assert places(held) == 0


def test_a_held_booking_is_not_confirmed_after_its_time(held: Booking, family: Actor) -> None:
    with clock.at(clock.now() + HOLD_FOR), pytest.raises(HoldRanOut, match="book again"):
        confirm_booking(actor=family, booking=held)


def test_a_request_runs_out_and_cannot_be_accepted_any_more(held: Booking, family: Actor, provider: Actor) -> None:
    confirmed = confirm_booking(actor=family, booking=held)
    assert confirmed.answer_by is not None
    with clock.at(confirmed.answer_by):
        with pytest.raises(MoveRefused, match="has passed"):
            accept_request(actor=provider, booking=held)
        sweep_overdue()
    held.refresh_from_db()
    assert held.state == BookingState.EXPIRED
    assert money(held) == (10_000, 0, 0)


def test_silence_after_delivery_is_acceptance(held: Booking, family: Actor, provider: Actor) -> None:
    confirm_booking(actor=family, booking=held)
    accept_request(actor=provider, booking=held)
    after = held.starts_at + timedelta(hours=2)
    with clock.at(after):
        deliver_booking(actor=provider, booking=held)
    with clock.at(after + ACCEPT_WITHIN + timedelta(minutes=1)):
        sweep_overdue()
    held.refresh_from_db()
    assert held.state == BookingState.ACCEPTED
    assert money(held) == (8_750, 0, 1_250)


def test_nothing_is_delivered_before_it_begins(held: Booking, family: Actor, provider: Actor) -> None:
    confirm_booking(actor=family, booking=held)
    accept_request(actor=provider, booking=held)
    with pytest.raises(MoveRefused, match="has not begun"):
        deliver_booking(actor=provider, booking=held)


@pytest.mark.parametrize("state", BookingState)
@pytest.mark.parametrize("event", BookingEvent)
@pytest.mark.parametrize("party", Party)
def test_what_is_not_in_the_table_is_refused(state: BookingState, event: BookingEvent, party: Party) -> None:
    move = find_move(state, event, party)
    assert (move is not None) == ((state, event) in MOVES and party in MOVES[state, event].parties)
    assert (event in events_for(state, party)) == (move is not None)


@pytest.mark.parametrize(
    "state",
    [BookingState.EXPIRED, BookingState.DECLINED, BookingState.CANCELLED, BookingState.ACCEPTED, BookingState.SETTLED],
)
def test_terminal_states_are_not_left(held: Booking, family: Actor, state: BookingState) -> None:
    assert not any(source == state for source, _ in MOVES)


def test_every_move_is_audited_with_actor_role_and_family(cast: Cast, held: Booking, provider: Actor) -> None:
    supporter = actor_for_family(cast.supporter, cast.family)
    confirm_booking(actor=supporter, booking=held)
    accept_request(actor=provider, booking=held)
    events = AuditEvent.objects.filter(object_id=held.pk).order_by("occurred_at")
    assert [(event.action, event.actor_role, event.on_behalf_of) for event in events] == [
        ("booking.hold", "family", None),
        ("booking.confirm", "supporter", cast.family.pk),
        ("booking.accept_request", "provider", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_those_whom_the_table_names_are_told_after_the_commit(cast: Cast, held: Booking, family: Actor) -> None:
    confirm_booking(actor=family, booking=held)
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {cast.parent.email, cast.provider_owner.email}
    for message in told.values():
        assert held.reference in message.subject
        assert cast.child.given_name not in message.subject + message.body
        assert str(held.pk) in message.body


def test_the_answer_is_due_in_three_working_days_or_a_day_before_the_start() -> None:
    thursday_before_easter = clock.local_moment(date(2026, 4, 2))
    far = thursday_before_easter + timedelta(days=60)
    # Good Friday and Easter Monday are bank holidays: Tuesday, Wednesday, Thursday.
    assert clock.local_day(answer_deadline(thursday_before_easter, far)).isoformat() == "2026-04-09"
    soon = thursday_before_easter + timedelta(days=2)
    assert answer_deadline(thursday_before_easter, soon) == soon - timedelta(days=1)
    tomorrow = thursday_before_easter + timedelta(hours=5)
    assert answer_deadline(thursday_before_easter, tomorrow) == tomorrow
