"""The report's figures as pictures. A chart is given `Figure`s only, so it can show no more than the tables do."""

from collections.abc import Iterable
from datetime import date
from math import ceil
from xml.etree import ElementTree

import pygal
from django.utils.formats import date_format
from pygal.style import Style

from .report import KINDS, DemandReport
from .suppression import BASE, Figure

MOST_BARS = 12

# The colours of the stylesheet; a picture cannot read its custom properties.
_STYLE = Style(
    background="#fffdf9",
    plot_background="#fffdf9",
    foreground="#1d2321",
    foreground_strong="#1d2321",
    foreground_subtle="#d8d0bf",
    colors=("#0b5559", "#c98a00"),
    opacity="1",
    guide_stroke_color="#d8d0bf",
    guide_stroke_dasharray="none",
    major_guide_stroke_color="#d8d0bf",
    major_guide_stroke_dasharray="none",
    font_family="'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
    label_font_size=19,
    major_label_font_size=19,
    legend_font_size=19,
    no_data_font_size=24,
)
_COMMON = {"style": _STYLE, "js": (), "width": 720, "margin": 20, "print_values": False, "no_data_text": ""}


def months_chart(report: DemandReport) -> bytes:
    """Draw requests and searches by month, one on the other."""
    table = report.by_month
    chart = pygal.StackedBar(
        height=460, x_label_rotation=45, legend_at_bottom=True, legend_at_bottom_columns=1, **_COMMON
    )
    chart.x_labels = [month_label(month) for month in table.rows]
    chart.y_labels = _steps(sum(_bar(table.cell(month, kind)) for kind in KINDS) for month in table.rows)
    for kind, name in KINDS.items():
        chart.add(name, [_bar(table.cell(month, kind)) for month in table.rows])
    return _without_scripts(chart)


def categories_chart(report: DemandReport) -> bytes:
    """Draw the categories that were wanted most."""
    shown = [(name, figure) for name, figure in report.categories_by_count() if figure.value][:MOST_BARS]
    chart = pygal.HorizontalBar(height=120 + 45 * len(shown), show_legend=False, **_COMMON)
    # Horizontal bars are drawn from below.
    chart.x_labels = [name for name, _ in reversed(shown)]
    chart.y_labels = _steps(_bar(figure) for _, figure in shown)
    chart.add("Times", [_bar(figure) for _, figure in reversed(shown)])
    return _without_scripts(chart)


def _steps(lengths: Iterable[int]) -> list[int]:
    """Return the marks of an axis: multiples of what figures are rounded to, eight at most."""
    longest = max([*lengths, BASE])
    step = BASE * ceil(longest / BASE / 7)
    return list(range(0, longest + step, step))


def _without_scripts(chart: pygal.Graph) -> bytes:
    """Return the picture without the script that pygal always adds; nothing in it moves."""
    root = chart.render_tree()
    for parent in root.iter():
        for child in [each for each in parent if str(each.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def month_label(month: date) -> str:
    """Return a month as `Mar 2026`."""
    return date_format(month, "M Y")


def _bar(figure: Figure) -> int:
    """Return the length of a bar; a figure that is kept back has none."""
    return figure.value or 0


CHARTS = {"months": months_chart, "categories": categories_chart}
