"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transaction`."""

from .award import award_budget, reduce_award
from .hold import capture_hold, place_hold, release_hold
from .stream import load_streams

__all__ = ["award_budget", "capture_hold", "load_streams", "place_hold", "reduce_award", "release_hold"]
