"""Small numbers: how counts of families are shown so that nobody can be singled out.

The one place for the rule, which every table, chart and export obeys:

1. A count of 1 to 4 is shown as “fewer than 5”; 0 is shown as 0.
2. Every other count, in a cell or a total, is rounded to the nearest 5. So whatever is subtracted from whatever, within
   a table, between tables or between two choices of filter, the difference is a multiple of 5 and never 1 to 4.
3. Rounded figures still bound what is behind them: two cells “fewer than 5” with a total of 10 are 4 each. A table is
   therefore attacked by its own arithmetic before it is shown, and totals are left out until every small count could
   still be at least three different numbers.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

SMALLEST_SHOWN = 5
BASE = 5
#: How many values a small count must still be able to have for someone who knows everything that is shown.
LEAST_POSSIBILITIES = 3
_UNBOUNDED = 10**9

#: What stands where in a table: a cell, a row, a column or the grand total.
Place = tuple[str, Any]

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True)
class Figure:
    """A count as it is shown: from `low` to `high`, for all a reader knows; `value` is None where it is kept back."""

    low: int
    high: int
    value: int | None
    text: str

    @property
    def is_small(self) -> bool:
        """Say whether the figure stands for 1 to 4."""
        return self.text == FEW.text

    def __str__(self) -> str:
        return self.text


FEW = Figure(1, SMALLEST_SHOWN - 1, None, "fewer than 5")
NOT_SHOWN = Figure(0, _UNBOUNDED, None, "not shown")
#: As `FEW`, where even whether there was one at all is kept back.
NONE_OR_FEW = Figure(0, SMALLEST_SHOWN - 1, None, FEW.text)


def publish(count: int) -> Figure:
    """Return a count as it may be shown."""
    if count == 0:
        return Figure(0, 0, 0, "0")
    if count < SMALLEST_SHOWN:
        return FEW
    rounded = (count + BASE // 2) // BASE * BASE
    return Figure(max(rounded - BASE // 2, SMALLEST_SHOWN), rounded + BASE // 2, rounded, f"{rounded:,}")


def protect_line(counts: Sequence[int], total: Figure) -> list[Figure]:
    """Return counts that add up to a total which is shown elsewhere, fit to be shown beside it.

    0 to 4 look alike, so that a line of small counts does not add up to its parts. Where the total still pins one of
    them down to fewer than three values, the whole line is kept back.
    """
    figures = [publish(count) if count >= SMALLEST_SHOWN else NONE_OR_FEW for count in counts]
    places: list[Place] = [("cell", index) for index in range(len(figures))]
    known = {place: (figure.low, figure.high) for place, figure in zip(places, figures, strict=True)}
    known["line", None] = (total.low, total.high)
    while _narrow(known, ("line", None), places):
        pass
    ranges = [high - low + 1 for (low, high), figure in zip(known.values(), figures, strict=False) if figure.is_small]
    if ranges and min(ranges) < LEAST_POSSIBILITIES:
        return [NOT_SHOWN for _ in figures]
    return figures


class ProtectedTable(Generic[Row, Column]):
    """Counts by two things, with totals, fit to be shown; only `Figure`s leave it."""

    def __init__(
        self, counts: Mapping[tuple[Row, Column], int], rows: Sequence[Row], columns: Sequence[Column]
    ) -> None:
        self.rows, self.columns = list(rows), list(columns)
        self._cells = {(r, c): publish(counts.get((r, c), 0)) for r in rows for c in columns}
        self._row_totals = {r: publish(sum(counts.get((r, c), 0) for c in columns)) for r in rows}
        self._column_totals = {c: publish(sum(counts.get((r, c), 0) for r in rows)) for c in columns}
        self.grand_total = publish(sum(counts.get((r, c), 0) for r in rows for c in columns))
        self._leave_out_totals_that_give_a_small_count_away()

    def cell(self, row: Row, column: Column) -> Figure:
        """Return the figure of a cell."""
        return self._cells[row, column]

    def row_total(self, row: Row) -> Figure:
        """Return the total of a row."""
        return self._row_totals[row]

    def column_total(self, column: Column) -> Figure:
        """Return the total of a column."""
        return self._column_totals[column]

    def leave_out_grand_total(self) -> None:
        """Keep the grand total back, because another table that shares it has to."""
        self.grand_total = NOT_SHOWN

    def _leave_out_totals_that_give_a_small_count_away(self) -> None:
        while True:
            known = self._what_a_reader_can_work_out()
            leaks = {place for place, (low, high) in known.items() if self._gives_away(place, low, high)}
            if not leaks or not self._leave_out_totals_beside(leaks):
                return

    def _gives_away(self, place: Place, low: int, high: int) -> bool:
        return self._figure(place).is_small and high - low + 1 < LEAST_POSSIBILITIES

    def _leave_out_totals_beside(self, leaks: set[Place]) -> bool:
        """Keep back the totals of the lines in which a small count leaks, outer ones where those are gone already."""
        changed = False
        for kind, key in leaks:
            if kind == "cell":
                row, column = key
                changed |= self._drop(self._row_totals, row) | self._drop(self._column_totals, column)
            elif kind == "row":
                changed |= self._drop(self._row_totals, key)
            elif kind == "column":
                changed |= self._drop(self._column_totals, key)
        if not changed and self.grand_total != NOT_SHOWN:
            self.grand_total, changed = NOT_SHOWN, True
        return changed

    @staticmethod
    def _drop(totals: dict[Any, Figure], key: object) -> bool:
        if totals[key] in (NOT_SHOWN, publish(0)):
            return False
        totals[key] = NOT_SHOWN
        return True

    def _figure(self, place: Place) -> Figure:
        kind, key = place
        shown: dict[str, dict[Any, Figure]] = {
            "cell": self._cells,
            "row": self._row_totals,
            "column": self._column_totals,
            "grand": {None: self.grand_total},
        }
        return shown[kind][key]

    def _lines(self) -> Iterable[tuple[Place, list[Place]]]:
        """Return every total with the places that add up to it."""
        for row in self.rows:
            yield ("row", row), [("cell", (row, column)) for column in self.columns]
        for column in self.columns:
            yield ("column", column), [("cell", (row, column)) for row in self.rows]
        yield ("grand", None), [("row", row) for row in self.rows]
        yield ("grand", None), [("column", column) for column in self.columns]

    def _what_a_reader_can_work_out(self) -> dict[Place, tuple[int, int]]:
        """Return the narrowest bounds of every figure that follow from all the others."""
        lines = list(self._lines())
        places = {place for total, parts in lines for place in (total, *parts)}
        known = {place: (self._figure(place).low, self._figure(place).high) for place in places}
        narrower = True
        while narrower:
            # Not any(…): it would stop at the first line.
            narrower = sum(_narrow(known, total, parts) for total, parts in lines) > 0
        return known


def _narrow(known: dict[Place, tuple[int, int]], total: Place, parts: list[Place]) -> bool:
    """Narrow the bounds of a total and its parts by each other; say whether anything became narrower."""
    least, most = sum(known[part][0] for part in parts), sum(known[part][1] for part in parts)
    low, high = known[total]
    narrower = {total: (max(low, least), min(high, most))}
    low, high = narrower[total]
    for part in parts:
        part_low, part_high = known[part]
        narrower[part] = (max(part_low, low - (most - part_high)), min(part_high, high - (least - part_low)))
    changed = any(known[place] != bounds for place, bounds in narrower.items())
    known.update(narrower)
    return changed
