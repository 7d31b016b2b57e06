"""The arithmetic of a figure: part years, bands, transition protection, rounding. Whole pence, nothing is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

from dateutil.relativedelta import relativedelta

from marketplace.core.money import format_pounds


@dataclass(frozen=True)
class Band:
    """So many points, both ends included and upwards where there is no last one, give so many pence for a year."""

    points_from: int
    points_to: int | None
    amount_pence: int


@dataclass(frozen=True)
class Protection:
    """How far a figure may fall below and rise above the present package, in thousandths of it; None: any way."""

    fall_floor_permille: int | None = None
    rise_cap_permille: int | None = None

    def lowest(self, present_pence: int) -> int:
        """Return the least that a figure may be, in pence."""
        return (
            0 if self.fall_floor_permille is None else half_up(Fraction(present_pence * self.fall_floor_permille, 1000))
        )

    def highest(self, present_pence: int) -> int | None:
        """Return the most that a figure may be, in pence; None where it may be anything."""
        return (
            None if self.rise_cap_permille is None else half_up(Fraction(present_pence * self.rise_cap_permille, 1000))
        )


@dataclass(frozen=True)
class PeriodLength:
    """Whole years, then so many days of a year that has `days_of_year`."""

    years: int
    days: int
    days_of_year: int

    @property
    def in_years(self) -> Fraction:
        """Return the length in years."""
        return self.years + Fraction(self.days, self.days_of_year)

    @property
    def words(self) -> str:
        """Return the length in words: `183 of the 365 days of a year`, `1 year and 30 days`."""
        if not self.years:
            return f"{self.days} of the {self.days_of_year} days of a year"
        years = f"{self.years} year{'' if self.years == 1 else 's'}"
        return f"{years} and {self.days} day{'' if self.days == 1 else 's'}" if self.days else years


def half_up(pence: Fraction) -> int:
    """Return an amount as whole pence, rounded half up."""
    return floor(pence + Fraction(1, 2))


def length_of(valid_from: date, valid_to: date) -> PeriodLength:
    """Return how long a period is, both days included; a year lasts until the day before the same date."""
    end = valid_to + timedelta(days=1)
    years = relativedelta(end, valid_from).years
    begun = valid_from + relativedelta(years=years)
    full = valid_from + relativedelta(years=years + 1)
    return PeriodLength(years, (end - begun).days, (full - begun).days)


def for_period(year_pence: int, length: PeriodLength) -> int:
    """Return an amount for a year as one for the period, by days, rounded half up once."""
    return half_up(year_pence * length.in_years)


def protect(table_pence: int, present_pence: int, protection: Protection) -> int:
    """Return the figure after transition protection, in pence (2014: one council's consultation).

    A fall is limited to the higher of the figure and the floor's share of the present package, a rise to the lower of
    the figure and the cap's share.
    """
    if table_pence < present_pence:
        return max(table_pence, protection.lowest(present_pence))
    highest = protection.highest(present_pence)
    return table_pence if highest is None else min(table_pence, highest)


def round_within(pence: int, step: int, lowest: int = 0, highest: int | None = None) -> int:
    """Round to the step, half up, or the other way where that would break a bound; unrounded where neither will do."""
    rounded = half_up(Fraction(pence, step)) * step
    for candidate in (rounded, rounded + step, rounded - step):
        if candidate >= lowest and (highest is None or candidate <= highest) and abs(candidate - pence) < step:
            return candidate
    return pence


def band_of(points: int, bands: Iterable[Band]) -> Band | None:
    """Return the band that holds the points, none where they are in a gap."""
    return next((b for b in bands if b.points_from <= points and (b.points_to is None or points <= b.points_to)), None)


def band_problems(bands: Sequence[Band]) -> Iterator[str]:
    """Yield a sentence for each band that is reversed, and for each two that overlap."""
    for band in bands:
        if band.points_to is not None and band.points_to < band.points_from:
            yield f"The band from {band.points_from} to {band.points_to} points ends before it begins."
    in_order = sorted(bands, key=lambda band: band.points_from)
    for lower, upper in pairwise(in_order):
        if lower.points_to is None or upper.points_from <= lower.points_to:
            yield f"The bands of {points_words(lower)} and of {points_words(upper)} overlap. Points belong to one band."


def gaps_in(bands: Sequence[Band]) -> list[str]:
    """Return, in words, the points that are in no band: `0 to 9 points`, `61 points and more`."""
    gaps, expected = [], 0
    for band in sorted(bands, key=lambda band: band.points_from):
        if band.points_from > expected:
            gaps.append(_span(expected, band.points_from - 1))
        if band.points_to is None:
            return gaps
        expected = max(expected, band.points_to + 1)
    return [*gaps, _span(expected, None)]


def points_words(band: Band) -> str:
    """Return the points of a band in words."""
    return _span(band.points_from, band.points_to)


def difference_words(present_pence: int, new_pence: int) -> str:
    """Return how a new amount compares with the present one: `£120 less than before`."""
    difference = new_pence - present_pence
    if not difference:
        return "the same as before"
    return f"{format_pounds(abs(difference))} {'more' if difference > 0 else 'less'} than before"


def _share(pence: int, permille: int) -> int:
    return half_up(Fraction(pence * permille, 1000))


def _span(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} points and more"
    return f"{first} to {last} points" if last > first else f"{first} point{'' if first == 1 else 's'}"
