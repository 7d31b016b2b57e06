"""How things are as pictures: each outcome in the first and the latest answers."""

import pygal

from marketplace.core.charts import COMMON, draw

from .enums import OutcomeScore
from .selectors.outcome import OutcomeHistory


def history_chart(history: OutcomeHistory) -> bytes:
    """Draw the first and the latest score of every outcome that has two."""
    rows = [(row.outcome.name, row.pair) for row in history.rows if row.pair]
    chart = pygal.HorizontalBar(
        height=160 + 75 * len(rows), legend_at_bottom=True, range=(0, max(OutcomeScore.values)), **COMMON
    )
    # Horizontal bars are drawn from below.
    rows.reverse()
    chart.x_labels = [name for name, _ in rows]
    chart.y_labels = list(OutcomeScore.values)
    chart.add("Latest", [latest for _, (_, latest) in rows])
    chart.add("First", [first for _, (first, _) in rows])
    return draw(chart)
