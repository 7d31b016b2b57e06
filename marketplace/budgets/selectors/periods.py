"""A child's periods side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.accounts.models import Child

from ..models import FundingStream, Pot

Period = tuple[date, date]


@dataclass(frozen=True)
class PeriodTable:
    """A child's pots: a row for each stream, a column for each period, nothing where there is no pot."""

    periods: list[Period]
    rows: list[tuple[FundingStream, list[tuple[Period, Pot | None]]]]


def pots_in_time(child: Child) -> list[Pot]:
    """Return all pots of the child with their streams, the earliest first."""
    return list(Pot.objects.filter(child=child).select_related("stream"))


def period_table(pots: Iterable[Pot]) -> PeriodTable:
    """Put pots into a table of streams and periods."""
    placed = {(pot.stream, (pot.valid_from, pot.valid_to)): pot for pot in pots}
    periods = sorted({period for _, period in placed})
    streams = sorted({stream for stream, _ in placed}, key=lambda stream: (stream.position, stream.name))
    return PeriodTable(
        periods, [(stream, [(period, placed.get((stream, period))) for period in periods]) for stream in streams]
    )
