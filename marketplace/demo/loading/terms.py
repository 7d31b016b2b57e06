"""School terms and holidays as schools in Gloucestershire keep them, computed for any year."""

from datetime import date, timedelta

from dateutil.easter import easter

_MONDAY = 0
_SUMMER_BEGINS = (7, 22)
_SUMMER_ENDS = (9, 1)
#: Days on which nothing takes place whatever the school year says.
_CLOSED = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}


def is_holiday(day: date) -> bool:
    """Say whether schools are closed for a holiday on the day; weekends in term do not count."""
    return any(first <= day <= last for first, last in _holidays(day.year)) or _is_christmas(day)


def is_closed(day: date) -> bool:
    """Say whether the day is one of those at Christmas and New Year on which no club opens."""
    return (day.month, day.day) in _CLOSED


def _holidays(year: int) -> list[tuple[date, date]]:
    """Return the holidays within one calendar year, both days included."""
    return [
        _weeks(_monday_on_or_after(date(year, 2, 12)), 1),
        _weeks(easter(year) - timedelta(days=6), 2),
        _weeks(_last_monday(year, 5), 1),
        (date(year, *_SUMMER_BEGINS), date(year, *_SUMMER_ENDS)),
        _weeks(_last_monday(year, 10), 1),
    ]


def _is_christmas(day: date) -> bool:
    """Say whether the day is in the two weeks from the Monday of Christmas Day's week on."""
    christmas = date(day.year if day.month > 6 else day.year - 1, 12, 25)
    first, last = _weeks(christmas - timedelta(days=christmas.weekday()), 2)
    return first <= day <= last


def _weeks(monday: date, number: int) -> tuple[date, date]:
    return monday, monday + timedelta(days=7 * number - 1)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=(_MONDAY - day.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())
