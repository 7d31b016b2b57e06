"""A dated group session with a number of places."""

from django.db import models
from django.db.models import F, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import SessionState
from .service import Service
from .timetable import SessionPattern


class Session(IdentifiedModel, TimeStampedModel):
    """Places at one time: `places_taken` is changed by a conditional UPDATE and can never exceed `capacity`."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    places_taken = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.SCHEDULED)
    pattern = models.ForeignKey(
        SessionPattern, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    pattern_day = models.DateField(
        null=True, blank=True, help_text="The day that the pattern gave it, wherever it was moved."
    )
    is_own = models.BooleanField("changed alone, so that the pattern does not move it", default=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places_taken__gte=0) & Q(places_taken__lte=F("capacity")),
                name="catalogue_session_is_never_oversold",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="catalogue_session_ends_after_start"),
            models.UniqueConstraint(fields=["service", "starts_at"], name="catalogue_session_starts_once"),
            models.UniqueConstraint(fields=["pattern", "pattern_day"], name="catalogue_a_pattern_gives_a_day_once"),
            models.CheckConstraint(
                condition=Q(pattern__isnull=True, pattern_day__isnull=True)
                | Q(pattern__isnull=False, pattern_day__isnull=False),
                name="catalogue_session_of_a_pattern_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["service", "starts_at"]), models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return f"{self.service} at {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def places_left(self) -> int:
        """Return how many more can come."""
        return self.capacity - self.places_taken
