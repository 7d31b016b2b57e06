"""Providers, the people who act for them, and the council's checks on them."""

from .claim import ProviderClaim
from .people import ProviderInvitation, ProviderMember
from .provider import Provider
from .refusal import Refusal, RefusalMatch
from .vetting import (
    CheckEvidence,
    CheckType,
    LapseNotice,
    VettingCheck,
    VettingCheckQuerySet,
    VettingOverride,
    VettingOverrideQuerySet,
)

__all__ = [
    "CheckEvidence",
    "CheckType",
    "LapseNotice",
    "Provider",
    "ProviderClaim",
    "ProviderInvitation",
    "ProviderMember",
    "Refusal",
    "RefusalMatch",
    "VettingCheck",
    "VettingCheckQuerySet",
    "VettingOverride",
    "VettingOverrideQuerySet",
]
