"""What the council awards each child, for the financial years of the past twelve months."""

from datetime import date, timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.budgets.models import FundingStream
from marketplace.budgets.services import award_budget
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.dates import financial_year

from ..content.records import StreamAwardContent
from .authority import officer
from .families import find_child
from .load import PAST_DAYS, Load
from .sampling import sampled_families

_AWARDED_BEFORE = timedelta(days=12)
#: A year earlier an award was so much less, per cent.
_LESS_PER_YEAR = 4
_TEN_POUNDS = 1_000


def load_budgets(load: Load) -> None:
    """Award every stream of every child, for the last financial year where the past year reaches into it."""
    streams = {stream.code: stream for stream in FundingStream.objects.all()}
    budgets = officer(OfficerRole.BUDGETS)
    for content in load.track(sampled_families(load)):
        for child_content in content.children:
            child = find_child(content, child_content)
            for award in child_content.streams:
                for years_ago, (first, last) in enumerate(_years(load)):
                    _award(budgets, child, streams[award.code], award, years_ago, first, last)


def _years(load: Load) -> list[tuple[date, date]]:
    """Return the financial year of the load, then the one before it where the past year began in that."""
    this = financial_year(load.day)
    began = load.day - timedelta(days=PAST_DAYS)
    return [this] if began >= this[0] else [this, financial_year(began)]


def _award(
    budgets: Actor,
    child: Child,
    stream: FundingStream,
    content: StreamAwardContent,
    years_ago: int,
    first: date,
    last: date,
) -> None:
    """Award a year's money, or the share of the part of the year from the stream's youngest age on."""
    rules = stream.rules_on(first)
    assert rules is not None, "the streams run since long before the load"
    starts = max(first, _birthday(child, rules.age_min))
    if starts > last or child.age_on(starts) > rules.age_max:
        return
    days, all_days = (last - starts).days + 1, (last - first).days + 1
    pence = content.annual_pence * (100 - _LESS_PER_YEAR * years_ago) * days // (100 * all_days)
    with clock.at(clock.local_moment(starts) - _AWARDED_BEFORE):
        award_budget(
            actor=budgets,
            child=child,
            stream=stream,
            valid_from=starts,
            valid_to=last,
            amount_pence=max(pence - pence % _TEN_POUNDS, _TEN_POUNDS),
            reason=content.reason,
        )


def _birthday(child: Child, age: int) -> date:
    born = child.date_of_birth
    day = date(born.year + age, born.month, min(born.day, 28))
    return day + timedelta(days=born.day - day.day)
