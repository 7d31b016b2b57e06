"""What will be left at the end of a pot's period if the family goes on as now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from marketplace.core.money import format_pounds

from ..enums import Account
from ..models import Hold, LedgerLeg, Pot

_MONTH = relativedelta(months=1)
#: How many full months show how much a family uses.
MONTHS_BEHIND = 3

ByMonth = dict[UUID, Counter[date]]


@dataclass
class Month:
    """What a month takes of a pot, by the day of the service, in pence; `first` is its first day."""

    first: date
    spent_pence: int = 0
    reserved_pence: int = 0
    likely_pence: int = 0

    @property
    def used_pence(self) -> int:
        """Return what is spent and reserved."""
        return self.spent_pence + self.reserved_pence


@dataclass(frozen=True)
class Forecast:
    """A pot's period month by month; `behind` are the full months whose average stands for months not booked yet."""

    pot: Pot
    months: list[Month]
    behind: list[Month] = field(default_factory=list)
    runs_out_in: date | None = None

    @property
    def average_pence(self) -> int:
        """Return what one of the months behind took on average, rounded half up; 0 where there is none."""
        count = len(self.behind)
        return (2 * sum(month.used_pence for month in self.behind) + count) // (2 * count) if count else 0

    @property
    def left_at_end_pence(self) -> int:
        """Return what will be left when the likely months have taken theirs."""
        return self.pot.left_pence - sum(month.likely_pence for month in self.months)

    @property
    def sentence(self) -> str:
        """Say what it comes to."""
        end = f"{self.pot.valid_to:%-d %B %Y}"
        if not self.behind:
            left = format_pounds(self.pot.left_pence)
            return f"It is too early to say how it will go. If you book nothing more, {left} will be left on {end}."
        if self.runs_out_in is None:
            return f"If you go on as now, {format_pounds(self.left_at_end_pence)} will be left on {end}."
        if self.pot.left_pence == 0:
            return "All of it is spent, reserved or kept aside."
        return f"If you go on as now, you will run out in {self.runs_out_in:%B %Y}."

    @property
    def basis(self) -> str:
        """Say where the likely amounts come from; nothing where there are none."""
        if not self.behind:
            return ""
        first, last = f"{self.behind[0].first:%B %Y}", f"{self.behind[-1].first:%B %Y}"
        months = first if first == last else f"{first} to {last}"
        if not self.average_pence:
            return f"Nothing was spent or reserved in {months}, so we count nothing for the months to come."
        return (
            f"For each month to come with nothing booked we count {format_pounds(self.average_pence)}: the average of "
            f"what was spent and reserved in {months}."
        )


def forecasts(pots: Sequence[Pot], day: date) -> list[Forecast]:
    """Return a forecast for each pot as it looks on the day, in a constant number of statements.

    What is likely in a month to come in which nothing is booked is the average of the last three full months of the
    period, or of as many as there are. It is never more than what is left.
    """
    spent, reserved = _spent_by_month(pots), _reserved_by_month(pots)
    return [_forecast(pot, spent[pot.pk], reserved[pot.pk], day.replace(day=1)) for pot in pots]


def months_of_all(made: Iterable[Forecast]) -> list[Month]:
    """Add up the months of forecasts of several pots."""
    together: dict[date, Month] = {}
    for month in (month for forecast in made for month in forecast.months):
        total = together.setdefault(month.first, Month(month.first))
        total.spent_pence += month.spent_pence
        total.reserved_pence += month.reserved_pence
        total.likely_pence += month.likely_pence
    return sorted(together.values(), key=lambda month: month.first)


def _forecast(pot: Pot, spent: Counter[date], reserved: Counter[date], present: date) -> Forecast:
    months = [Month(first, spent[first], reserved[first]) for first in _months(pot)]
    behind = [month for month in months if month.first < present and _is_whole(pot, month.first)][-MONTHS_BEHIND:]
    forecast = Forecast(pot, months, behind)
    left, runs_out_in = pot.left_pence, None
    for month in months:
        if month.first > present and not month.used_pence:
            month.likely_pence = min(forecast.average_pence, left)
            left -= month.likely_pence
            if month.likely_pence < forecast.average_pence:
                runs_out_in = runs_out_in or month.first
    return Forecast(pot, months, behind, runs_out_in)


def _months(pot: Pot) -> Iterable[date]:
    first = pot.valid_from.replace(day=1)
    while first <= pot.valid_to:
        yield first
        first += _MONTH


def _is_whole(pot: Pot, first: date) -> bool:
    return pot.valid_from <= first and first + _MONTH - relativedelta(days=1) <= pot.valid_to


def _spent_by_month(pots: Sequence[Pot]) -> ByMonth:
    """Add up what was spent, less what was given back, by the month of the service; without one, of the movement."""
    rows = (
        LedgerLeg.objects.filter(pot__in=pots, account=Account.SPENT)
        .annotate(
            day=Coalesce(
                F("transaction__resolutions__hold__expected_on"),
                F("transaction__refund__hold__expected_on"),
                F("transaction__spending_records__spent_on"),
                F("transaction__reversed_spending__spent_on"),
                F("transaction__holder_statements__last_day"),
                TruncDate("moved_at"),
            )
        )
        .annotate(month=TruncMonth("day"))
        .values_list("pot", "month")
        .annotate(total=Sum("amount_pence"))
        .order_by()
    )
    return _by_month(pots, rows)


def _reserved_by_month(pots: Sequence[Pot]) -> ByMonth:
    holds = Hold.objects.filter(pot__in=pots, resolution__isnull=True).annotate(month=TruncMonth("expected_on"))
    return _by_month(pots, holds.values_list("pot", "month").annotate(total=Sum("amount_pence")).order_by())


def _by_month(pots: Sequence[Pot], rows: Iterable[tuple[UUID, date, int]]) -> ByMonth:
    """Put totals to the months of each pot; what lies outside its period counts in the nearest of them."""
    found: ByMonth = {pot.pk: Counter() for pot in pots}
    periods = {pot.pk: (pot.valid_from.replace(day=1), pot.valid_to.replace(day=1)) for pot in pots}
    for pot_id, month, pence in rows:
        first, last = periods[pot_id]
        found[pot_id][min(max(month, first), last)] += pence
    return found
