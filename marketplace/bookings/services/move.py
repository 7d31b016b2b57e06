"""What each party does to bookings that are made. Every function locks, moves by the table, and tells who is told.

Those for many bookings, such as a term of a weekly club, move all of them or none.
"""

from collections.abc import Iterable, Sequence

from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.locks import deciding

from ..cover import refuse_without_cover
from ..deadlines import ACCEPT_WITHIN, answer_deadline
from ..enums import BookingEvent, BookingState, Party
from ..errors import HoldRanOut, MoveRefused
from ..locks import lock_for_bookings
from ..models import Booking
from ..states import moves_only_the_state
from .effects import Deadlines, carry_out_all


def confirm_booking(*, actor: Actor, booking: Booking) -> Booking:
    """Send a held booking to its provider; raises HoldRanOut after its 30 minutes, and VettingLapsed."""
    return confirm_bookings(actor=actor, bookings=[booking])[0]


def confirm_bookings(*, actor: Actor, bookings: Sequence[Booking]) -> list[Booking]:
    """Send held bookings to their providers; raises HoldRanOut after the 30 minutes of any."""
    with deciding():
        locked = _locked(bookings, BookingEvent.CONFIRM)
        now = clock.now()
        for booking in locked:
            _refuse_after_hold(booking)
        refuse_without_cover(locked)
        return carry_out_all(
            actor=actor,
            party=Party.FAMILY,
            bookings=locked,
            event=BookingEvent.CONFIRM,
            deadlines=lambda booking: {
                "hold_expires_at": None,
                "answer_by": answer_deadline(now, booking.starts_at),
            },
        )


def accept_request(*, actor: Actor, booking: Booking) -> Booking:
    """Let the provider accept; raises MoveRefused after the time to answer."""
    return accept_requests(actor=actor, bookings=[booking])[0]


def accept_requests(*, actor: Actor, bookings: Sequence[Booking]) -> list[Booking]:
    """Let the provider accept requests; raises MoveRefused after the time to answer any of them.

    Raises VettingLapsed where a check of the provider does not hold on the day of any.
    """
    with deciding():
        locked = _locked(bookings, BookingEvent.ACCEPT_REQUEST)
        for booking in locked:
            if booking.state == BookingState.REQUESTED and booking.answer_by and booking.answer_by <= clock.now():
                raise MoveRefused("The time to answer this request has passed, and the family has been told.")
        refuse_without_cover(locked)
        return carry_out_all(
            actor=actor,
            party=Party.PROVIDER,
            bookings=locked,
            event=BookingEvent.ACCEPT_REQUEST,
            deadlines=lambda _: {"answer_by": None},
        )


def decline_request(*, actor: Actor, booking: Booking, reason: str) -> Booking:
    """Let the provider decline, with a reason that the family reads; the place and the money are free at once."""
    _require(reason, "Say why, so that the family knows what to look for instead.")
    return _move(actor, Party.PROVIDER, [booking], BookingEvent.DECLINE, reason)[0]


def cancel_booking(*, actor: Actor, party: Party, booking: Booking, reason: str = "") -> Booking:
    """Cancel for the family, the provider or the council; no fee. Provider and council say why."""
    if party != Party.FAMILY:
        _require(reason, "Say why, so that the family knows.")
    return _move(actor, party, [booking], BookingEvent.CANCEL, reason)[0]


def deliver_booking(*, actor: Actor, booking: Booking) -> Booking:
    """Let the provider say that the service took place, once it has begun; the family has 14 days to answer."""
    return deliver_bookings(actor=actor, bookings=[booking])[0]


def deliver_bookings(*, actor: Actor, bookings: Sequence[Booking]) -> list[Booking]:
    """Let the provider say of bookings that they took place, once the last of them has begun."""
    if any(booking.starts_at > clock.now() for booking in bookings):
        raise MoveRefused("This has not begun yet. Mark it as delivered afterwards.")
    accept_by = clock.now() + ACCEPT_WITHIN
    return _move(actor, Party.PROVIDER, bookings, BookingEvent.DELIVER, deadlines=lambda _: {"accept_by": accept_by})


def accept_delivery(*, actor: Actor, booking: Booking) -> Booking:
    """Let the family confirm that the service took place; the money is spent."""
    return accept_deliveries(actor=actor, bookings=[booking])[0]


def accept_deliveries(*, actor: Actor, bookings: Sequence[Booking]) -> list[Booking]:
    """Let the family confirm of bookings that they took place; the money is spent."""
    return _move(actor, Party.FAMILY, bookings, BookingEvent.ACCEPT_DELIVERY)


def _move(
    actor: Actor,
    party: Party,
    bookings: Sequence[Booking],
    event: BookingEvent,
    reason: str = "",
    deadlines: Deadlines = lambda _: {},
) -> list[Booking]:
    with deciding():
        return carry_out_all(
            actor=actor,
            party=party,
            bookings=_locked(bookings, event),
            event=event,
            reason=reason.strip(),
            deadlines=deadlines,
        )


def _locked(bookings: Iterable[Booking], event: BookingEvent) -> list[Booking]:
    """Lock the bookings as they now are; sessions and pots only where the event may move places or money."""
    keys = [booking.pk for booking in bookings]
    locked = lock_for_bookings(keys, alone=moves_only_the_state(event)).bookings
    return [locked[key] for key in keys]


def _refuse_after_hold(booking: Booking) -> None:
    ran_out = booking.state == BookingState.HELD and booking.hold_expires_at and booking.hold_expires_at <= clock.now()
    if ran_out or booking.state == BookingState.EXPIRED:
        raise HoldRanOut(
            "The place and the money were held for 30 minutes, which have passed. Nothing was booked or spent; "
            "please book again."
        )


def _require(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise MoveRefused(sentence)
