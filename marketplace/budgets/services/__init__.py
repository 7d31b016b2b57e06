"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .allocation import offer_for_release, override_allocation, withdraw_allocation, work_out_allocation
from .allocation_policy import PolicyTerms, add_allocation_policy, withdraw_allocation_policy
from .assessment import (
    GivenAnswer,
    begin_assessment,
    complete_assessment,
    renew_assessment,
    save_answers,
    withdraw_assessment,
)
from .award import award_budget, reduce_award
from .challenge import answer_challenge, raise_challenge, withdraw_challenge
from .closing import close_pot
from .contingency import release_contingency, set_contingency_aside
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .holder_statement import enter_statement
from .outcome_review import answer_review, plan_reviews, record_consent, reschedule_review
from .payment import cancel_payment, pay_payments, schedule_payments
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
from .policy import change_policy, load_policy, withdraw_policy
from .present_package import correct_present_package, record_present_package
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
from .receipt import open_receipt
from .refund import refund_capture
from .release import record_conversation, release_after_conversation, release_allocations
from .review_reminder import reminders_to_send, send_reminder
from .route import RouteTerms, route_terms, set_route, withdraw_route
from .route_request import ask_for_route, refuse_route_request
from .signers import add_grade, appoint_signer, change_grade_limit, end_grade, end_signer, load_grades
from .spending import record_spending, withdraw_spending
from .spending_decision import accept_spending, query_spending, reject_spending, reply_to_query, sample_spending
from .story import note_story_read
from .stream import add_stream, change_stream_rules, end_stream, load_streams, withdraw_stream_rules
from .virement import move_between_pots
from .withholding import end_withholding, withhold_payments

__all__ = [
    "GivenAnswer",
    "HoldEnd",
    "HoldWish",
    "LineWish",
    "PolicyTerms",
    "RouteTerms",
    "ServiceChoice",
    "abandon_plan",
    "accept_spending",
    "add_age_adjustment",
    "add_allocation_policy",
    "add_descriptor",
    "add_domain",
    "add_grade",
    "add_line",
    "add_outcome",
    "add_question",
    "add_stream",
    "amend_plan",
    "answer_challenge",
    "answer_review",
    "appoint_signer",
    "ask_for_route",
    "award_budget",
    "begin_assessment",
    "cancel_payment",
    "capture_hold",
    "change_grade_limit",
    "change_line",
    "change_outcome",
    "change_part",
    "change_policy",
    "change_questionnaire",
    "change_stream_rules",
    "choose_service",
    "close_pot",
    "complete_assessment",
    "correct_present_package",
    "create_questionnaire",
    "delete_draft",
    "delete_part",
    "draft_new_version",
    "end_grade",
    "end_signer",
    "end_stream",
    "end_withholding",
    "enter_statement",
    "fund_line",
    "fund_line_by_shares",
    "load_grades",
    "load_policy",
    "load_questionnaires",
    "load_streams",
    "move_between_pots",
    "move_line",
    "move_part",
    "note_story_read",
    "offer_for_release",
    "open_receipt",
    "override_allocation",
    "pay_payments",
    "place_hold",
    "place_holds",
    "plan_reviews",
    "publish_questionnaire",
    "query_spending",
    "raise_challenge",
    "record_consent",
    "record_conversation",
    "record_present_package",
    "record_spending",
    "reduce_award",
    "refund_capture",
    "refuse_route_request",
    "reject_spending",
    "release_after_conversation",
    "release_allocations",
    "release_contingency",
    "release_hold",
    "reminders_to_send",
    "remove_line",
    "remove_outcome",
    "renew_assessment",
    "reply_to_query",
    "reschedule_review",
    "resolve_holds",
    "retire_questionnaire",
    "return_plan",
    "route_terms",
    "sample_spending",
    "save_answers",
    "schedule_payments",
    "send_reminder",
    "set_contingency_aside",
    "set_route",
    "sign_for_family",
    "sign_stream",
    "start_plan",
    "submit_plan",
    "withdraw_allocation",
    "withdraw_allocation_policy",
    "withdraw_assessment",
    "withdraw_challenge",
    "withdraw_policy",
    "withdraw_route",
    "withdraw_spending",
    "withdraw_stream_rules",
    "withhold_payments",
    "work_out_allocation",
    "write_plan_words",
]
