"""People who work with one child at a time, and when they can."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.providers.models import Provider

from ..enums import Weekday
from .service import Service


class TimeRange(Func):
    """PostgreSQL's `tstzrange`: the first moment included, the last not."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Worker(IdentifiedModel, TimeStampedModel):
    """Somebody whom a provider sends; families see the name that the provider gives. No more than that is kept.

    Gender and languages are there only where the provider states them, because families may ask for them.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="workers")
    name = models.CharField("name that families see", max_length=80)
    gender = models.CharField(max_length=40, blank=True)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    services = models.ManyToManyField(Service, related_name="workers", blank=True)
    travel_minutes = models.PositiveSmallIntegerField("minutes between two visits", default=0)
    left_on = models.DateField("last day", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(travel_minutes__lte=480), name="catalogue_travel_is_within_a_day"),
            models.UniqueConstraint(
                fields=["provider", "name"], condition=Q(left_on__isnull=True), name="catalogue_workers_have_own_names"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkerHours(IdentifiedModel):
    """Hours of a weekday in which a worker can be booked, in London time, from a day and perhaps to a day."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.TimeField("from")
    ends = models.TimeField("to")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name_plural = "worker hours"
        constraints = [
            ends_after_it_begins("catalogue_worker_hours_end_after_they_begin"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="catalogue_worker_hours_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M} to {self.ends:%H:%M}"


class WorkerTimeOff(IdentifiedModel, TimeStampedModel):
    """A time in which a worker cannot be booked; why is nobody's business."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")

    class Meta:
        ordering = ["starts_at"]
        verbose_name_plural = "worker time off"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="catalogue_time_off_is_in_order"),
            ExclusionConstraint(
                name="catalogue_time_off_does_not_overlap",
                expressions=[
                    ("worker", RangeOperators.EQUAL),
                    (TimeRange("starts_at", "ends_at", models.Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Some of this time is off already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Off from {self.starts_at:%Y-%m-%d}"
