"""How things are, and what has changed, as pictures."""

from collections.abc import Sequence

import pygal

from marketplace.core.charts import COMMON, draw

from .enums import OutcomeScore
from .selectors.outcome import OutcomeHistory
from .selectors.outcome_report import OutcomeChange


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
    chart.add("First", [first for _, (first, _) in rows])
    chart.add("Latest", [latest for _, (_, latest) in rows])
    return draw(chart)


def changes_chart(changes: Sequence[OutcomeChange]) -> bytes:
    """Draw the net change of every outcome in per cent; one that is kept back has no bar."""
    chart = pygal.HorizontalBar(height=120 + 55 * len(changes), show_legend=False, range=(-100, 100), **COMMON)
    # Horizontal bars are drawn from below.
    chart.x_labels = [change.outcome.name for change in reversed(changes)]
    chart.y_labels = [-100, -50, 0, 50, 100]
    chart.add("Net change", [change.net_percent or 0 for change in reversed(changes)])
    return draw(chart)
