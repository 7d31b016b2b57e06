"""The booking machine: one table of every move there is. What is not in the table is refused."""

from dataclasses import dataclass
from enum import Enum

from .enums import BookingEvent as Event
from .enums import BookingState as State
from .enums import Party


class LedgerEffect(Enum):
    """What a move does to the holds of the booking's funding lines."""

    NONE = "nothing"
    HOLD = "the money is reserved"
    RELEASE = "the money goes back to the budget"
    EXPIRE = "the reservation runs out and the money goes back"
    CAPTURE = "the money is spent"


class PlaceEffect(Enum):
    """What a move does to the place in a session."""

    NONE = "nothing"
    TAKE = "the place is taken"
    FREE = "the place is free again"


@dataclass(frozen=True)
class Move:
    """Where an event leads, who may bring it about, what it does, and who is told."""

    target: State
    parties: frozenset[Party]
    ledger: LedgerEffect = LedgerEffect.NONE
    place: PlaceEffect = PlaceEffect.NONE
    told: frozenset[Party] = frozenset()


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


_EXPIRE = Move(State.EXPIRED, _by(Party.SYSTEM), LedgerEffect.EXPIRE, PlaceEffect.FREE, _by(Party.FAMILY))
_CANCEL = Move(
    State.CANCELLED,
    _by(Party.FAMILY, Party.PROVIDER, Party.COUNCIL),
    LedgerEffect.RELEASE,
    PlaceEffect.FREE,
    _by(Party.FAMILY, Party.PROVIDER),
)

MOVES: dict[tuple[State, Event], Move] = {
    (State.DRAFT, Event.HOLD): Move(State.HELD, _by(Party.FAMILY), LedgerEffect.HOLD, PlaceEffect.TAKE),
    (State.HELD, Event.CONFIRM): Move(State.REQUESTED, _by(Party.FAMILY), told=_by(Party.FAMILY, Party.PROVIDER)),
    (State.HELD, Event.CANCEL): Move(State.CANCELLED, _by(Party.FAMILY), LedgerEffect.RELEASE, PlaceEffect.FREE),
    (State.HELD, Event.EXPIRE): Move(State.EXPIRED, _by(Party.SYSTEM), LedgerEffect.EXPIRE, PlaceEffect.FREE),
    (State.REQUESTED, Event.ACCEPT_REQUEST): Move(State.CONFIRMED, _by(Party.PROVIDER), told=_by(Party.FAMILY)),
    (State.REQUESTED, Event.DECLINE): Move(
        State.DECLINED, _by(Party.PROVIDER), LedgerEffect.RELEASE, PlaceEffect.FREE, _by(Party.FAMILY)
    ),
    (State.REQUESTED, Event.EXPIRE): _EXPIRE,
    (State.REQUESTED, Event.CANCEL): _CANCEL,
    (State.CONFIRMED, Event.CANCEL): _CANCEL,
    (State.CONFIRMED, Event.DELIVER): Move(State.DELIVERED, _by(Party.PROVIDER), told=_by(Party.FAMILY)),
    (State.DELIVERED, Event.ACCEPT_DELIVERY): Move(
        State.ACCEPTED, _by(Party.FAMILY, Party.SYSTEM), LedgerEffect.CAPTURE, told=_by(Party.PROVIDER)
    ),
}


def find_move(state: State, event: Event, party: Party) -> Move | None:
    """Return the move that the party may make, or None where the table has none."""
    move = MOVES.get((state, event))
    return move if move and party in move.parties else None


def moves_only_the_state(event: Event) -> bool:
    """Say whether the event moves neither money nor places, from whatever state."""
    moves = [move for (_, each), move in MOVES.items() if each == event]
    return all(move.ledger is LedgerEffect.NONE and move.place is PlaceEffect.NONE for move in moves)


def events_for(state: State, party: Party) -> list[Event]:
    """Return what the party may do to a booking in the state."""
    return [event for (source, event), move in MOVES.items() if source == state and party in move.parties]
