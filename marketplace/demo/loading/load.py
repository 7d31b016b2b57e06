"""What every stage of a load knows: the day it is about, how much to load, and its own random numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random
from typing import Any, TypeVar

from marketplace.core import clock

T = TypeVar("T")

SEED = 2014
#: The council's marketplace opened so many days before the load: before anyone was assessed for last year's plan.
OPENED_DAYS_AGO = 910
#: Sessions and bookings reach back so many days, and so many ahead.
PAST_DAYS = 365
COMING_DAYS = 56


@dataclass(frozen=True, kw_only=True)
class Load:
    """One load of the council. `scale` is 1 for all of it, less for a sample; `track` shows how far a stage is."""

    day: date
    scale: float = 1.0
    seed: int = SEED
    track: Callable[[Sequence[Any]], Iterable[Any]] = iter

    def random(self, stage: str) -> Random:
        """Return a stage's own generator, so that a stage that is loaded later draws the same numbers."""
        return Random(f"{self.seed}:{stage}")

    def ago(self, days: int, at_time: time = time(10)) -> datetime:
        """Return the moment so many days before the day of the load, at a time in London."""
        return clock.local_moment(self.day - timedelta(days=days), at_time)

    def number(self, full: int) -> int:
        """Return how many of something that counts `full` are loaded: at least one."""
        return max(1, ceil(full * self.scale))

    def sample(self, items: Sequence[T], keep: Callable[[T], bool] = lambda item: False) -> list[T]:
        """Return the items that are loaded: some, spread over the whole list, and those to keep at any scale."""
        wanted = self.number(len(items))
        spread = {index * len(items) // wanted for index in range(wanted)}
        return [item for index, item in enumerate(items) if index in spread or keep(item)]
