"""Reading budgets; each module of this folder reads one part of a budget's life."""

from .allocation import figures_to_release, most_a_plan_may_be, open_challenges, released_figures_of
from .budget import (
    Budget,
    Difference,
    budgets_of,
    current_streams,
    ledger_differences,
    other_pots_of,
    pots_of,
    refused_pots,
    streams_paying_for,
    what_it_may_buy,
)
from .period_end import PeriodEnd, ended_pots, period_ends
from .plan import plans_of, totals_of
from .plan_checks import double_funding
from .policy import allocation_policy_on, policy_on

__all__ = [
    "Budget",
    "Difference",
    "PeriodEnd",
    "allocation_policy_on",
    "budgets_of",
    "current_streams",
    "double_funding",
    "ended_pots",
    "figures_to_release",
    "ledger_differences",
    "most_a_plan_may_be",
    "open_challenges",
    "other_pots_of",
    "period_ends",
    "plans_of",
    "policy_on",
    "pots_of",
    "refused_pots",
    "released_figures_of",
    "streams_paying_for",
    "totals_of",
    "what_it_may_buy",
]
