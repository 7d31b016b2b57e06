"""A price of a point and bands of points, drawn from what children have now. Pure functions over numbers.

Price point = total pounds of known packages ÷ total points of the same people (2008, 2011). Amounts are in pence; a
share is a fraction until it is shown.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from ..enums import AllocationMethod
from ..errors import CalibrationRefused
from ..figures import Band, Protection, half_up, protect

DEFAULT_BANDS = 6
MOST_BANDS = 20
#: A change of more than this share of the present package is counted apart.
NOTABLE_CHANGE = Fraction(1, 10)


@dataclass(frozen=True)
class KnownPackage:
    """The points of a person, and what the present package costs in a year."""

    points: int
    pence: int


@dataclass(frozen=True)
class Fit:
    """How close figures come to the present packages."""

    r_squared: Fraction | None
    mean_error_pence: int
    error_share: Fraction
    total_pence: int
    present_pence: int

    @property
    def total_share(self) -> Fraction:
        """Return the total of the figures as a share of the total of the packages."""
        return Fraction(self.total_pence, self.present_pence)


@dataclass(frozen=True)
class Changes:
    """How many would gain or lose, and by how much."""

    gaining: int
    losing: int
    same: int
    median_gain_pence: int
    median_loss_pence: int
    largest_gain_pence: int
    largest_loss_pence: int
    gaining_over_tenth: int
    losing_over_tenth: int


@dataclass(frozen=True)
class Outcome:
    """What one way to set amounts would do; `protected` is after transition protection, None where there is none."""

    method: AllocationMethod
    fit: Fit
    changes: Changes
    protected: Changes | None
    protected_total_pence: int | None


@dataclass(frozen=True)
class BandRow:
    """A proposed band beside the people in it."""

    band: Band
    people: int
    median_points: int
    price_point_pence: int


@dataclass(frozen=True)
class Proposal:
    """A price of a point and bands of points, with what each would do."""

    packages: tuple[KnownPackage, ...]
    price_point_pence: int
    rows: tuple[BandRow, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def bands(self) -> tuple[Band, ...]:
        """Return the proposed bands."""
        return tuple(row.band for row in self.rows)


def calibrate(
    packages: Sequence[KnownPackage], *, bands: int = DEFAULT_BANDS, protection: Protection | None = None
) -> Proposal:
    """Propose a price of a point and at most so many bands, and say what both would do.

    Raises CalibrationRefused where nobody has points or a package, or for fewer than 2 or more than 20 bands.
    """
    _check(packages, bands)
    in_order = tuple(sorted(packages, key=lambda package: (package.points, package.pence)))
    price = price_point(in_order)
    proposed = propose_bands(in_order, bands)
    lower_ends = [band.points_from for band in proposed]

    def by_band(points: int) -> int:
        return proposed[bisect_right(lower_ends, points) - 1].amount_pence

    return Proposal(
        packages=in_order,
        price_point_pence=price,
        rows=tuple(_rows(in_order, proposed, price)),
        outcomes=(
            _outcome(AllocationMethod.PRICE_POINT, in_order, lambda points: points * price, protection),
            _outcome(AllocationMethod.BANDS, in_order, by_band, protection),
        ),
    )


def price_point(packages: Sequence[KnownPackage]) -> int:
    """Return the price of a point: all packages divided by all points, rounded half up."""
    return half_up(Fraction(sum(each.pence for each in packages), sum(each.points for each in packages)))


def propose_bands(packages: Sequence[KnownPackage], number: int) -> list[Band]:
    """Return at most `number` bands without gaps, of about as many people each; the packages are in order of points.

    A band gives the median of its people's packages. Where that would fall from one band to the next, the two become
    one, so more points never give less.
    """
    groups: list[list[KnownPackage]] = []
    for first, end in zip(_cuts(packages, number), [*_cuts(packages, number)[1:], len(packages)], strict=True):
        groups.append(list(packages[first:end]))
        while len(groups) > 1 and _median_pence(groups[-1]) < _median_pence(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    starts = [0, *(group[0].points for group in groups[1:])]
    ends: list[int | None] = [*(start - 1 for start in starts[1:]), None]
    return [Band(first, last, _median_pence(group)) for first, last, group in zip(starts, ends, groups, strict=True)]


def _cuts(packages: Sequence[KnownPackage], number: int) -> list[int]:
    """Return where each band's people begin: at quantiles, moved so that people with the same points stay together."""
    points = [package.points for package in packages]
    at_quantiles = (points[len(points) * band // number] for band in range(number))
    return sorted({points.index(value) for value in at_quantiles} | {0})


def _rows(packages: Sequence[KnownPackage], bands: Sequence[Band], price: int) -> list[BandRow]:
    rows = []
    for band in bands:
        last = band.points_to
        points = [p.points for p in packages if band.points_from <= p.points and (last is None or p.points <= last)]
        middle = half_up(Fraction(median(points)))
        rows.append(BandRow(band, len(points), middle, middle * price))
    return rows


def _outcome(
    method: AllocationMethod,
    packages: Sequence[KnownPackage],
    figure: Callable[[int], int],
    protection: Protection | None,
) -> Outcome:
    figures = [figure(package.points) for package in packages]
    fit, changes = _fit(packages, figures), _changes(packages, figures)
    if protection is None:
        return Outcome(method, fit, changes, None, None)
    protected = [protect(pence, each.pence, protection) for pence, each in zip(figures, packages, strict=True)]
    return Outcome(method, fit, changes, _changes(packages, protected), sum(protected))


def _fit(packages: Sequence[KnownPackage], figures: Sequence[int]) -> Fit:
    number, present = len(packages), sum(package.pence for package in packages)
    errors = [figure - package.pence for figure, package in zip(figures, packages, strict=True)]
    left_over = sum(error * error for error in errors)
    # Times the number of people, so that the mean needs no fraction.
    spread = number * sum(package.pence**2 for package in packages) - present**2
    wrong = sum(abs(error) for error in errors)
    return Fit(
        r_squared=1 - Fraction(number * left_over, spread) if spread else None,
        mean_error_pence=half_up(Fraction(wrong, number)),
        error_share=Fraction(wrong, present),
        total_pence=sum(figures),
        present_pence=present,
    )


def _changes(packages: Sequence[KnownPackage], figures: Sequence[int]) -> Changes:
    changes = [(figure - package.pence, package.pence) for figure, package in zip(figures, packages, strict=True)]
    gains = [change for change, _ in changes if change > 0]
    losses = [-change for change, _ in changes if change < 0]
    over = [change for change, present in changes if abs(change) > present * NOTABLE_CHANGE]
    return Changes(
        gaining=len(gains),
        losing=len(losses),
        same=len(changes) - len(gains) - len(losses),
        median_gain_pence=_median(gains),
        median_loss_pence=_median(losses),
        largest_gain_pence=max(gains, default=0),
        largest_loss_pence=max(losses, default=0),
        gaining_over_tenth=sum(change > 0 for change in over),
        losing_over_tenth=sum(change < 0 for change in over),
    )


def _median_pence(packages: Sequence[KnownPackage]) -> int:
    return _median([package.pence for package in packages])


def _median(amounts: Sequence[int]) -> int:
    return half_up(Fraction(median(amounts))) if amounts else 0


def _check(packages: Sequence[KnownPackage], bands: int) -> None:
    if not 2 <= bands <= MOST_BANDS:
        raise CalibrationRefused(f"Ask for 2 to {MOST_BANDS} bands.")
    if not any(package.points for package in packages):
        raise CalibrationRefused("Nobody in the file has a point, so a point has no price.")
    if not any(package.pence for package in packages):
        raise CalibrationRefused("Every package in the file is £0, so a point has no price.")
    if not price_point(packages):
        raise CalibrationRefused("The packages are so small beside the points that a point would be worth nothing.")
