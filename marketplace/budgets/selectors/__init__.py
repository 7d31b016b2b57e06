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

__all__ = [
    "Budget",
    "Difference",
    "budgets_of",
    "current_streams",
    "ledger_differences",
    "movements_of",
    "other_pots_of",
    "pots_of",
    "refused_pots",
    "streams_paying_for",
    "what_it_may_buy",
]
