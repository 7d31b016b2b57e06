"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .assessment import (
    GivenAnswer,
    begin_assessment,
    complete_assessment,
    renew_assessment,
    save_answers,
    withdraw_assessment,
)
from .award import award_budget, reduce_award
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .questionnaire import (
    change_questionnaire,
    create_questionnaire,
    delete_draft,
    draft_new_version,
    load_questionnaires,
    publish_questionnaire,
    retire_questionnaire,
)
from .questionnaire_parts import (
    add_age_adjustment,
    add_descriptor,
    add_domain,
    add_question,
    change_part,
    delete_part,
    move_part,
)
from .stream import add_stream, change_stream_rules, end_stream, load_streams, withdraw_stream_rules

__all__ = [
    "GivenAnswer",
    "HoldEnd",
    "HoldWish",
    "add_age_adjustment",
    "add_descriptor",
    "add_domain",
    "add_question",
    "add_stream",
    "award_budget",
    "begin_assessment",
    "capture_hold",
    "change_part",
    "change_questionnaire",
    "change_stream_rules",
    "complete_assessment",
    "create_questionnaire",
    "delete_draft",
    "delete_part",
    "draft_new_version",
    "end_stream",
    "load_questionnaires",
    "load_streams",
    "move_part",
    "place_hold",
    "place_holds",
    "publish_questionnaire",
    "reduce_award",
    "release_hold",
    "renew_assessment",
    "resolve_holds",
    "retire_questionnaire",
    "save_answers",
    "withdraw_assessment",
    "withdraw_stream_rules",
]
