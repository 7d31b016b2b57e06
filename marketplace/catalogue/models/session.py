"""A dated group session with a number of places."""

from django.db import models
from django.db.models import F, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import SessionState
from .service import Service


class Session(IdentifiedModel, TimeStampedModel):
    """Places at one time: `places_taken` is changed by a conditional UPDATE and can never exceed `capacity`."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    places_taken = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.SCHEDULED)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places_taken__gte=0) & Q(places_taken__lte=F("capacity")),
                name="catalogue_session_is_never_oversold",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="catalogue_session_ends_after_start"),
            models.UniqueConstraint(fields=["service", "starts_at"], name="catalogue_session_starts_once"),
        ]
        indexes = [models.Index(fields=["service", "starts_at"]), models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return f"{self.service} at {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def places_left(self) -> int:
        """Return how many more can come."""
        return self.capacity - self.places_taken
