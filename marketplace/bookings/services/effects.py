"""Carrying out a move on locked bookings: their state, money and places, their audit events, who is told."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from marketplace.budgets.enums import Resolution
from marketplace.budgets.services import HoldEnd, resolve_holds
from marketplace.catalogue.services import free_place, take_place, take_places
from marketplace.core.audit import Actor, audit_event, record_events

from ..enums import BookingEvent, BookingState, Party
from ..errors import MoveRefused
from ..events import booking_moved
from ..models import Booking, FundingLine
from ..notices import tell_of_move
from ..states import LedgerEffect, Move, PlaceEffect, find_move

#: What a move does to a hold; a hold is placed where the funding lines are made (`hold.py`), not here.
_OUTCOMES = {
    LedgerEffect.RELEASE: Resolution.RELEASED,
    LedgerEffect.EXPIRE: Resolution.EXPIRED,
    LedgerEffect.CAPTURE: Resolution.CAPTURED,
}

#: Deadlines to set on a booking, by the names of its fields.
Deadlines = Callable[[Booking], Mapping[str, Any]]


def carry_out(
    *, actor: Actor, party: Party, booking: Booking, event: BookingEvent, reason: str = "", **times: Any
) -> Booking:
    """Move a booking that the caller has locked, with all that the table says; `times` are deadlines to set.

    Raises MoveRefused where the table has no such move.
    """
    return carry_out_all(
        actor=actor, party=party, bookings=[booking], event=event, reason=reason, deadlines=lambda _: times
    )[0]


def carry_out_all(
    *,
    actor: Actor,
    party: Party,
    bookings: Sequence[Booking],
    event: BookingEvent,
    reason: str = "",
    deadlines: Deadlines = lambda _: {},
) -> list[Booking]:
    """Move bookings that the caller has locked, all or none, in about as many statements as one of them takes.

    Raises MoveRefused where the table has no such move for one of them.
    """
    moves = [(booking, _move_of(booking, event, party)) for booking in bookings]
    events = [
        audit_event(
            actor=actor,
            action=f"booking.{event}",
            subject=booking,
            reason=reason,
            before={"state": booking.state},
            after={"state": move.target},
        )
        for booking, move in moves
    ]
    _write(moves, deadlines)
    _move_places(moves)
    _move_money(actor, moves, reason)
    record_events(events)
    for booking, move in moves:
        booking_moved.send(Booking, booking=booking, event=event)
        tell_of_move(booking.pk, event, move.told)
    return [booking for booking, _ in moves]


def _move_of(booking: Booking, event: BookingEvent, party: Party) -> Move:
    move = find_move(BookingState(booking.state), event, party)
    if move is None:
        raise MoveRefused(
            f"This booking is “{booking.get_state_display()}” now, so this cannot be done any more. "
            "Look at the booking again to see what can."
        )
    return move


def _write(moves: Sequence[tuple[Booking, Move]], deadlines: Deadlines) -> None:
    """Write the new states and deadlines, those that are alike in one statement."""
    alike = defaultdict(list)
    now = timezone.now()
    for booking, move in moves:
        values = {"state": move.target, "updated_at": now, **deadlines(booking)}
        for field, value in values.items():
            setattr(booking, field, value)
        alike[tuple(values.items())].append(booking.pk)
    for fields, keys in alike.items():
        Booking.objects.filter(pk__in=keys).update(**dict(fields))


def _move_places(moves: Sequence[tuple[Booking, Move]]) -> None:
    placed = [(booking.session_id, move.place) for booking, move in moves if booking.session_id]
    taken = [session_id for session_id, effect in placed if effect is PlaceEffect.TAKE]
    if len(taken) > 1 and len(set(taken)) == len(taken):
        take_places(taken)
    else:
        for session_id in taken:
            take_place(session_id)
    for session_id, effect in placed:
        if effect is PlaceEffect.FREE:
            free_place(session_id)


def _move_money(actor: Actor, moves: Sequence[tuple[Booking, Move]], reason: str) -> None:
    outcomes = {booking.pk: _OUTCOMES[move.ledger] for booking, move in moves if move.ledger in _OUTCOMES}
    if not outcomes:
        return
    lines = FundingLine.objects.filter(booking__in=outcomes).select_related("hold").order_by("pot_id")
    resolve_holds(actor=actor, ends=[_end(line, outcomes[line.booking_id]) for line in lines], reason=reason)


def _end(line: FundingLine, outcome: Resolution) -> HoldEnd:
    return HoldEnd(line.hold, outcome, line.hold.amount_pence if outcome == Resolution.CAPTURED else 0)
