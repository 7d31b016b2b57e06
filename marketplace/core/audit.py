"""Writing the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

from .models import AuditEvent


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: a person in a role, perhaps for a family; or the system itself, when a timer runs out."""

    role: str
    user: Any = None  # an accounts.User, which core may not know
    on_behalf_of: UUID | None = None


SYSTEM = Actor(role="system")


def record_event(
    *,
    actor: Actor,
    action: str,
    subject: models.Model,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write an audit event about `subject` into the transaction that it records.

    `action` reads `<noun>.<verb>`, such as `booking.confirm`. Names, needs and notes of a child do not belong in it.
    """
    event = audit_event(actor=actor, action=action, subject=subject, reason=reason, before=before, after=after)
    return record_events([event])[0]


def record_events(events: Sequence[AuditEvent]) -> list[AuditEvent]:
    """Write events made by `audit_event` into the transaction that they record, in one statement."""
    assert connection.in_atomic_block, "an audit event belongs to the transaction that it records"
    return AuditEvent.objects.bulk_create(events)


def record_once(events: Sequence[AuditEvent]) -> None:
    """Write events whose ids are made of what they record; one that was written before is left as it was."""
    assert connection.in_atomic_block, "an audit event belongs to the transaction that it records"
    AuditEvent.objects.bulk_create(events, ignore_conflicts=True)


def audit_event(
    *,
    actor: Actor,
    action: str,
    subject: models.Model,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Return an event that is not written yet; see `record_event`."""
    return AuditEvent(
        actor=actor.user,
        actor_role=actor.role,
        on_behalf_of=actor.on_behalf_of,
        action=action,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        reason=reason,
        before=before or {},
        after=after or {},
    )
