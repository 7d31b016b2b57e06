"""E-mails about bookings. They carry the reference and a link: no child's name, need or service in the subject."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.accounts.models import User
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

_silent: ContextVar[bool] = ContextVar("whether nobody is told", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Tell nobody of the moves made within: for replaying a history, which its people know."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell_after_commit(booking_id: UUID, event: BookingEvent, parties: Iterable[Party]) -> None:
    """Send the e-mails about a move once its transaction is committed."""
    if not _silent.get():
        transaction.on_commit(partial(tell, booking_id, event, parties))


def tell(booking_id: UUID, event: BookingEvent, parties: Iterable[Party]) -> None:
    """Send each of the parties an e-mail about what happened to a booking; called after the commit."""
    recipients = {party: _addresses(booking_id, party) for party in parties}
    if not any(recipients.values()):
        return
    booking = Booking.objects.get(pk=booking_id)
    messages = [
        _message(booking, event, party, address) for party, addresses in recipients.items() for address in addresses
    ]
    get_connection(fail_silently=True).send_messages(messages)


def _message(booking: Booking, event: BookingEvent, party: Party, address: str) -> EmailMessage:
    path = reverse(f"bookings:{party}_booking", args=[booking.pk])
    body = render_to_string(
        "bookings/email/moved.txt",
        {"booking": booking, "event": event, "party": party, "url": f"{settings.SITE_URL}{path}"},
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
