"""Writing the catalogue."""

from .freshness import FreshnessRefused, ask_provider, confirm_after_call, confirm_by_link, write_to_provider
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
from .policy import ListingPolicyRefused, change_listing_policy, load_listing_policy, withdraw_listing_policy
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
from .taking_over import take_over_listings
from .taxonomy import load_taxonomies
from .unit_cost import PriceRefused, add_unit_cost, end_unit_cost
from .vetting_policy import VettingPolicyRefused, end_requirement, require_check

__all__ = [
    "FreshnessRefused",
    "ListingPolicyRefused",
    "ListingRefused",
    "PriceRefused",
    "ProblemRefused",
    "SessionFull",
    "SessionRefused",
    "VettingPolicyRefused",
    "add_unit_cost",
    "answer_problem",
    "approve_listing",
    "ask_provider",
    "cancel_session",
    "change_capacity",
    "change_listing",
    "change_listing_policy",
    "check_listing",
    "confirm_after_call",
    "confirm_by_link",
    "create_listing",
    "end_requirement",
    "end_unit_cost",
    "free_place",
    "free_service_slug",
    "load_listing_policy",
    "load_taxonomies",
    "missing_for_submission",
    "pass_problem_to_council",
    "report_problem",
    "require_check",
    "restore_listing",
    "return_listing",
    "schedule_session",
    "schedule_sessions",
    "schedule_weekly_sessions",
    "set_child_needs",
    "set_listing_free",
    "submit_listing",
    "suspend_listing",
    "take_over_listings",
    "take_place",
    "take_places",
    "withdraw_listing",
    "withdraw_listing_policy",
    "write_to_provider",
]
