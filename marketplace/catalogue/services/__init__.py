"""Writing the catalogue."""

from .listing import (
    ListingRefused,
    approve_listing,
    change_listing,
    check_listing,
    create_listing,
    free_service_slug,
    missing_for_submission,
    restore_listing,
    return_listing,
    set_listing_free,
    submit_listing,
    suspend_listing,
    withdraw_listing,
)
from .needs import set_child_needs
from .problem import ProblemRefused, answer_problem, pass_problem_to_council, report_problem
from .session import (
    SessionFull,
    SessionRefused,
    cancel_session,
    change_capacity,
    free_place,
    schedule_session,
    schedule_sessions,
    schedule_weekly_sessions,
    take_place,
    take_places,
)
from .taxonomy import load_taxonomies
from .unit_cost import PriceRefused, add_unit_cost, end_unit_cost

__all__ = [
    "ListingRefused",
    "PriceRefused",
    "ProblemRefused",
    "SessionFull",
    "SessionRefused",
    "add_unit_cost",
    "answer_problem",
    "approve_listing",
    "cancel_session",
    "change_capacity",
    "change_listing",
    "check_listing",
    "create_listing",
    "end_unit_cost",
    "free_place",
    "free_service_slug",
    "load_taxonomies",
    "missing_for_submission",
    "pass_problem_to_council",
    "report_problem",
    "restore_listing",
    "return_listing",
    "schedule_session",
    "schedule_sessions",
    "schedule_weekly_sessions",
    "set_child_needs",
    "set_listing_free",
    "submit_listing",
    "suspend_listing",
    "take_place",
    "take_places",
    "withdraw_listing",
]
