"""The months of a budget as a picture."""

from collections.abc import Sequence
from copy import copy
from math import ceil

import pygal
from django.utils.formats import date_format

from marketplace.core.charts import COMMON, STYLE, draw
from marketplace.core.money import format_pounds

from .selectors.forecast import Month

# A third colour, for what is only likely: paler than what is certain, and still seen on the ground.
_STYLE = copy(STYLE)
_STYLE.colors = ("#0b5559", "#c98a00", "#9a9383")
MOST_STEPS = 7


def forecast_chart(months: Sequence[Month]) -> bytes:
    """Draw what each month takes: spent, reserved and likely, one on the other, in pounds."""
    chart = pygal.StackedBar(
        height=460,
        x_label_rotation=45,
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        value_formatter=lambda pounds: format_pounds(round(pounds * 100)),
        **COMMON | {"style": _STYLE},
    )
    chart.x_labels = [date_format(month.first, "M Y") for month in months]
    chart.y_labels = _steps(max((month.used_pence + month.likely_pence for month in months), default=0))
    chart.add("Spent", [month.spent_pence / 100 for month in months])
    chart.add("Reserved", [month.reserved_pence / 100 for month in months])
    chart.add("Likely", [month.likely_pence / 100 for month in months])
    return draw(chart)


def _steps(highest_pence: int) -> list[int]:
    """Return the marks of the axis in whole pounds: eight at most, of a round size."""
    step = ceil(max(highest_pence, 100) / 100 / MOST_STEPS)
    size = 10 ** (len(str(step)) - 1)
    step = ceil(step / size) * size
    return list(range(0, step * (MOST_STEPS + 1), step))[: ceil(highest_pence / 100 / step) + 1]
