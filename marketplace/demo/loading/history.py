"""What has been loaded, as the audit trail tells it: each stage writes its event in its own transaction."""

from datetime import date

from django.db.models import QuerySet

from marketplace.core.audit import SYSTEM, record_event
from marketplace.core.models import AuditEvent

from .authority import administrator
from .load import Load

_ACTION = "demo.load"


def loaded_stages() -> list[str]:
    """Return the names of the stages that are complete, in the order in which they were loaded."""
    return [event.after["stage"] for event in _events()]


def first_day() -> date | None:
    """Return the day of the first load, to which everything is relative, or None where there was none."""
    first = _events().first()
    return date.fromisoformat(first.after["day"]) if first else None


def record_stage(stage: str, load: Load) -> None:
    """Write that a stage is complete into the transaction that loads it."""
    after = {"stage": stage, "day": load.day.isoformat(), "seed": load.seed, "scale": load.scale}
    record_event(actor=SYSTEM, action=_ACTION, subject=administrator(), after=after)


def _events() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(action=_ACTION).order_by("occurred_at")
