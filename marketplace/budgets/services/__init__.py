"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .allocation import offer_for_release, override_allocation, withdraw_allocation, work_out_allocation
from .allocation_policy import PolicyTerms, add_allocation_policy, withdraw_allocation_policy
from .award import award_budget, reduce_award
from .challenge import answer_challenge, raise_challenge, withdraw_challenge
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .policy import change_policy, load_policy, withdraw_policy
from .present_package import correct_present_package, record_present_package
from .release import record_conversation, release_after_conversation, release_allocations
from .stream import change_stream_rules, load_streams, withdraw_stream_rules

__all__ = [
    "HoldEnd",
    "HoldWish",
    "PolicyTerms",
    "add_allocation_policy",
    "answer_challenge",
    "award_budget",
    "capture_hold",
    "change_policy",
    "change_stream_rules",
    "correct_present_package",
    "load_policy",
    "load_streams",
    "offer_for_release",
    "override_allocation",
    "place_hold",
    "place_holds",
    "raise_challenge",
    "record_conversation",
    "record_present_package",
    "reduce_award",
    "release_after_conversation",
    "release_allocations",
    "release_hold",
    "resolve_holds",
    "withdraw_allocation",
    "withdraw_allocation_policy",
    "withdraw_challenge",
    "withdraw_policy",
    "withdraw_stream_rules",
    "work_out_allocation",
]
