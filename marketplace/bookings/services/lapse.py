"""Telling families that a check no longer covers the day of their booking: once for each booking and check."""

from itertools import groupby
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.core.audit import SYSTEM, audit_event, record_events
from marketplace.core.notices import link_to
from marketplace.providers.models import Provider

from ..cover import UncoveredBooking, bookings_without_cover, without_cover
from ..models import BookingLapseNotice


def lapses_to_tell(*, provider: Provider | None = None) -> list[list[UncoveredBooking]]:
    """Return what families have not been told, family by family; of one provider, where it is named."""
    bookings = bookings_without_cover().select_related("service", "child").prefetch_related("lapse_notices")
    if provider:
        bookings = bookings.filter(service__provider=provider)
    found = []
    for each in without_cover(bookings):
        told = {notice.check_type_id for notice in each.booking.lapse_notices.all()}
        missing = [kind for kind in each.missing if kind.pk not in told]
        if missing:
            found.append(UncoveredBooking(each.booking, missing))
    found.sort(key=_family)
    return [list(group) for _, group in groupby(found, key=_family)]


def tell_family_of_lapses(lapses: list[UncoveredBooking]) -> bool:
    """Send one family one message about its bookings, unless it has been told; say whether it was sent now.

    It is noted before it is sent, so that two runs at once send one. Where the message cannot be sent, the note is
    taken back and the OSError raised.
    """
    addresses = _addresses(_family(lapses[0]))
    noted = _note(lapses) if addresses else set()
    bookings = [each.booking for each in lapses if each.booking.pk in noted]
    if not bookings:
        return False
    rows = [{"booking": booking, "url": link_to("bookings:family_booking", booking.pk)} for booking in bookings]
    body = render_to_string("bookings/email/lapse.txt", {"rows": rows})
    subject = f"About your booking{'s' if len(bookings) > 1 else ''} {', '.join(each.reference for each in bookings)}"
    try:
        EmailMessage(subject[:200], body, to=addresses).send()
    except OSError:
        BookingLapseNotice.objects.filter(booking__in=bookings, check_type__in=_kinds(lapses)).delete()
        raise
    with transaction.atomic():
        record_events(
            [
                audit_event(
                    actor=SYSTEM,
                    action="lapse.tell_family",
                    subject=each.booking,
                    after={"checks": [kind.code for kind in each.missing]},
                )
                for each in lapses
                if each.booking.pk in noted
            ]
        )
    return True


def _note(lapses: list[UncoveredBooking]) -> set[UUID]:
    """Note what is told; return the bookings of which this run, and no other, noted something."""
    rows = [BookingLapseNotice(booking=each.booking, check_type=kind) for each in lapses for kind in each.missing]
    BookingLapseNotice.objects.bulk_create(rows, ignore_conflicts=True)
    own = BookingLapseNotice.objects.filter(pk__in=[row.pk for row in rows])
    return set(own.values_list("booking", flat=True))


def _addresses(family_id: UUID) -> list[str]:
    people = User.objects.filter(family_memberships__family=family_id, is_active=True)
    return sorted(people.values_list("email", flat=True).distinct())


def _family(lapse: UncoveredBooking) -> UUID:
    return lapse.booking.child.family_id


def _kinds(lapses: list[UncoveredBooking]) -> set[UUID]:
    return {kind.pk for each in lapses for kind in each.missing}
