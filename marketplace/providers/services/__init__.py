"""Writing about providers, their people, their checks, and those whom the council refuses."""

from ..errors import CheckRefused
from ..events import provider_changed
from .check import MOST_FILES, add_evidence, decide_check, end_check, open_evidence, submit_check
from .override import LONGEST_DAYS, end_override, make_override
from .provider import RESERVED_SLUGS, add_member, change_provider, free_provider_slug, register_provider
from .register import (
    add_refusal,
    decide_match,
    guard_approval,
    guard_entry,
    guard_provider,
    guard_registration,
    lift_refusal,
    open_matches,
    refuse_provider,
)
from .reminder import VettingReminder, send_vetting_reminder, vetting_reminders

__all__ = [
    "LONGEST_DAYS",
    "MOST_FILES",
    "RESERVED_SLUGS",
    "CheckRefused",
    "VettingReminder",
    "add_evidence",
    "add_member",
    "add_refusal",
    "change_provider",
    "decide_check",
    "decide_match",
    "end_check",
    "end_override",
    "free_provider_slug",
    "guard_approval",
    "guard_entry",
    "guard_provider",
    "guard_registration",
    "lift_refusal",
    "make_override",
    "open_evidence",
    "open_matches",
    "provider_changed",
    "refuse_provider",
    "register_provider",
    "send_vetting_reminder",
    "submit_check",
    "vetting_reminders",
]
