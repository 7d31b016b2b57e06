"""When the tests of budgets take place, where that matters."""

from collections.abc import Iterator
from datetime import date

import pytest

from .award_life_scenario import at_noon


@pytest.fixture
def in_november() -> Iterator[None]:
    """Let it be 24 November 2026, in the middle of `THIS_YEAR`."""
    with at_noon(date(2026, 11, 24)):
        yield
