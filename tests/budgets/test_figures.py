"""The arithmetic of a figure: part years, protection, rounding, bands."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.budgets.figures import (
    Band,
    Protection,
    band_of,
    band_problems,
    difference_words,
    for_period,
    gaps_in,
    length_of,
    protect,
    round_within,
)

ONE_COUNCIL = Protection(755, 1035)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2026, 4, 1), date(2027, 3, 31), Fraction(1)),
        (date(2027, 4, 1), date(2028, 3, 31), Fraction(1)),
        (date(2026, 4, 1), date(2028, 3, 31), Fraction(2)),
        (date(2026, 4, 1), date(2026, 4, 1), Fraction(1, 365)),
        (date(2027, 10, 1), date(2028, 3, 31), Fraction(183, 366)),
        (date(2026, 4, 1), date(2027, 4, 30), 1 + Fraction(30, 366)),
    ],
)
def test_a_period_is_counted_in_whole_years_and_days(first: date, last: date, years: Fraction) -> None:
    assert length_of(first, last).in_years == years


def test_a_part_year_is_rounded_half_up_once() -> None:
    half_a_leap_year = length_of(date(2027, 10, 1), date(2028, 3, 31))
    assert for_period(101, half_a_leap_year) == 51
    assert half_a_leap_year.words == "183 of the 366 days of a year"
    assert length_of(date(2026, 4, 1), date(2027, 4, 30)).words == "1 year and 30 days"


@pytest.mark.parametrize(
    ("table", "expected"), [(399_000, 453_000), (500_000, 500_000), (600_000, 600_000), (700_000, 621_000)]
)
def test_falls_and_rises_are_limited_as_one_council_consulted_on(table: int, expected: int) -> None:
    assert protect(table, 600_000, ONE_COUNCIL) == expected


def test_without_protection_the_table_decides() -> None:
    assert protect(1, 600_000, Protection()) == 1
    assert protect(900_000, 600_000, Protection()) == 900_000


@pytest.mark.parametrize(
    ("pence", "step", "bounds", "expected"),
    [
        (12_350, 100, (), 12_400),
        (12_349, 100, (), 12_300),
        (453_030, 10_000, (453_030, None), 460_000),
        (10_350, 1_000, (0, 10_350), 10_000),
        (250, 1_000, (226, 310), 250),
        (7, 1, (), 7),
    ],
)
def test_rounding_is_half_up_and_never_breaks_a_bound(
    pence: int, step: int, bounds: tuple[int, ...], expected: int
) -> None:
    assert round_within(pence, step, *bounds) == expected


@given(
    table=st.integers(0, 50_000_000),
    present=st.integers(1, 50_000_000),
    floor=st.none() | st.integers(1, 1_000),
    cap=st.none() | st.integers(1_000, 10_000),
    step=st.sampled_from([1, 100, 1_000, 10_000]),
)
def test_a_protected_figure_is_never_outside_its_bounds(
    table: int, present: int, floor: int | None, cap: int | None, step: int
) -> None:
    protection = Protection(floor, cap)
    lowest, highest = protection.lowest(present), protection.highest(present)
    figure = protect(table, present, protection)
    bounds = (lowest, None) if table < present else (0, highest)
    rounded = round_within(figure, step, *bounds)
    assert min(table, lowest) <= figure
    if table < present:
        assert rounded >= min(lowest, figure)
    elif highest is not None:
        assert rounded <= highest
    assert abs(rounded - figure) < step


def test_bands_hold_both_their_ends() -> None:
    bands = [Band(0, 20, 100), Band(21, None, 200)]
    assert [band_of(points, bands) for points in (0, 20, 21, 9_999)] == [bands[0], bands[0], bands[1], bands[1]]
    assert band_of(15, [Band(0, 10, 1), Band(20, 30, 2)]) is None


@pytest.mark.parametrize(
    ("bands", "word"),
    [
        ([Band(0, 20, 1), Band(20, 30, 2)], "overlap"),
        ([Band(0, None, 1), Band(20, 30, 2)], "overlap"),
        ([Band(5, 5, 1), Band(5, 5, 2)], "overlap"),
        ([Band(30, 20, 1)], "ends before it begins"),
    ],
)
def test_bands_that_contradict_each_other_are_said(bands: list[Band], word: str) -> None:
    assert word in " ".join(band_problems(bands))


def test_gaps_are_said_in_words() -> None:
    assert gaps_in([Band(0, 20, 1), Band(21, None, 2)]) == []
    assert gaps_in([Band(31, 60, 2), Band(10, 28, 1)]) == ["0 to 9 points", "29 to 30 points", "61 points and more"]
    assert gaps_in([Band(1, None, 1)]) == ["0 points"]


def test_a_difference_is_said_in_words() -> None:
    assert difference_words(600_000, 453_000) == "£1,470 less than before"
    assert difference_words(600_000, 600_050) == "£0.50 more than before"
    assert difference_words(1, 1) == "the same as before"
