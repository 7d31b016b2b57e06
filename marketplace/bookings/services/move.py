"""What each party does to a booking that is made. Every function locks, moves by the table, and tells who is told."""

from typing import Any

from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.locks import deciding

from ..deadlines import ACCEPT_WITHIN, answer_deadline
from ..enums import BookingEvent, BookingState, Party
from ..errors import HoldRanOut, MoveRefused
from ..locks import lock_for_bookings
from ..models import Booking
from .effects import carry_out


def confirm_booking(*, actor: Actor, booking: Booking) -> Booking:
    """Send a held booking to its provider; raises HoldRanOut after its 30 minutes."""
    with deciding():
        booking = _locked(booking)
        now = clock.now()
        ran_out = booking.state == BookingState.HELD and booking.hold_expires_at and booking.hold_expires_at <= now
        if ran_out or booking.state == BookingState.EXPIRED:
            raise HoldRanOut(
                "The place and the money were held for 30 minutes, which have passed. Nothing was booked or spent; "
                "please book again."
            )
        return carry_out(
            actor=actor,
            party=Party.FAMILY,
            booking=booking,
            event=BookingEvent.CONFIRM,
            hold_expires_at=None,
            answer_by=answer_deadline(now, booking.starts_at),
        )


def accept_request(*, actor: Actor, booking: Booking) -> Booking:
    """Let the provider accept; raises MoveRefused after the time to answer."""
    with deciding():
        booking = _locked(booking)
        if booking.state == BookingState.REQUESTED and booking.answer_by and booking.answer_by <= clock.now():
            raise MoveRefused("The time to answer this request has passed, and the family has been told.")
        return carry_out(
            actor=actor, party=Party.PROVIDER, booking=booking, event=BookingEvent.ACCEPT_REQUEST, answer_by=None
        )


def decline_request(*, actor: Actor, booking: Booking, reason: str) -> Booking:
    """Let the provider decline, with a reason that the family reads; the place and the money are free at once."""
    _require(reason, "Say why, so that the family knows what to look for instead.")
    return _move(actor, Party.PROVIDER, booking, BookingEvent.DECLINE, reason)


def cancel_booking(*, actor: Actor, party: Party, booking: Booking, reason: str = "") -> Booking:
    """Cancel for the family, the provider or the council; no fee. Provider and council say why."""
    if party != Party.FAMILY:
        _require(reason, "Say why, so that the family knows.")
    return _move(actor, party, booking, BookingEvent.CANCEL, reason)


def deliver_booking(*, actor: Actor, booking: Booking) -> Booking:
    """Let the provider say that the service took place, once it has begun; the family has 14 days to answer."""
    if booking.starts_at > clock.now():
        raise MoveRefused("This has not begun yet. Mark it as delivered afterwards.")
    return _move(actor, Party.PROVIDER, booking, BookingEvent.DELIVER, accept_by=clock.now() + ACCEPT_WITHIN)


def accept_delivery(*, actor: Actor, booking: Booking) -> Booking:
    """Let the family confirm that the service took place; the money is spent."""
    return _move(actor, Party.FAMILY, booking, BookingEvent.ACCEPT_DELIVERY)


def _move(actor: Actor, party: Party, booking: Booking, event: BookingEvent, reason: str = "", **times: Any) -> Booking:
    with deciding():
        return carry_out(
            actor=actor, party=party, booking=_locked(booking), event=event, reason=reason.strip(), **times
        )


def _locked(booking: Booking) -> Booking:
    return lock_for_bookings([booking.pk]).bookings[booking.pk]


def _require(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise MoveRefused(sentence)
