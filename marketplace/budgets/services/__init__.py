"""Writing budgets: streams, awards and holds. All money moves through `ledger.post_transactions`."""

from .award import award_budget, reduce_award
from .hold import HoldEnd, HoldWish, capture_hold, place_hold, place_holds, release_hold, resolve_holds
from .holder_statement import enter_statement
from .payment import cancel_payment, pay_payments, schedule_payments
from .receipt import open_receipt
from .route import RouteTerms, route_terms, set_route, withdraw_route
from .route_request import ask_for_route, refuse_route_request
from .spending import record_spending, withdraw_spending
from .spending_decision import accept_spending, query_spending, reject_spending, reply_to_query, sample_spending
from .stream import change_stream_rules, load_streams, withdraw_stream_rules
from .withholding import end_withholding, withhold_payments

__all__ = [
    "HoldEnd",
    "HoldWish",
    "RouteTerms",
    "accept_spending",
    "ask_for_route",
    "award_budget",
    "cancel_payment",
    "capture_hold",
    "change_stream_rules",
    "end_withholding",
    "enter_statement",
    "load_streams",
    "open_receipt",
    "pay_payments",
    "place_hold",
    "place_holds",
    "query_spending",
    "record_spending",
    "reduce_award",
    "refuse_route_request",
    "reject_spending",
    "release_hold",
    "reply_to_query",
    "resolve_holds",
    "route_terms",
    "sample_spending",
    "schedule_payments",
    "set_route",
    "withdraw_route",
    "withdraw_spending",
    "withdraw_stream_rules",
    "withhold_payments",
]
