"""What a transaction about bookings locks: the bookings, their sessions, their pots, in that order."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from marketplace.budgets.models import Pot
from marketplace.catalogue.models import Session
from marketplace.core.locks import lock_rows

from .models import Booking, FundingLine


@dataclass(frozen=True)
class LockedRows:
    """Rows as they are now that nobody else can change them."""

    bookings: dict[UUID, Booking]
    sessions: dict[UUID, Session]
    pots: dict[UUID, Pot]


def lock_for_bookings(
    booking_ids: Iterable[UUID], *, session_ids: Iterable[UUID] = (), pot_ids: Iterable[UUID] = ()
) -> LockedRows:
    """Lock the bookings, with the sessions and pots they use and those named besides.

    Which session and pots a booking uses never changes once it is made, so they may be read before the lock.
    """
    bookings = list(booking_ids)
    sessions = set(session_ids) | set(
        Booking.objects.filter(pk__in=bookings, session__isnull=False).values_list("session", flat=True)
    )
    pots = set(pot_ids) | set(FundingLine.objects.filter(booking__in=bookings).values_list("pot", flat=True))
    rows = lock_rows({Booking: bookings, Session: sessions, Pot: pots})
    return LockedRows(rows[Booking], rows[Session], rows[Pot])
