"""Splitting an amount so that its parts add up to the penny."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import split_by_shares

shares = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8).filter(lambda each: sum(each) > 0)


@pytest.mark.parametrize(
    ("total", "per_cent", "parts"),
    [
        (10_000, ["33.33", "33.33", "33.33"], [3_334, 3_333, 3_333]),
        (100, ["33.33", "33.33", "33.33"], [34, 33, 33]),
        (1_001, ["50", "50"], [501, 500]),
        (1, ["50", "50"], [1, 0]),
        (100, ["0", "100"], [0, 100]),
        (200, ["33.3", "66.7"], [67, 133]),
        (0, ["50", "50"], [0, 0]),
    ],
)
def test_what_is_left_over_goes_to_the_largest_remainders(total: int, per_cent: list[str], parts: list[int]) -> None:
    assert split_by_shares(total, [Decimal(share) for share in per_cent]) == parts


@given(total=st.integers(0, 50_000_000), per_cent=shares)
def test_the_parts_add_up_and_none_is_a_penny_off(total: int, per_cent: list[Decimal]) -> None:
    parts = split_by_shares(total, per_cent)
    assert sum(parts) == total
    for part, share in zip(parts, per_cent, strict=True):
        assert abs(part - total * share / sum(per_cent)) < 1


def test_someone_pays_and_nobody_pays_less_than_nothing() -> None:
    with pytest.raises(AssertionError):
        split_by_shares(100, [Decimal(0)])
    with pytest.raises(AssertionError):
        split_by_shares(100, [Decimal(-50), Decimal(150)])
