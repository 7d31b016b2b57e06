"""A child's periods side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from marketplace.accounts.models import Child

from ..enums import Account
from ..models import FundingStream, LedgerLeg, Pot

Period = tuple[date, date]


@dataclass(frozen=True)
class PeriodTable:
    """A child's pots: a row for each stream, a column for each period, nothing where there is no pot."""

    periods: list[Period]
    rows: list[tuple[FundingStream, list[tuple[Period, Pot | None]]]]

    @property
    def has_ends(self) -> bool:
        """Say whether one of the pots is closed."""
        return any(pot and pot.closed_on for _, cells in self.rows for _, pot in cells)


def pots_in_time(child: Child) -> list[Pot]:
    """Return all pots of the child with their streams, the earliest first.

    Each says what went from it when it was closed, in pence: `reclaimed_pence` to the council, `carried_pence` into the
    next period; and `awarded_pence`, what there was before that.
    """
    pots = Pot.objects.filter(child=child).select_related("stream")
    pots = pots.annotate(reclaimed_pence=_closed_with("reclaim"), carried_pence=_closed_with("carry"))
    return list(pots.annotate(awarded_pence=F("funded_pence") + F("reclaimed_pence") + F("carried_pence")))


def _closed_with(part: str) -> Coalesce:
    """Return what a part of closing took from what was left of each pot, in pence."""
    key = Concat(Value("close:"), Cast(OuterRef("pk"), TextField()), Value(f":{part}"), output_field=TextField())
    legs = LedgerLeg.objects.filter(pot=OuterRef("pk"), account=Account.LEFT, transaction__idempotency_key=key)
    return Coalesce(Subquery(legs.values("pot").annotate(taken=-Sum("amount_pence")).values("taken")), 0)


def period_table(pots: Iterable[Pot]) -> PeriodTable:
    """Put pots into a table of streams and periods."""
    placed = {(pot.stream, (pot.valid_from, pot.valid_to)): pot for pot in pots}
    periods = sorted({period for _, period in placed})
    streams = sorted({stream for stream, _ in placed}, key=lambda stream: (stream.position, stream.name))
    return PeriodTable(
        periods, [(stream, [(period, placed.get((stream, period))) for period in periods]) for stream in streams]
    )
