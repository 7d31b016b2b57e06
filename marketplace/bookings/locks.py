"""What a transaction about bookings locks: the bookings, their sessions, their pots, in that order."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from marketplace.budgets.models import Pot
from marketplace.catalogue.models import Session
from marketplace.core.locks import lock_rows

from .models import Booking


@dataclass(frozen=True)
class LockedRows:
    """Rows as they are now that nobody else can change them."""

    bookings: dict[UUID, Booking]
    sessions: dict[UUID, Session]
    pots: dict[UUID, Pot]


def lock_for_bookings(
    booking_ids: Iterable[UUID], *, session_ids: Iterable[UUID] = (), pot_ids: Iterable[UUID] = (), alone: bool = False
) -> LockedRows:
    """Lock the bookings, with the sessions and pots they use and those named besides; `alone`, only the bookings.

    Which session and pots a booking uses never changes once it is made, so they may be read before the lock.
    """
    bookings = list(booking_ids)
    sessions, pots = set(session_ids), set(pot_ids)
    if bookings and not alone:
        for session_id, pot_id in Booking.objects.filter(pk__in=bookings).values_list("session", "funding_lines__pot"):
            sessions.add(session_id)
            pots.add(pot_id)
    rows = lock_rows({Booking: bookings, Session: sessions - {None}, Pot: pots - {None}})
    return LockedRows(rows[Booking], rows[Session], rows[Pot])
