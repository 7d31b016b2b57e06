"""Writing bookings. Every move goes through the table in `states.py`."""

from .hold import BookingWish, check_wish, hold_booking
from .move import (
    accept_delivery,
    accept_request,
    cancel_booking,
    confirm_booking,
    decline_request,
    deliver_booking,
)
from .overdue import sweep_overdue

__all__ = [
    "BookingWish",
    "accept_delivery",
    "accept_request",
    "cancel_booking",
    "check_wish",
    "confirm_booking",
    "decline_request",
    "deliver_booking",
    "hold_booking",
    "sweep_overdue",
]
