"""Reading budgets; each module of this folder reads one part of a budget's life."""

from .budget import (
    Budget,
    Difference,
    budgets_of,
    current_streams,
    ledger_differences,
    movements_of,
    other_pots_of,
    pots_of,
    refused_pots,
    streams_paying_for,
    what_it_may_buy,
)
from .plan import plans_of, totals_of
from .plan_checks import double_funding

__all__ = [
    "Budget",
    "Difference",
    "budgets_of",
    "current_streams",
    "double_funding",
    "ledger_differences",
    "movements_of",
    "other_pots_of",
    "plans_of",
    "pots_of",
    "refused_pots",
    "streams_paying_for",
    "totals_of",
    "what_it_may_buy",
]
