"""The proposal of a calibration as a picture: people as dots, the price of a point as a line, bands as steps."""

from collections.abc import Sequence

import pygal

from marketplace.core.charts import COMMON, STYLE, draw
from marketplace.core.money import format_pounds

from .services.calibration import KnownPackage, Proposal

#: So many dots are drawn at most; more of them are a blot.
MOST_DOTS = 400


def calibration_chart(proposal: Proposal) -> bytes:
    """Draw points along, pounds a year upwards; of many people every so-manieth is drawn."""
    chart = pygal.XY(
        **COMMON | {"style": _style()},
        height=520,
        x_title="Points",
        y_title="Pounds a year",
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        show_x_guides=False,
        truncate_legend=-1,
        dots_size=2.5,
        x_value_formatter=lambda value: f"{value:.0f}",
        value_formatter=lambda value: format_pounds(round(value) * 100),
    )
    people = [(package.points, package.pence / 100) for package in _drawn(proposal.packages)]
    chart.add("A person’s present package", people, stroke=False)
    chart.add("Price of a point", _line(proposal), show_dots=False)
    chart.add("Bands", _steps(proposal), show_dots=False, stroke_style={"width": 4, "dasharray": "12, 6"})
    return draw(chart)


def chart_sentence(proposal: Proposal) -> str:
    """Return what the picture shows, in words."""
    number, drawn = len(proposal.packages), len(_drawn(proposal.packages))
    people = f"{number:,} people" if drawn == number else f"{drawn:,} of {number:,} people"
    return (
        f"Points and present packages of {people}, with a line for {format_pounds(proposal.price_point_pence)} a point "
        f"and steps for {len(proposal.rows)} bands. The figures follow."
    )


def _style() -> object:
    return type(STYLE)(**{**STYLE.__dict__, "colors": ("#9db0ab", "#0b5559", "#b3541e"), "stroke_width": "4"})


def _drawn(packages: Sequence[KnownPackage]) -> Sequence[KnownPackage]:
    every = -(-len(packages) // MOST_DOTS)
    return packages[::every]


def _line(proposal: Proposal) -> list[tuple[int, float]]:
    most = proposal.packages[-1].points
    return [(0, 0), (most, most * proposal.price_point_pence / 100)]


def _steps(proposal: Proposal) -> list[tuple[int, float]]:
    most = proposal.packages[-1].points
    corners = []
    for band in proposal.bands:
        last = most if band.points_to is None else band.points_to + 1
        corners += [(band.points_from, band.amount_pence / 100), (last, band.amount_pence / 100)]
    return corners
