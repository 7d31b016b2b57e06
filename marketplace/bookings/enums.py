"""The fixed vocabularies of bookings."""

from django.db.models import TextChoices


class BookingState(TextChoices):
    """Where a booking stands; the moves between them are in `states.py`."""

    DRAFT = "draft", "Not finished"
    HELD = "held", "Held while you check"
    REQUESTED = "requested", "Waiting for the provider"
    CONFIRMED = "confirmed", "Confirmed"
    DELIVERED = "delivered", "Delivered"
    ACCEPTED = "accepted", "Accepted"
    SETTLED = "settled", "Settled"
    EXPIRED = "expired", "Expired"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Did not come"
    DISPUTED = "disputed", "Disputed"


#: States in which a booking takes a place, and its money is held.
OCCUPYING_STATES = (BookingState.HELD, BookingState.REQUESTED, BookingState.CONFIRMED)
#: States with an open hold (invariant 4).
HOLDING_STATES = (*OCCUPYING_STATES, BookingState.DELIVERED)


class BookingEvent(TextChoices):
    """What can happen to a booking."""

    HOLD = "hold", "Reserve the place and the money"
    CONFIRM = "confirm", "Send the request"
    ACCEPT_REQUEST = "accept_request", "Accept"
    DECLINE = "decline", "Decline"
    DELIVER = "deliver", "Mark as delivered"
    ACCEPT_DELIVERY = "accept_delivery", "Confirm that it took place"
    CANCEL = "cancel", "Cancel"
    EXPIRE = "expire", "Run out of time"


class Party(TextChoices):
    """Who may bring an event about."""

    FAMILY = "family", "The family"
    PROVIDER = "provider", "The provider"
    COUNCIL = "council", "The council"
    SYSTEM = "system", "The clock"
