"""Weekly sessions of the past year and the coming weeks, in term or in the holidays as each says."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from marketplace.catalogue.models import Service
from marketplace.catalogue.services import schedule_sessions
from marketplace.core import clock

from ..content.records import SessionPatternContent, SessionWhen
from .load import COMING_DAYS, PAST_DAYS, Load
from .providers import owner_of
from .sampling import sampled_providers
from .terms import is_closed, is_holiday

#: Everything was scheduled before the first of it took place.
_SCHEDULED_DAYS_AGO = PAST_DAYS + 20


def load_sessions(load: Load) -> None:
    """Schedule each weekly pattern of each service in one go."""
    with clock.at(load.ago(_SCHEDULED_DAYS_AGO)):
        for content in load.track(sampled_providers(load)):
            for service_content in content.services:
                if service_content.sessions:
                    service = Service.objects.select_related("provider").get(slug=service_content.slug)
                    for pattern in service_content.sessions:
                        _schedule(load, service, pattern)


def _schedule(load: Load, service: Service, pattern: SessionPatternContent) -> None:
    times = [_time(day, pattern) for day in _days(load, pattern)]
    if times:
        schedule_sessions(actor=owner_of(service.provider), service=service, times=times, capacity=pattern.capacity)


def _days(load: Load, pattern: SessionPatternContent) -> Iterator[date]:
    first = load.day - timedelta(days=PAST_DAYS)
    day = first + timedelta(days=(pattern.weekday - first.weekday()) % 7)
    while day <= load.day + timedelta(days=COMING_DAYS):
        if _takes_place(day, pattern.when):
            yield day
        day += timedelta(weeks=1)


def _takes_place(day: date, when: SessionWhen) -> bool:
    if is_closed(day) or day in clock.bank_holidays():
        return False
    return when == SessionWhen.ALWAYS or is_holiday(day) == (when == SessionWhen.HOLIDAY)


def _time(day: date, pattern: SessionPatternContent) -> tuple[datetime, datetime]:
    return clock.local_moment(day, pattern.starts), clock.local_moment(day, pattern.ends)
