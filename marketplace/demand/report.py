"""The commissioners' report: what families looked for and could not get, counted."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.suppression import NOT_SHOWN, Figure, ProtectedTable, protect_line

from .enums import RequestState
from .models import SearchMiss, UnmetRequest

#: A family that asks for the same kind of support again within so many days is counted once.
REPEATED_WITHIN = timedelta(days=30)
REQUESTS = "requests"
SEARCHES = "searches"
KINDS = {REQUESTS: "Requests from families", SEARCHES: "Searches that found nothing"}
NO_AREA = "No area given"
NO_CATEGORY = "No kind chosen"


@dataclass(frozen=True)
class ReportChoice:
    """What is counted: whole months, `first` and `last` both included (each the first of its month)."""

    first: date
    last: date
    category: Category | None = None
    outward: str = ""
    source: str = ""

    @classmethod
    def last_year(cls) -> "ReportChoice":
        """Choose the twelve months up to the present one."""
        last = clock.today().replace(day=1)
        return cls(first=add_months(last, -11), last=last)

    @property
    def months(self) -> list[date]:
        """Return the first day of every month of the period."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [add_months(self.first, n) for n in range(count)]

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day of the period."""
        return self.first, add_months(self.last, 1) - timedelta(days=1)


@dataclass(frozen=True)
class DemandReport:
    """The figures, fit to be shown."""

    choice: ReportChoice
    by_month: ProtectedTable[date, str]
    by_category_and_area: ProtectedTable[str, str]
    by_category_area_and_month: dict[tuple[str, str], list[Figure]]

    @property
    def total(self) -> Figure:
        """Return how often something was looked for and not found."""
        return self.by_month.grand_total

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was counted."""
        return self.total.value == 0

    def categories_by_count(self) -> list[tuple[str, Figure]]:
        """Return the categories with their totals, the most wanted first."""
        return _ranked(self.by_category_and_area.rows, self.by_category_and_area.row_total)

    def areas_by_count(self) -> list[tuple[str, Figure]]:
        """Return the areas with their totals, the most wanted first."""
        return _ranked(self.by_category_and_area.columns, self.by_category_and_area.column_total)


def demand_report(choice: ReportChoice) -> DemandReport:
    """Count requests and searches by month and by category and area, in a constant number of queries."""
    by_month: Counter[tuple[date, str]] = Counter()
    by_place: Counter[tuple[str, str]] = Counter()
    by_place_and_month: Counter[tuple[str, str, date]] = Counter()
    for kind, category, outward, month, times in _counted(choice):
        by_month[month, kind] += times
        place = (category or NO_CATEGORY, outward or NO_AREA)
        by_place[place] += times
        by_place_and_month[*place, month] += times
    categories = sorted({category for category, _ in by_place}, key=_given_first)
    areas = sorted({outward for _, outward in by_place}, key=_given_first)
    months = ProtectedTable(by_month, choice.months, list(KINDS))
    places = ProtectedTable(by_place, categories, areas)
    # Both tables add up to the same total: where one keeps it back, the other must.
    if NOT_SHOWN in (months.grand_total, places.grand_total):
        months.leave_out_grand_total()
        places.leave_out_grand_total()
    cube = {
        place: protect_line([by_place_and_month[*place, month] for month in choice.months], places.cell(*place))
        for place in sorted(by_place)
    }
    return DemandReport(choice, months, places, cube)


def report_areas() -> list[str]:
    """Return every area of which something is counted."""
    asked = UnmetRequest.objects.order_by().values_list("outward", flat=True).distinct()
    searched = SearchMiss.objects.exclude(outward="").order_by().values_list("outward", flat=True).distinct()
    return sorted(set(asked) | set(searched))


def add_months(month: date, count: int) -> date:
    """Return the first day of the month that is `count` months after (or before) another."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def _counted(choice: ReportChoice) -> Iterator[tuple[str, str, str, date, int]]:
    if choice.source != SEARCHES:
        for row in _by_month(_requests(choice), "recorded_on", Count("pk")):
            yield REQUESTS, *row
    if choice.source in ("", SEARCHES):
        for row in _by_month(_within(SearchMiss.objects.all(), choice, "week"), "week", Sum("times")):
            yield SEARCHES, *row


def _requests(choice: ReportChoice) -> QuerySet[UnmetRequest]:
    standing = UnmetRequest.objects.exclude(state=RequestState.WITHDRAWN)
    asked_before = standing.filter(
        Q(recorded_on__lt=OuterRef("recorded_on")) | Q(recorded_on=OuterRef("recorded_on"), pk__lt=OuterRef("pk")),
        family=OuterRef("family"),
        category=OuterRef("category"),
        recorded_on__gte=OuterRef("recorded_on") - REPEATED_WITHIN,
    )
    counted = _within(standing.filter(~Exists(asked_before)), choice, "recorded_on")
    return counted.filter(source=choice.source) if choice.source not in ("", REQUESTS) else counted


def _within(rows: QuerySet, choice: ReportChoice, day: str) -> QuerySet:
    rows = rows.filter(**{f"{day}__range": choice.days})
    if choice.category:
        rows = rows.filter(Q(category=choice.category) | Q(category__parent=choice.category))
    return rows.filter(outward=choice.outward) if choice.outward else rows


def _by_month(rows: QuerySet, day: str, times: Count | Sum) -> QuerySet:
    return (
        rows.order_by()
        .annotate(month=TruncMonth(day), name=F("category__name"))
        .values("name", "outward", "month")
        .annotate(times_counted=times)
        .values_list("name", "outward", "month", "times_counted")
    )


def named(ranked: list[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    """Keep the kinds and areas that were named."""
    return [each for each in ranked if each[0] not in (NO_AREA, NO_CATEGORY)]


def _given_first(name: str) -> tuple[bool, str]:
    return name in (NO_AREA, NO_CATEGORY), name


def _ranked(names: list[str], total: Callable[[str], Figure]) -> list[tuple[str, Figure]]:
    figures = [(name, total(name)) for name in names]
    # What is kept back must not be ranked by what is behind it: small and hidden figures go by name.
    return sorted(figures, key=lambda each: (-(each[1].value or 0), each[0]))
