"""Budgets counted: how many children, and how much, by stream, age and way of managing. Every count is a query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Case, CharField, Count, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from marketplace.core.csv_export import pounds_cell
from marketplace.core.money import format_pounds
from marketplace.core.suppression import NOT_SHOWN, SMALLEST_SHOWN, Figure, protect_line, publish

from ..enums import Route
from ..models import ManagementRoute, Pot
from .period import Period, pots_running

#: First and last age of each group.
AGE_GROUPS = ((0, 4), (5, 10), (11, 15), (16, 17), (18, 25))
CHILDREN = "Children"
AMOUNTS = ("Awarded", "Spent", "Reserved", "Kept aside", "Left")
#: Amounts that are shown to who may not see single children are rounded to so many pence.
_ROUNDED_TO_PENCE = 100_000


@dataclass(frozen=True)
class BudgetCount:
    """How many children have a budget of a kind, and how much it is, in pence. `names` say of which kind."""

    names: tuple[str, ...]
    children: int
    funded_pence: int
    spent_pence: int
    held_pence: int
    set_aside_pence: int

    @property
    def left_pence(self) -> int:
        """Return what is neither spent nor reserved nor kept aside."""
        return self.funded_pence - self.spent_pence - self.held_pence - self.set_aside_pence

    @property
    def amounts_pence(self) -> list[int]:
        """Return what is awarded, spent, reserved, kept aside and left."""
        return [self.funded_pence, self.spent_pence, self.held_pence, self.set_aside_pence, self.left_pence]


@dataclass(frozen=True)
class Shown:
    """A figure as it is shown: of what, as text on a page, and as a cell in a file."""

    name: str
    text: str
    cell: object

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ShownCount:
    """A count as it is shown."""

    names: tuple[str, ...]
    children: Shown
    amounts: list[Shown]


@dataclass(frozen=True)
class BudgetCounts:
    """The counts of a period: in all, by one thing, and by all three. A child with two streams is in both."""

    period: Period
    total: BudgetCount
    by_stream: list[BudgetCount]
    by_age: list[BudgetCount]
    by_route: list[BudgetCount]
    by_everything: list[BudgetCount]


def budget_counts(period: Period) -> BudgetCounts:
    """Count the budgets that run in a period, each with its whole amount, in five statements."""
    pots = _described(pots_running(period), period.day)
    stream, age, route = ("stream__position", "stream__name"), ("age_group",), ("way",)
    [total] = _counted(pots)
    return BudgetCounts(
        period=period,
        total=total,
        by_stream=_counted(pots, *stream),
        by_age=_counted(pots, *age),
        by_route=_counted(pots, *route),
        by_everything=_counted(pots, *stream, *age, *route),
    )


def exact(counts: Iterable[BudgetCount]) -> list[ShownCount]:
    """Return counts as they are, for officers who see every child anyway."""
    return [
        ShownCount(
            count.names,
            Shown(CHILDREN, f"{count.children:,}", count.children),
            [_amount(name, pence) for name, pence in zip(AMOUNTS, count.amounts_pence, strict=True)],
        )
        for count in counts
    ]


def protected(counts: Iterable[BudgetCount], line: Figure = NOT_SHOWN) -> list[ShownCount]:
    """Return counts fit to be shown to who may not see single children; `line` is what is known of their sum.

    Numbers of children obey marketplace.core.suppression. Amounts are rounded to £1,000, and kept back for fewer than
    five children and for as many more kinds as it takes that none can be worked out from the total.
    """
    counts = list(counts)
    kept_back = _kept_back(counts)
    figures = protect_line([count.children for count in counts], line)
    return [
        _protected(count, figure, is_shown=figure.value is not None and count not in kept_back)
        for count, figure in zip(counts, figures, strict=True)
    ]


def at_least(total: BudgetCount) -> Figure:
    """Return what a reader knows of the sum of kinds that overlap: a child may be counted in several."""
    return Figure(publish(total.children).low, NOT_SHOWN.high, None, NOT_SHOWN.text)


def _kept_back(counts: list[BudgetCount]) -> list[BudgetCount]:
    by_size = sorted((count for count in counts if count.children), key=lambda count: count.children)
    small = [count for count in by_size if count.children < SMALLEST_SHOWN]
    more = by_size[len(small) :]
    while small and more and (len(small) == 1 or sum(count.children for count in small) < SMALLEST_SHOWN):
        small.append(more.pop(0))
    return small


def _protected(count: BudgetCount, figure: Figure, *, is_shown: bool) -> ShownCount:
    cell = figure.text if figure.value is None else figure.value
    amounts = [
        _amount(name, round(pence / _ROUNDED_TO_PENCE) * _ROUNDED_TO_PENCE)
        if is_shown
        else Shown(name, NOT_SHOWN.text, NOT_SHOWN.text)
        for name, pence in zip(AMOUNTS, count.amounts_pence, strict=True)
    ]
    return ShownCount(count.names, Shown(CHILDREN, figure.text, cell), amounts)


def _amount(name: str, pence: int) -> Shown:
    return Shown(name, format_pounds(pence), pounds_cell(pence))


def _described(pots: QuerySet[Pot, Any], day: date) -> QuerySet[Pot, Any]:
    """Add the age group of the child, and how the pot is managed on the day."""
    routes = ManagementRoute.objects.valid_on(day).filter(pot=OuterRef("pk"))
    groups = [
        When(child__date_of_birth__gt=day - relativedelta(years=oldest + 1), then=Value(f"{youngest:02}"))
        for youngest, oldest in AGE_GROUPS
    ]
    return pots.annotate(
        age_group=Case(*groups, default=Value(f"{AGE_GROUPS[-1][0]:02}"), output_field=CharField()),
        way=Coalesce(Subquery(routes.values("route")[:1]), Value(Route.COUNCIL.value), output_field=CharField()),
    )


def _counted(pots: QuerySet[Pot, Any], *by: str) -> list[BudgetCount]:
    sums = {
        "children": Count("child", distinct=True),
        **{f"total_{name}": Coalesce(Sum(f"{name}_pence"), 0) for name in ("funded", "spent", "held", "set_aside")},
    }
    rows = pots.order_by(*by).values(*by).annotate(**sums) if by else [pots.aggregate(**sums)]
    return [
        BudgetCount(
            names=tuple(_name(column, row[column]) for column in by if column != "stream__position"),
            children=row["children"],
            funded_pence=row["total_funded"],
            spent_pence=row["total_spent"],
            held_pence=row["total_held"],
            set_aside_pence=row["total_set_aside"],
        )
        for row in rows
    ]


def _name(column: str, value: str) -> str:
    if column == "way":
        return Route(value).label
    if column == "age_group":
        youngest, oldest = next(group for group in AGE_GROUPS if group[0] == int(value))
        return f"{youngest} to {oldest}"
    return value
