"""Who came to what was booked."""

from django.conf import settings
from django.db import models

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from .booking import Booking


class Attendance(IdentifiedModel, TimeStampedModel):
    """What the register says of one booking. It tells of the child and not of the money."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="attendance")
    came = models.BooleanField(null=True, blank=True, help_text="Nothing is noted yet where this is empty.")
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    collected_by = models.CharField("who collects the child", max_length=120, blank=True)
    note = models.TextField(max_length=500, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(came=True), name="bookings_only_who_came_leaves"
            )
        ]

    def __str__(self) -> str:
        return f"Attendance at {self.booking}"
