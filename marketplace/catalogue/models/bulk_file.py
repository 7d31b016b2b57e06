"""A spreadsheet of listings, prices or sessions: looked at first, then taken over as a whole or not at all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.private_files import private_storage
from marketplace.providers.models import Provider

from ..enums import BulkState, BulkTable


def bulk_path(bulk: "BulkFile", name: str) -> str:
    """Return where the file is kept: nothing of the provider is in the path."""
    return f"bulk/{uuid.uuid4()}"


class BulkFile(IdentifiedModel, TimeStampedModel):
    """What was sent, what it would change or what is wrong with it (rows by number), and whether it was taken over."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="bulk_files")
    table = models.CharField(max_length=10, choices=BulkTable.choices)
    file = models.FileField(storage=private_storage, upload_to=bulk_path)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, editable=False)
    rows = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.CHECKED)
    changes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BulkState.APPLIED, applied_at__isnull=False)
                | (~Q(state=BulkState.APPLIED) & Q(applied_at__isnull=True)),
                name="catalogue_applied_file_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=BulkState.APPLIED) | Q(errors=[]), name="catalogue_a_file_with_errors_is_not_applied"
            ),
        ]

    def __str__(self) -> str:
        return self.name
