"""Days and deadlines as people in England count them; the times themselves are Django's `timezone`."""

import functools
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from govuk_bank_holidays.bank_holidays import BankHolidays


@functools.cache
def bank_holidays() -> frozenset[date]:
    """Return the bank holidays of England and Wales, from the list that the package ships (never a live call)."""
    holidays = BankHolidays(locale="en", use_cached_holidays=True)
    return frozenset(day["date"] for day in holidays.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def is_working_day(day: date) -> bool:
    """Say whether the day is neither at a weekend nor a bank holiday in England."""
    return day.weekday() < 5 and day not in bank_holidays()


def add_working_days(moment: datetime, days: int) -> datetime:
    """Return the same local time of day `days` working days later."""
    local = timezone.localtime(moment)
    day = local.date()
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return timezone.make_aware(datetime.combine(day, local.time()))


def local_midnight(day: date) -> datetime:
    """Return the moment at which the day begins in London."""
    return timezone.make_aware(datetime.combine(day, time.min))
