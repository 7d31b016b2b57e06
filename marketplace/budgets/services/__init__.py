"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .award import award_budget, reduce_award
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .stream import add_stream, change_stream_rules, end_stream, load_streams, withdraw_stream_rules

__all__ = [
    "HoldEnd",
    "HoldWish",
    "add_stream",
    "award_budget",
    "capture_hold",
    "change_stream_rules",
    "end_stream",
    "load_streams",
    "place_hold",
    "place_holds",
    "reduce_award",
    "release_hold",
    "resolve_holds",
    "withdraw_stream_rules",
]
