"""Bookings, who pays for them, who came, and what is said about them."""

from marketplace.core.references import new_reference

from .booking import Booking, FundingLine
from .lapse import BookingLapseNotice
from .message import BookingMessage
from .register import Attendance

__all__ = ["Attendance", "Booking", "BookingLapseNotice", "BookingMessage", "FundingLine", "new_reference"]
