"""The commissioners' report: the page, its charts and its file."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import officer_required
from marketplace.core.charts import picture_policy
from marketplace.core.csv_export import csv_response

from ..charts import CHARTS, month_label
from ..forms import ReportFilter
from ..report import KINDS, DemandReport, ReportChoice, demand_report, report_areas
from ..sentences import report_sentence


@require_safe
@officer_required(OfficerRole.COMMISSIONER)
def report(request: HttpRequest) -> HttpResponse:
    """Show what families looked for and could not get."""
    form, counted = _report(request)
    context = {"filters": form, "report": counted, "kinds": KINDS, "sentence": report_sentence(counted)}
    return render(request, "demand/report.html", {**context, "query": request.GET.urlencode()})


@picture_policy
@require_safe
@officer_required(OfficerRole.COMMISSIONER)
def report_chart(request: HttpRequest, name: str) -> HttpResponse:
    """Draw one of the report's charts."""
    if name not in CHARTS:
        raise Http404
    return HttpResponse(CHARTS[name](_report(request)[1]), content_type="image/svg+xml")


@require_safe
@officer_required(OfficerRole.COMMISSIONER)
def report_csv(request: HttpRequest) -> HttpResponse:
    """Send the report's figures, as they stand on the page, as a file."""
    counted = _report(request)[1]
    first, last = counted.choice.days
    header = ["Counted by", "Category", "Area", "Month", "What", "Times"]
    return csv_response(f"unmet-need-{first}-to-{last}.csv", header, _rows(counted))


def _report(request: HttpRequest) -> tuple[ReportFilter, DemandReport]:
    form = ReportFilter(request.GET, areas=report_areas())
    choice = form.choice() if form.is_valid() else ReportChoice.last_year()
    return form, demand_report(choice)


def _rows(counted: DemandReport) -> Iterator[list[object]]:
    everything, months, places = "All", counted.by_month, counted.by_category_and_area
    for month in months.rows:
        for kind, what in KINDS.items():
            yield ["Month", everything, everything, month_label(month), what, _shown(months.cell(month, kind))]
    for category, figure in counted.categories_by_count():
        yield ["Category", category, everything, everything, everything, _shown(figure)]
    for area, figure in counted.areas_by_count():
        yield ["Area", everything, area, everything, everything, _shown(figure)]
    for category in places.rows:
        for area in places.columns:
            figure = places.cell(category, area)
            if figure.value != 0:
                yield ["Category and area", category, area, everything, everything, _shown(figure)]
    for (category, area), figures in counted.by_category_area_and_month.items():
        for month, figure in zip(counted.choice.months, figures, strict=True):
            label = month_label(month)
            yield ["Category, area and month", category, area, label, everything, _shown(figure)]


def _shown(figure: object) -> object:
    value = getattr(figure, "value", None)
    return value if value is not None else str(figure)
