"""Moments and times of day in words, as people in England say them, in London's time."""

from datetime import datetime

from django.utils import timezone

from . import clock


def format_time(moment: datetime) -> str:
    """Return the time of day: `10am`, `2:30pm`, `midday`."""
    local = timezone.localtime(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def format_moment(moment: datetime) -> str:
    """Return the day and time, with the year where it is not this one: `Saturday 14 March, 10am`."""
    return _day_and_time(moment, "%A", "%B")


def format_short_moment(moment: datetime) -> str:
    """Return the day and time for a table: `Sat 14 Mar, 10am`."""
    return _day_and_time(moment, "%a", "%b")


def format_end(ends_at: datetime, starts_at: datetime) -> str:
    """Return when something ends: the time alone where that is on the day on which it starts."""
    if clock.local_day(ends_at) == clock.local_day(starts_at):
        return format_time(ends_at)
    return format_moment(ends_at)


def _day_and_time(moment: datetime, weekday: str, month: str) -> str:
    local = timezone.localtime(moment)
    year = "" if local.year == clock.today().year else f" {local.year}"
    return f"{local.strftime(weekday)} {local.day} {local.strftime(month)}{year}, {format_time(local)}"
