"""The figures of a calibration in words, the same for the terminal and the page."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from marketplace.core.money import format_pounds

from .enums import AllocationMethod
from .figures import half_up, points_words
from .services.calibration import Changes, Fit, Outcome, Proposal

_NAMES = {AllocationMethod.PRICE_POINT: "Price of a point", AllocationMethod.BANDS: "Bands"}


@dataclass(frozen=True)
class WordTable:
    """A table of words: its title, the heads of its columns, and rows that begin with what they are about."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Return each row's cells, each with the head of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def bands_table(proposal: Proposal) -> WordTable:
    """Return the bands beside the people in them and what the price of a point gives in their middle."""
    rows = (
        (
            points_words(row.band),
            format_pounds(row.band.amount_pence),
            f"{row.people:,}",
            f"{format_pounds(row.price_point_pence)} for {row.median_points} points",
        )
        for row in proposal.rows
    )
    head = ("Points", "Band gives", "People", "Price of a point gives in the middle")
    return WordTable("bands", "The bands, in pounds a year", head, tuple(rows))


def fit_table(proposal: Proposal) -> WordTable:
    """Return how close each way comes to the present packages."""
    rows: list[tuple[str, Callable[[Fit], str]]] = [
        ("R² (1 is a perfect fit)", lambda fit: "cannot be said" if fit.r_squared is None else _number(fit.r_squared)),
        ("Mean difference from a package", lambda fit: format_pounds(fit.mean_error_pence)),
        ("Mean difference, as a share of the mean package", lambda fit: _per_cent(fit.error_share)),
        ("All figures together", lambda fit: format_pounds(fit.total_pence)),
        ("All packages together", lambda fit: format_pounds(fit.present_pence)),
        ("All figures, as a share of all packages", lambda fit: _per_cent(fit.total_share)),
    ]
    head = ("How close it is", *_names(proposal))
    return WordTable(
        "fit",
        "How close the figures are to what children have now",
        head,
        tuple((label, *(words(outcome.fit) for outcome in proposal.outcomes)) for label, words in rows),
    )


def changes_table(proposal: Proposal) -> WordTable:
    """Return who would gain and lose by each way, and after transition protection where the stream has any."""
    columns = [column for outcome in proposal.outcomes for column in _columns(outcome)]
    rows: list[tuple[str, Callable[[Changes], str]]] = [
        ("Gain", lambda c: f"{c.gaining:,}"),
        ("Lose", lambda c: f"{c.losing:,}"),
        ("Stay the same", lambda c: f"{c.same:,}"),
        ("Median gain, a year", lambda c: format_pounds(c.median_gain_pence)),
        ("Median loss, a year", lambda c: format_pounds(c.median_loss_pence)),
        ("Largest gain, a year", lambda c: format_pounds(c.largest_gain_pence)),
        ("Largest loss, a year", lambda c: format_pounds(c.largest_loss_pence)),
        ("Gain more than 10%", lambda c: f"{c.gaining_over_tenth:,}"),
        ("Lose more than 10%", lambda c: f"{c.losing_over_tenth:,}"),
    ]
    table = [(label, *(words(changes) for _, changes, _ in columns)) for label, words in rows]
    table.append(("All figures together", *(format_pounds(total) for _, _, total in columns)))
    head = ("Families", *(name for name, _, _ in columns))
    return WordTable("changes", "Who would gain and who would lose", head, tuple(table))


def _columns(outcome: Outcome) -> list[tuple[str, Changes, int]]:
    name = _NAMES[outcome.method]
    columns = [(name, outcome.changes, outcome.fit.total_pence)]
    if outcome.protected is not None and outcome.protected_total_pence is not None:
        columns.append((f"{name}, protected", outcome.protected, outcome.protected_total_pence))
    return columns


def _names(proposal: Proposal) -> list[str]:
    return [_NAMES[outcome.method] for outcome in proposal.outcomes]


def _number(value: Fraction) -> str:
    return _thousandths(half_up(value * 1000))


def _thousandths(number: int) -> str:
    sign, whole = ("−", -number) if number < 0 else ("", number)
    return f"{sign}{whole // 1000}.{whole % 1000:03d}"


def _per_cent(share: Fraction) -> str:
    tenths = half_up(share * 1000)
    return f"{tenths // 10:,}.{tenths % 10}%"
