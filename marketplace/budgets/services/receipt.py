"""Opening a receipt, which is recorded each time."""

from django.db import transaction
from django.db.models.fields.files import FieldFile

from marketplace.core.audit import Actor, record_event

from ..models import SpendingRecord


@transaction.atomic
def open_receipt(*, actor: Actor, record: SpendingRecord) -> FieldFile:
    """Return the receipt of a record that has one, and write who took it."""
    record_event(actor=actor, action="spending.receipt", subject=record)
    return record.receipt
