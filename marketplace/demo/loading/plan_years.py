"""The periods for which each child's plans are agreed, and what each stream then pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.accounts.models import Child
from marketplace.budgets.models import FundingStream
from marketplace.core.dates import financial_year

from ..content.records import ChildContent, StreamAwardContent
from .load import PAST_DAYS, Load

#: A baby is this old when its first plan begins.
_FIRST_PLAN_AGE = timedelta(days=150)
#: A year earlier an award was so much less, per cent.
_LESS_PER_YEAR = 4
_TEN_POUNDS = 1_000


@dataclass(frozen=True, kw_only=True)
class PlanYear:
    """A financial year of a child, or the part of it in which the same streams pay. Amounts are in pence."""

    child: Child
    valid_from: date
    valid_to: date
    pence: dict[FundingStream, int]
    #: What the amounts come to in a whole year.
    yearly_pence: dict[FundingStream, int]
    reasons: dict[FundingStream, str]


def plan_years(
    load: Load, child: Child, content: ChildContent, streams: dict[str, FundingStream]
) -> Iterator[PlanYear]:
    """Yield the child's periods since the past year began, the earliest first."""
    for years_ago, (first, last) in reversed(list(enumerate(_financial_years(load)))):
        starts = {award: _starts(child, streams[award.code], first) for award in content.streams}
        cuts = sorted({day for day in starts.values() if day <= last})
        for start, end in zip(cuts, [*(day - timedelta(days=1) for day in cuts[1:]), last], strict=True):
            paying = [award for award in content.streams if starts[award] <= start]
            year = _plan_year(child, [(streams[each.code], each) for each in paying], start, end, years_ago)
            if year.pence:
                yield year


def coming_year(load: Load, child: Child, content: ChildContent, streams: dict[str, FundingStream]) -> PlanYear:
    """Return the child's next financial year, in which what it has on its first day pays."""
    first, last = financial_year(financial_year(load.day)[1] + timedelta(days=1))
    paying = [award for award in content.streams if _starts(child, streams[award.code], first) <= first]
    return _plan_year(child, [(streams[each.code], each) for each in paying], first, last, years_ago=-1)


def first_day_of_plans(load: Load) -> date:
    """Return the first day of the earliest financial year that plans are agreed for."""
    return _financial_years(load)[-1][0]


def _financial_years(load: Load) -> list[tuple[date, date]]:
    """Return the financial year of the load, then the one before it where the past year began in that."""
    this = financial_year(load.day)
    began = load.day - timedelta(days=PAST_DAYS)
    return [this] if began >= this[0] else [this, financial_year(began)]


def _plan_year(
    child: Child, awards: list[tuple[FundingStream, StreamAwardContent]], start: date, end: date, years_ago: int
) -> PlanYear:
    all_days = (financial_year(start)[1] - financial_year(start)[0]).days + 1
    days = (end - start).days + 1
    year = PlanYear(child=child, valid_from=start, valid_to=end, pence={}, yearly_pence={}, reasons={})
    for stream, content in awards:
        rules = stream.rules_on(start)
        assert rules is not None, "the streams run since long before the load"
        if child.age_on(start) <= rules.age_max:
            yearly = content.annual_pence * (100 - _LESS_PER_YEAR * years_ago) // 100
            pence = yearly * days // all_days
            year.yearly_pence[stream] = yearly
            year.pence[stream] = max(pence - pence % _TEN_POUNDS, _TEN_POUNDS)
            year.reasons[stream] = content.reason
    return year


def _starts(child: Child, stream: FundingStream, first: date) -> date:
    """Return the day of the year from which the child has the stream: the first, or that on which it is old enough."""
    rules = stream.rules_on(first)
    assert rules is not None, "the streams run since long before the load"
    return max(first, _birthday(child, rules.age_min), child.date_of_birth + _FIRST_PLAN_AGE)


def _birthday(child: Child, age: int) -> date:
    born = child.date_of_birth
    day = date(born.year + age, born.month, min(born.day, 28))
    return day + timedelta(days=born.day - day.day)
