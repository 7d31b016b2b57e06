"""What the marketplace lists: taxonomies, services and their versions, unit costs, sessions, workers."""

from .block_contract import BlockContract
from .bulk_file import BulkFile
from .freshness import FreshnessRequest, ProblemReport
from .listing_use import ListingUse
from .listing_version import CategorySuggestion, ListingVersion
from .policy import ListingPolicy
from .service import Service, ServiceArea
from .session import Session
from .taxonomy import AccessFeature, Category, CategoryCheck, Need, Outcome
from .timetable import SchoolPeriod, SessionPattern
from .unit_cost import UnitCost
from .worker import Worker, WorkerHours, WorkerTimeOff

__all__ = [
    "AccessFeature",
    "BlockContract",
    "BulkFile",
    "Category",
    "CategoryCheck",
    "CategorySuggestion",
    "FreshnessRequest",
    "ListingPolicy",
    "ListingUse",
    "ListingVersion",
    "Need",
    "Outcome",
    "ProblemReport",
    "SchoolPeriod",
    "Service",
    "ServiceArea",
    "Session",
    "SessionPattern",
    "UnitCost",
    "Worker",
    "WorkerHours",
    "WorkerTimeOff",
]
