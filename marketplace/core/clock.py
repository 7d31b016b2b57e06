"""What time it is, and days and deadlines as people in England count them.

The domain asks this module for the time, never `datetime` or Django, so that a whole year can be replayed through the
services (see `at`).
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from govuk_bank_holidays.bank_holidays import BankHolidays

_shift: ContextVar[timedelta] = ContextVar("from the real moment to the replayed one", default=timedelta(0))


def now() -> datetime:
    """Return this moment, in UTC."""
    return timezone.now() + _shift.get()


def today() -> date:
    """Return the day that it is in London."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the domain believe that it is `moment`, and that time goes on from there; for replaying a history."""
    token = _shift.set(moment - timezone.now())
    try:
        yield
    finally:
        _shift.reset(token)


def local_day(moment: datetime) -> date:
    """Return the day in London on which the moment falls."""
    return timezone.localdate(moment)


def local_moment(day: date, at_time: time = time.min) -> datetime:
    """Return the moment at which London's clocks show this time on the day."""
    return timezone.make_aware(datetime.combine(day, at_time))


@functools.cache
def bank_holidays() -> frozenset[date]:
    """Return the bank holidays of England and Wales, from the list that the package ships (never a live call)."""
    holidays = BankHolidays(locale="en", use_cached_holidays=True)
    return frozenset(day["date"] for day in holidays.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def is_working_day(day: date) -> bool:
    """Say whether the day is neither at a weekend nor a bank holiday in England."""
    return day.weekday() < 5 and day not in bank_holidays()


def add_working_days(moment: datetime, days: int) -> datetime:
    """Return the same local time of day, `days` working days later."""
    local = timezone.localtime(moment)
    day = local.date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return local_moment(day, local.time())
