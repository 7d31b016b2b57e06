"""Reading budgets; each module of this folder reads one part of a budget's life."""

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

__all__ = [
    "Budget",
    "Difference",
    "PeriodEnd",
    "budgets_of",
    "current_streams",
    "ended_pots",
    "ledger_differences",
    "other_pots_of",
    "period_ends",
    "pots_of",
    "refused_pots",
    "streams_paying_for",
    "what_it_may_buy",
]
