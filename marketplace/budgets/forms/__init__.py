"""What people say about budgets; each module of this folder asks about one part of a budget's life."""

from .award import AwardForm, ChildSearchForm, ReductionForm

__all__ = ["AwardForm", "ChildSearchForm", "ReductionForm"]
