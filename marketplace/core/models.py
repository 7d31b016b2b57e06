"""Bases that the domain's models share, the audit trail, and the table of postcodes."""

import uuid

from django.conf import settings
from django.db import models

from . import clock


class IdentifiedModel(models.Model):
    """A row whose public name is a random UUID, so that nothing can be counted or guessed from an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class TimeStampedModel(models.Model):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class AuditEvent(IdentifiedModel):
    """Who did what to which record, in which role, for whom and why; written once, in the transaction it records.

    A database trigger refuses to change or delete a row.
    """

    occurred_at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_role = models.CharField(max_length=40)
    on_behalf_of = models.UUIDField(null=True, blank=True, help_text="The family for whom a supporter acted.")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-occurred_at"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "occurred_at"]),
            models.Index(
                fields=["on_behalf_of", "-occurred_at"],
                condition=models.Q(on_behalf_of__isnull=False),
                name="core_audit_for_families",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_role}"


class Postcode(models.Model):
    """A postcode and where it is; loaded from a national table, never looked up live."""

    postcode = models.CharField(max_length=8, primary_key=True)
    outward = models.CharField(max_length=4, db_index=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(49, 61), longitude__range=(-9, 2)),
                name="core_postcode_lies_in_the_uk",
            )
        ]

    def __str__(self) -> str:
        return self.postcode
