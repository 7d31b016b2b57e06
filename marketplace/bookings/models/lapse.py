"""That a family was told of a check that no longer holds on the day of its booking."""

from django.db import models

from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.providers.models import CheckType

from .booking import Booking


class BookingLapseNotice(IdentifiedModel, TimeStampedModel):
    """The family was told that its booking is on a day on which its provider lacks a check; once for each."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="lapse_notices")
    check_type = models.ForeignKey(CheckType, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "check_type"], name="bookings_family_is_told_once_of_a_lapse")
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
