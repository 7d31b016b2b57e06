"""E-mails about bookings. They carry the reference and a link: no child's name, need or service in the subject."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.core.notices import link_to, tell_after_commit
from marketplace.providers.enums import ProviderRole

from .enums import BookingEvent, Party
from .models import Booking

_SUBJECTS = {
    BookingEvent.CONFIRM: "Booking {reference}: request sent",
    BookingEvent.ACCEPT_REQUEST: "Booking {reference}: accepted",
    BookingEvent.DECLINE: "Booking {reference}: declined",
    BookingEvent.EXPIRE: "Booking {reference}: no answer in time",
    BookingEvent.CANCEL: "Booking {reference}: cancelled",
    BookingEvent.DELIVER: "Booking {reference}: please confirm that it took place",
    BookingEvent.ACCEPT_DELIVERY: "Booking {reference}: the family has confirmed it",
}


def tell_of_move(booking_id: UUID, event: BookingEvent, parties: Iterable[Party]) -> None:
    """Tell each of the parties what happened to a booking."""
    tell_after_commit(partial(_messages, booking_id, event, parties))


def _messages(booking_id: UUID, event: BookingEvent, parties: Iterable[Party]) -> list[EmailMessage]:
    recipients = {party: _addresses(booking_id, party) for party in parties}
    if not any(recipients.values()):
        return []
    booking = Booking.objects.get(pk=booking_id)
    return [
        _message(booking, event, party, address) for party, addresses in recipients.items() for address in addresses
    ]


def _message(booking: Booking, event: BookingEvent, party: Party, address: str) -> EmailMessage:
    body = render_to_string(
        "bookings/email/moved.txt",
        {"booking": booking, "event": event, "party": party, "url": link_to(f"bookings:{party}_booking", booking.pk)},
    )
    return EmailMessage(_SUBJECTS[event].format(reference=booking.reference), body, to=[address])


def _addresses(booking_id: UUID, party: Party) -> list[str]:
    if party == Party.FAMILY:
        people = User.objects.filter(family_memberships__family__children__bookings=booking_id)
    else:
        people = User.objects.filter(
            provider_memberships__provider__services__bookings=booking_id,
            provider_memberships__role__in=[ProviderRole.OWNER, ProviderRole.BOOKINGS],
        )
    return list(people.filter(is_active=True).distinct().values_list("email", flat=True))
