"""Showing bookings."""

from django import template

from marketplace.catalogue.prices import format_quantity, format_unit_price
from marketplace.core.models import AuditEvent

from ..enums import BookingState
from ..models import Booking

register = template.Library()

_KINDS = {
    BookingState.HELD: "waiting",
    BookingState.REQUESTED: "waiting",
    BookingState.CONFIRMED: "success",
    BookingState.DELIVERED: "info",
    BookingState.ACCEPTED: "success",
    BookingState.SETTLED: "success",
    BookingState.DECLINED: "danger",
    BookingState.DISPUTED: "warning",
}

_HAPPENED = {
    "booking.hold": "Place and money reserved",
    "booking.confirm": "Request sent to the provider",
    "booking.accept_request": "Accepted by the provider",
    "booking.decline": "Declined by the provider",
    "booking.deliver": "Marked as delivered by the provider",
    "booking.accept_delivery": "Confirmed that it took place",
    "booking.cancel": "Cancelled",
    "booking.expire": "Ran out of time",
    "lapse.tell_family": "The family was told that a check of the provider does not hold on the day",
}

_ROLES = {
    "family": "the family",
    "supporter": "a supporter of the family",
    "provider": "the provider",
    "system": "the clock",
}


@register.inclusion_tag("components/tag.html")
def booking_tag(booking: Booking) -> dict[str, str]:
    """Show where a booking stands."""
    state = BookingState(booking.state)
    return {"text": state.label, "kind": _KINDS.get(state, "neutral")}


@register.filter
def quantity_words(booking: Booking) -> str:
    """Show how much was booked, and at what price for one: `2 hours at £18 per hour`."""
    price = format_unit_price(booking.unit_price_pence, booking.unit)
    return f"{format_quantity(booking.quantity, booking.unit)} at {price}"


@register.filter
def what_happened(event: AuditEvent) -> str:
    """Say in words what an audit event of a booking records."""
    return _HAPPENED.get(event.action, event.action)


@register.filter
def by_whom(event: AuditEvent) -> str:
    """Say in words who brought an audit event about, without a name."""
    return _ROLES.get(event.actor_role, "the council")
