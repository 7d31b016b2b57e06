"""Timers: what runs out by itself. They are checked by a sweeper, and in any transaction that needs what they hold."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.errors import Busy
from marketplace.core.locks import deciding

from ..enums import BookingEvent, BookingState, Party
from ..locks import lock_for_bookings
from ..models import Booking
from .effects import carry_out


def overdue_bookings(moment: datetime) -> QuerySet[Booking]:
    """Return the bookings whose time had run out at the moment."""
    return Booking.objects.filter(
        Q(state=BookingState.HELD, hold_expires_at__lte=moment)
        | Q(state=BookingState.REQUESTED, answer_by__lte=moment)
        | Q(state=BookingState.DELIVERED, accept_by__lte=moment)
    )


def overdue_holding(session_ids: Iterable[UUID], pot_ids: Iterable[UUID]) -> list[UUID]:
    """Return the bookings that ran out and still hold a place of the sessions or money of the pots."""
    holders = Q(funding_lines__pot__in=list(pot_ids)) | Q(session__in=list(session_ids))
    overdue = overdue_bookings(clock.now()).exclude(state=BookingState.DELIVERED)
    return list(overdue.filter(holders).order_by().values_list("pk", flat=True).distinct())


def run_out(booking: Booking) -> None:
    """Make the move that time makes, on a locked booking; one that another transaction moved meanwhile is left."""
    now = clock.now()
    if booking.state == BookingState.DELIVERED and booking.accept_by and booking.accept_by <= now:
        event = BookingEvent.ACCEPT_DELIVERY
    elif (booking.state == BookingState.HELD and booking.hold_expires_at and booking.hold_expires_at <= now) or (
        booking.state == BookingState.REQUESTED and booking.answer_by and booking.answer_by <= now
    ):
        event = BookingEvent.EXPIRE
    else:
        return
    carry_out(actor=SYSTEM, party=Party.SYSTEM, booking=booking, event=event, reason="Time ran out")


def sweep_overdue() -> int:
    """Make every move that time makes, each in a transaction of its own; return how many bookings were looked at.

    A booking that someone else holds is left for the next sweep.
    """
    overdue = list(overdue_bookings(clock.now()).order_by("pk").values_list("pk", flat=True))
    for booking_id in overdue:
        try:
            with deciding():
                run_out(lock_for_bookings([booking_id]).bookings[booking_id])
        except Busy:
            continue
    return len(overdue)
