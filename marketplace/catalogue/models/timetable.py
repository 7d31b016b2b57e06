"""When sessions come again and again: the council's term dates, and a service's patterns."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.core.dates import DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import PatternWeeks, SchoolDates
from .service import Service


class SchoolPeriod(IdentifiedModel):
    """A term, half-term or school holiday of the council's area, both days included. What is not one is term."""

    kind = models.CharField(max_length=10, choices=SchoolDates.choices)
    name = models.CharField(max_length=60)
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day")

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            ends_after_it_begins("catalogue_school_period_ends_after_it_begins"),
            ExclusionConstraint(
                name="catalogue_school_periods_do_not_overlap",
                expressions=[(DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS)],
                violation_error_message="Another period has some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionPattern(IdentifiedModel, TimeStampedModel):
    """A recurrence rule (RFC 5545) in London time, from which dated sessions are made up to a day.

    `rule` has neither a start nor an end of its own: the first and last day are fields, so that they can be searched. A
    session keeps the number of its place in the pattern, and goes its own way once it is changed alone.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="patterns")
    rule = models.CharField("recurrence rule", max_length=300)
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField("begins at")
    ends = models.TimeField("ends at")
    nights = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField()
    weeks = models.CharField("in which weeks", max_length=10, choices=PatternWeeks.choices)
    on_bank_holidays = models.BooleanField("also on bank holidays", default=False)
    left_out = ArrayField(models.DateField(), default=list, blank=True, help_text="Single days without a session.")

    class Meta:
        ordering = ["first_day", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="catalogue_pattern_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="catalogue_pattern_has_places"),
            models.CheckConstraint(condition=~Q(rule=""), name="catalogue_pattern_has_a_rule"),
            models.CheckConstraint(
                condition=Q(nights__gt=0) | Q(ends__gt=F("starts")), name="catalogue_pattern_hours_are_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} at {self.starts:%H:%M}"
