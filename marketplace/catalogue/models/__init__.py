"""What the marketplace lists: taxonomies, services, their unit costs and their sessions."""

from .service import Service, ServiceArea
from .session import Session
from .taxonomy import AccessFeature, Category, CategoryCheck, Need, Outcome
from .unit_cost import UnitCost

__all__ = [
    "AccessFeature",
    "Category",
    "CategoryCheck",
    "Need",
    "Outcome",
    "Service",
    "ServiceArea",
    "Session",
    "UnitCost",
]
