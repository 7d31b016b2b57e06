"""Carrying out a move on a locked booking: its state, its money, its place, its audit event, who is told."""

from collections.abc import Mapping
from typing import Any

from marketplace.budgets.services import capture_hold, release_hold
from marketplace.catalogue.services import free_place, take_place
from marketplace.core.audit import Actor, record_event

from ..enums import BookingEvent, BookingState, Party
from ..errors import MoveRefused
from ..events import booking_moved
from ..models import Booking
from ..notices import tell_after_commit
from ..states import LedgerEffect, Move, PlaceEffect, find_move


def carry_out(
    *, actor: Actor, party: Party, booking: Booking, event: BookingEvent, reason: str = "", **times: Any
) -> Booking:
    """Move a booking that the caller has locked, with all that the table says; `times` are deadlines to set.

    Raises MoveRefused where the table has no such move.
    """
    move = find_move(BookingState(booking.state), event, party)
    if move is None:
        raise MoveRefused(
            f"This booking is “{booking.get_state_display()}” now, so this cannot be done any more. "
            "Look at the booking again to see what can."
        )
    before = booking.state
    booking.state = move.target
    _write(booking, times)
    _move_place(booking, move)
    _move_money(actor, booking, move, reason)
    record_event(
        actor=actor,
        action=f"booking.{event}",
        subject=booking,
        reason=reason,
        before={"state": before},
        after={"state": move.target},
    )
    booking_moved.send(Booking, booking=booking, event=event)
    tell_after_commit(booking.pk, event, move.told)
    return booking


def _write(booking: Booking, times: Mapping[str, Any]) -> None:
    for field, value in times.items():
        setattr(booking, field, value)
    booking.save(update_fields=["state", "updated_at", *times])


def _move_place(booking: Booking, move: Move) -> None:
    if booking.session_id is None:
        return
    if move.place is PlaceEffect.TAKE:
        take_place(booking.session_id)
    elif move.place is PlaceEffect.FREE:
        free_place(booking.session_id)


def _move_money(actor: Actor, booking: Booking, move: Move, reason: str) -> None:
    """Resolve the holds; a hold is placed where the funding lines are made (`hold.py`), not here."""
    if move.ledger in (LedgerEffect.NONE, LedgerEffect.HOLD):
        return
    for line in booking.funding_lines.select_related("hold").order_by("pot_id"):
        if move.ledger is LedgerEffect.CAPTURE:
            capture_hold(actor=actor, hold=line.hold, reason=reason)
        else:
            release_hold(actor=actor, hold=line.hold, expired=move.ledger is LedgerEffect.EXPIRE, reason=reason)
