"""Times for which budgets are counted: today, or a financial year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from marketplace.core import clock
from marketplace.core.dates import financial_year

from ..models import Pot


@dataclass(frozen=True)
class Period:
    """A time, both days included; `code` is what addresses call it."""

    code: str
    title: str
    first: date
    last: date

    @property
    def day(self) -> date:
        """Return the day of the period for which ages and routes are told: the one nearest to today."""
        return min(max(clock.today(), self.first), self.last)

    def running(self, prefix: str = "") -> Q:
        """Return the condition that a row (reached by `prefix`) runs on a day of the period."""
        return Q(**{f"{prefix}valid_from__lte": self.last, f"{prefix}valid_to__gte": self.first})


def today_as_period() -> Period:
    """Return the period of today alone."""
    today = clock.today()
    return Period("", f"Running today, {today:%-d %B %Y}", today, today)


def periods() -> list[Period]:
    """Return today and every financial year in which a budget runs, the latest first."""
    ends = Pot.objects.aggregate(first=Min("valid_from"), last=Max("valid_to"))
    if ends["first"] is None:
        return [today_as_period()]
    years = range(financial_year(ends["first"])[0].year, financial_year(ends["last"])[0].year + 1)
    return [today_as_period(), *(_year(year) for year in reversed(years))]


def pots_running(period: Period) -> QuerySet[Pot, Any]:
    """Return the pots that run on a day of the period and have money."""
    return Pot.objects.filter(period.running(), funded_pence__gt=0)


def _year(year: int) -> Period:
    first, last = financial_year(date(year, 4, 1))
    return Period(str(year), f"{first:%-d %B %Y} to {last:%-d %B %Y}", first, last)
