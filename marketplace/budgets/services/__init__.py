"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .award import award_budget, reduce_award
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .outcome_review import answer_review, plan_reviews, record_consent, reschedule_review
from .review_reminder import reminders_to_send, send_reminder
from .story import note_story_read
from .stream import change_stream_rules, load_streams, withdraw_stream_rules

__all__ = [
    "HoldEnd",
    "HoldWish",
    "answer_review",
    "award_budget",
    "capture_hold",
    "change_stream_rules",
    "load_streams",
    "note_story_read",
    "place_hold",
    "place_holds",
    "plan_reviews",
    "record_consent",
    "reduce_award",
    "release_hold",
    "reminders_to_send",
    "reschedule_review",
    "resolve_holds",
    "send_reminder",
    "withdraw_stream_rules",
]
