"""Providers, the people who act for them, and the council's checks on them."""

from .claim import ProviderClaim
from .people import ProviderInvitation, ProviderMember
from .provider import Provider
from .refusal import Refusal
from .vetting import CheckEvidence, CheckType, LapseNotice, VettingCheck, VettingCheckQuerySet, VettingOverride

__all__ = [
    "CheckEvidence",
    "CheckType",
    "LapseNotice",
    "Provider",
    "ProviderClaim",
    "ProviderInvitation",
    "ProviderMember",
    "Refusal",
    "VettingCheck",
    "VettingCheckQuerySet",
    "VettingOverride",
]
