"""Funding streams, the pots of a child's budget, and the ledger that moves their pence."""

from .ledger import Hold, HoldResolution, LedgerLeg, LedgerTransaction
from .pot import Pot
from .stream import FundingStream

__all__ = ["FundingStream", "Hold", "HoldResolution", "LedgerLeg", "LedgerTransaction", "Pot"]
