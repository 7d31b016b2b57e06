"""Domain events of bookings, for the apps above them."""

from django.dispatch import Signal

#: Sent with `booking` and `event` inside the transaction that moves the booking.
booking_moved = Signal()
