"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .award import award_budget, reduce_award
from .closing import close_pot
from .contingency_release import release_contingency, set_contingency_aside
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .refund import refund_capture
from .stream import change_stream_rules, load_streams, withdraw_stream_rules
from .virement import move_between_pots

__all__ = [
    "HoldEnd",
    "HoldWish",
    "award_budget",
    "capture_hold",
    "change_stream_rules",
    "close_pot",
    "load_streams",
    "move_between_pots",
    "place_hold",
    "place_holds",
    "reduce_award",
    "refund_capture",
    "release_contingency",
    "release_hold",
    "resolve_holds",
    "set_contingency_aside",
    "withdraw_stream_rules",
]
