"""Rows that hold from a day, perhaps to a day: both days included; no end means until further notice."""

from datetime import date
from typing import Any, Protocol

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q


class DateRange(Func):
    """PostgreSQL's `daterange`; give `Value("[]")` as the third argument to include both days."""

    function = "daterange"
    output_field = DateRangeField()


def financial_year(day: date) -> tuple[date, date]:
    """Return the first and last day of the council's financial year (1 April to 31 March) that holds the day."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)


class MonthsLater(Func):
    """The day so many months after a day, or the last of its month: `MonthsLater("day", "months")`."""

    template = "((%(expressions)s))::date"
    arg_joiner = " + INTERVAL '1 month' * "
    output_field = models.DateField()


class DaysLater(Func):
    """The day so many days after (or, below 0, before) a day: `DaysLater("day", Value(-30))`."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateField()


def holds_on(day: date | models.F | models.OuterRef, prefix: str = "") -> Q:
    """Return the condition that a row (reached by `prefix`) holds on the day."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class Dated(Protocol):
    """A row that holds from a day, perhaps to a day."""

    valid_from: date
    valid_to: date | None


def is_valid_on(row: Dated, day: date) -> bool:
    """Say whether a row that has been read holds on the day."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to`."""

    def valid_on(self, day: date | models.F | models.OuterRef) -> "DatedQuerySet":
        """Keep the rows that hold on the day."""
        return self.filter(holds_on(day))


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the constraint that `valid_to`, where there is one, is not before `valid_from`."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
        name=name,
        violation_error_message="The end date must be on or after the start date.",
    )
