"""A statement: every movement of a child's pots with what was left after it, oldest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from django.db import connection
from django.utils.functional import cached_property

from marketplace.core.money import format_pounds

from ..enums import TransactionKind
from ..models import Pot


@dataclass(frozen=True)
class Movement:
    """What one movement of money did to one pot, in pence, and what was left of all the pots of the statement after it.

    `other_stream` is where money came from or went to, where it moved between two pots; `service_day` is the day of
    what a reservation pays for.
    """

    moved_at: datetime
    kind: str
    reason: str
    stream: str
    other_stream: str
    service_day: date | None
    left_pence: int
    held_pence: int
    spent_pence: int
    set_aside_pence: int
    balance_pence: int

    @property
    def in_pence(self) -> int:
        """Return what came to what is left."""
        return max(self.left_pence, 0)

    @property
    def out_pence(self) -> int:
        """Return what went from what is left."""
        return max(-self.left_pence, 0)

    @property
    def before_pence(self) -> int:
        """Return what was left before it."""
        return self.balance_pence - self.left_pence

    @property
    def what(self) -> str:
        """Return what happened, as a family would say it."""
        if self.set_aside_pence:
            return "Kept aside for what cannot be foreseen" if self.set_aside_pence > 0 else "No longer kept aside"
        if self.kind == TransactionKind.VIREMENT:
            return self._where_it_moved
        if self.spent_pence > 0:
            reserved = " that was reserved" if self.held_pence else ""
            return f"Spent: {format_pounds(self.spent_pence)}{reserved}{self._for_the_day}"
        if self.spent_pence < 0:
            to = "" if self.left_pence else " to the council"
            return f"{format_pounds(-self.spent_pence)} that was spent is given back{to}"
        return f"{_WORDS[self.kind]}{self._for_the_day}"

    @property
    def _for_the_day(self) -> str:
        if not self.service_day:
            return ""
        return f" {'on' if self.kind == TransactionKind.HOLD else 'for'} {self.service_day:%-d %B %Y}"

    @property
    def _where_it_moved(self) -> str:
        came = self.left_pence > 0
        if self.other_stream == self.stream:
            return "Carried over from the period before" if came else "Carried over into the next period"
        return f"Moved here from {self.other_stream}" if came else f"Moved to {self.other_stream}"


_WORDS: dict[str, str] = {
    TransactionKind.AWARD: "Awarded",
    TransactionKind.HOLD: "Reserved for a booking",
    TransactionKind.RELEASE: "No longer reserved",
    TransactionKind.RECLAIM: "Taken back by the council",
    TransactionKind.CORRECTION: "Corrected",
}

#: One row for each movement and pot. What was left after it is summed over all the pots, by a window over one index;
#: the words come from the other tables only for the rows that are wanted.
_MOVEMENTS = """
WITH moved AS (
    SELECT moved_at, transaction_id, pot_id,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'left'), 0)::bigint AS left_pence,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'held'), 0)::bigint AS held_pence,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'spent'), 0)::bigint AS spent_pence,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'set_aside'), 0)::bigint AS set_aside_pence
    FROM budgets_ledgerleg
    WHERE pot_id = ANY(%(pots)s)
    GROUP BY moved_at, transaction_id, pot_id
), balanced AS (
    SELECT moved.*, sum(left_pence) OVER (
        ORDER BY moved_at, transaction_id, pot_id ROWS UNBOUNDED PRECEDING
    )::bigint AS balance_pence
    FROM moved
), wanted AS (
    SELECT * FROM balanced
    ORDER BY moved_at {direction}, transaction_id {direction}, pot_id {direction}
    LIMIT %(count)s OFFSET %(first)s
)
SELECT wanted.moved_at, written.kind, written.reason, stream.name,
    CASE WHEN written.kind = 'virement' THEN (
        SELECT other_stream.name
        FROM budgets_ledgerleg other
        JOIN budgets_pot other_pot ON other_pot.id = other.pot_id
        JOIN budgets_fundingstream other_stream ON other_stream.id = other_pot.stream_id
        WHERE other.transaction_id = wanted.transaction_id AND other.pot_id <> wanted.pot_id
        LIMIT 1
    ) ELSE '' END,
    CASE WHEN written.kind IN ('hold', 'release', 'capture') THEN coalesce(
        (SELECT expected_on FROM budgets_hold WHERE transaction_id = wanted.transaction_id LIMIT 1),
        (SELECT hold.expected_on
         FROM budgets_holdresolution ended JOIN budgets_hold hold ON hold.id = ended.hold_id
         WHERE ended.transaction_id = wanted.transaction_id LIMIT 1)
    ) END,
    wanted.left_pence, wanted.held_pence, wanted.spent_pence, wanted.set_aside_pence, wanted.balance_pence
FROM wanted
JOIN budgets_ledgertransaction written ON written.id = wanted.transaction_id
JOIN budgets_pot pot ON pot.id = wanted.pot_id
JOIN budgets_fundingstream stream ON stream.id = pot.stream_id
ORDER BY wanted.moved_at {direction}, wanted.transaction_id {direction}, wanted.pot_id {direction}
"""
_COUNT = """
SELECT count(*) FROM (SELECT DISTINCT transaction_id, pot_id FROM budgets_ledgerleg WHERE pot_id = ANY(%s)) moved
"""


class Movements:
    """The movements of some pots, oldest first, read page by page: `Paginator` takes it as it takes a list."""

    def __init__(self, pots: Iterable[Pot]) -> None:
        self._pots = [pot.pk for pot in pots]

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, wanted: int) -> Movement: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Movement]: ...

    def __getitem__(self, wanted: int | slice) -> Movement | list[Movement]:
        if isinstance(wanted, int):
            return self._read(wanted, 1)[0]
        first = wanted.start or 0
        return self._read(first, None if wanted.stop is None else wanted.stop - first)

    def __iter__(self) -> Iterator[Movement]:
        """Read all of them, a few at a time, so that a long statement needs little memory."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(_MOVEMENTS.format(direction="ASC"), self._asked(0, None))
            for row in cursor:
                yield _movement(row)

    def latest(self, count: int) -> list[Movement]:
        """Return so many of the latest, newest first."""
        return self._read(0, count, "DESC")

    @cached_property
    def _count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [self._pots])
            return int(cursor.fetchone()[0])

    def _read(self, first: int, count: int | None, direction: str = "ASC") -> list[Movement]:
        with connection.cursor() as cursor:
            cursor.execute(_MOVEMENTS.format(direction=direction), self._asked(first, count))
            return [_movement(row) for row in cursor.fetchall()]

    def _asked(self, first: int, count: int | None) -> dict[str, Any]:
        return {"pots": self._pots, "first": first, "count": count}


def _movement(row: tuple[Any, ...]) -> Movement:
    moved_at, kind, reason, stream, other_stream, service_day, *amounts = row
    return Movement(moved_at, kind, reason, stream, other_stream or "", service_day, *amounts)
