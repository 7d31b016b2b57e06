"""Budgets as counts, and planned beside actual, on pages and as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.core.csv_export import csv_response, pounds_cell
from marketplace.core.suppression import publish

from ..forms.figures import PeriodFilter, PlannedFilter
from ..selectors.counts import AMOUNTS, BudgetCounts, ShownCount, at_least, budget_counts, exact, protected
from ..selectors.planned_list import planned_and_actual

PAGE_SIZE = 50
_PLANNED = ("Planned", "Awarded", "Spent and reserved", "Difference")
_SEE_CHILDREN = frozenset({OfficerRole.BUDGETS, OfficerRole.FINANCE})


@dataclass(frozen=True)
class CountTable:
    """Counts by one thing or several, which the headings name."""

    headings: tuple[str, ...]
    rows: list[ShownCount]

    @property
    def title(self) -> str:
        """Return what the table is of: `By stream, age`."""
        return f"By {', '.join(self.headings).lower()}"

    @property
    def lines(self) -> list[tuple[list[tuple[str, str]], ShownCount]]:
        """Return each row with the headings and names of its kind."""
        return [(list(zip(self.headings, row.names, strict=True)), row) for row in self.rows]


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE, OfficerRole.COMMISSIONER)
@require_safe
def council_counts(request: SignedInRequest) -> HttpResponse:
    """Show how many children have a budget, and how much, by stream, age and way of managing."""
    form = PeriodFilter(request.GET)
    counts = budget_counts(form.chosen_period)
    total, *tables = _tables(request, counts)
    context = {
        "form": form,
        "counts": counts,
        "total": total.rows[0],
        "tables": tables,
        "sees_children": _sees_children(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "budgets/counts/counts.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE, OfficerRole.COMMISSIONER)
@require_safe
def council_counts_csv(request: SignedInRequest) -> HttpResponse:
    """Send the counts, as they stand on the page, as a file."""
    counts = budget_counts(PeriodFilter(request.GET).chosen_period)
    header = ["Counted by", "Kind", "Children", *(f"{name}, pounds" for name in AMOUNTS)]
    first, last = counts.period.first, counts.period.last
    return csv_response(f"budgets-{first}-to-{last}.csv", header, _count_rows(_tables(request, counts)))


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_planned(request: SignedInRequest) -> HttpResponse:
    """Show what was planned beside what is spent and reserved, for every child and stream."""
    form = PlannedFilter(request.GET)
    page = Paginator(_planned(form), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "period": form.chosen_period, "query": request.GET.urlencode()}
    return render(request, "budgets/counts/planned.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_planned_csv(request: SignedInRequest) -> HttpResponse:
    """Send planned and actual amounts in pounds as a file."""
    form = PlannedFilter(request.GET)
    header = ["Child", "Stream", "First day", "Last day", *(f"{name}, pounds" for name in _PLANNED)]
    first, last = form.chosen_period.first, form.chosen_period.last
    return csv_response(f"planned-and-actual-{first}-to-{last}.csv", header, map(_planned_row, _planned(form)))


def _planned(form: PlannedFilter) -> Any:
    return planned_and_actual(form.chosen_period, stream=form.chosen_stream, order=form.chosen_order)


def _planned_row(row: dict[str, Any]) -> list[object]:
    child = f"{row['given_name']} {row['family_name']}".strip()
    amounts = [pounds_cell(row[name]) for name in ("planned", "awarded", "actual", "difference")]
    return [child, row["stream_name"], row["first_day"], row["last_day"], *amounts]


def _sees_children(request: SignedInRequest) -> bool:
    return bool(request_roles(request) & _SEE_CHILDREN)


def _tables(request: SignedInRequest, counts: BudgetCounts) -> list[CountTable]:
    """Return the total and the tables: exact for who sees every child anyway, protected and fewer for others."""
    stream, age, route = "Stream", "Age", "Way of managing"
    if _sees_children(request):
        return [
            CountTable((), exact([counts.total])),
            CountTable((stream,), exact(counts.by_stream)),
            CountTable((age,), exact(counts.by_age)),
            CountTable((route,), exact(counts.by_route)),
            CountTable((stream, age, route), exact(counts.by_everything)),
        ]
    some = at_least(counts.total)
    return [
        CountTable((), protected([counts.total])),
        CountTable((stream,), protected(counts.by_stream, some)),
        CountTable((age,), protected(counts.by_age, publish(counts.total.children))),
        CountTable((route,), protected(counts.by_route, some)),
    ]


def _count_rows(tables: list[CountTable]) -> Iterator[list[object]]:
    for table in tables:
        for row in table.rows:
            kind = ", ".join(row.names) or "All"
            yield [
                ", ".join(table.headings) or "All",
                kind,
                row.children.cell,
                *(amount.cell for amount in row.amounts),
            ]
