"""The report's figures as pictures. A chart is given `Figure`s only, so it can show no more than the tables do."""

from collections.abc import Iterable
from datetime import date
from math import ceil

import pygal
from django.utils.formats import date_format

from marketplace.core.charts import COMMON, draw
from marketplace.core.suppression import BASE, Figure

from .report import KINDS, DemandReport

MOST_BARS = 12


def months_chart(report: DemandReport) -> bytes:
    """Draw requests and searches by month, one on the other."""
    table = report.by_month
    chart = pygal.StackedBar(
        height=460, x_label_rotation=45, legend_at_bottom=True, legend_at_bottom_columns=1, **COMMON
    )
    chart.x_labels = [month_label(month) for month in table.rows]
    chart.y_labels = _steps(sum(_bar(table.cell(month, kind)) for kind in KINDS) for month in table.rows)
    for kind, name in KINDS.items():
        chart.add(name, [_bar(table.cell(month, kind)) for month in table.rows])
    return draw(chart)


def categories_chart(report: DemandReport) -> bytes:
    """Draw the categories that were wanted most."""
    shown = [(name, figure) for name, figure in report.categories_by_count() if figure.value][:MOST_BARS]
    chart = pygal.HorizontalBar(height=120 + 45 * len(shown), show_legend=False, **COMMON)
    # Horizontal bars are drawn from below.
    chart.x_labels = [name for name, _ in reversed(shown)]
    chart.y_labels = _steps(_bar(figure) for _, figure in shown)
    chart.add("Times", [_bar(figure) for _, figure in reversed(shown)])
    return draw(chart)


def _steps(lengths: Iterable[int]) -> list[int]:
    """Return the marks of an axis: multiples of what figures are rounded to, eight at most."""
    longest = max([*lengths, BASE])
    step = BASE * ceil(longest / BASE / 7)
    return list(range(0, longest + step, step))


def month_label(month: date) -> str:
    """Return a month as `Mar 2026`."""
    return date_format(month, "M Y")


def _bar(figure: Figure) -> int:
    """Return the length of a bar; a figure that is kept back has none."""
    return figure.value or 0


CHARTS = {"months": months_chart, "categories": categories_chart}
