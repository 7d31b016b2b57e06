"""Writing bookings. Every move goes through the table in `states.py`."""

from .hold import BookingOrder, BookingWish, check_wish, hold_booking, hold_bookings
from .lapse import lapses_to_tell, tell_family_of_lapses
from .move import (
    accept_deliveries,
    accept_delivery,
    accept_request,
    accept_requests,
    cancel_booking,
    confirm_booking,
    confirm_bookings,
    decline_request,
    deliver_booking,
    deliver_bookings,
)
from .overdue import sweep_overdue

__all__ = [
    "BookingOrder",
    "BookingWish",
    "accept_deliveries",
    "accept_delivery",
    "accept_request",
    "accept_requests",
    "cancel_booking",
    "check_wish",
    "confirm_booking",
    "confirm_bookings",
    "decline_request",
    "deliver_booking",
    "deliver_bookings",
    "hold_booking",
    "hold_bookings",
    "lapses_to_tell",
    "sweep_overdue",
    "tell_family_of_lapses",
]
