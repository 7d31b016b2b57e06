"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .award import award_budget, reduce_award
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .plan import abandon_plan, amend_plan, start_plan, write_plan_words
from .plan_lines import (
    LineWish,
    ServiceChoice,
    add_line,
    change_line,
    choose_service,
    fund_line,
    fund_line_by_shares,
    move_line,
    remove_line,
)
from .plan_outcomes import add_outcome, change_outcome, remove_outcome
from .plan_sending import return_plan, submit_plan
from .plan_signing import sign_for_family, sign_stream
from .signers import add_grade, appoint_signer, change_grade_limit, end_grade, end_signer, load_grades
from .stream import change_stream_rules, load_streams, withdraw_stream_rules

__all__ = [
    "HoldEnd",
    "HoldWish",
    "LineWish",
    "ServiceChoice",
    "abandon_plan",
    "add_grade",
    "add_line",
    "add_outcome",
    "amend_plan",
    "appoint_signer",
    "award_budget",
    "capture_hold",
    "change_grade_limit",
    "change_line",
    "change_outcome",
    "change_stream_rules",
    "choose_service",
    "end_grade",
    "end_signer",
    "fund_line",
    "fund_line_by_shares",
    "load_grades",
    "load_streams",
    "move_line",
    "place_hold",
    "place_holds",
    "reduce_award",
    "release_hold",
    "remove_line",
    "remove_outcome",
    "resolve_holds",
    "return_plan",
    "sign_for_family",
    "sign_stream",
    "start_plan",
    "submit_plan",
    "withdraw_stream_rules",
    "write_plan_words",
]
