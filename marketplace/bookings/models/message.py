"""What a family and a provider write to each other about a booking; no address or number is needed for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import Party
from .booking import Booking


class BookingMessage(IdentifiedModel, TimeStampedModel):
    """One message; it is kept with the booking and never changed."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="messages")
    party = models.CharField("whose", max_length=10, choices=Party.choices)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    read_at = models.DateTimeField("read by the other side", null=True, blank=True)
    token = models.UUIDField(unique=True, help_text="Drawn with the form, so that a second click sends nothing.")

    class Meta:
        ordering = ["created_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="bookings_a_message_says_something")]
        indexes = [models.Index(fields=["booking", "created_at"])]

    def __str__(self) -> str:
        return f"Message of {self.created_at:%Y-%m-%d}"
