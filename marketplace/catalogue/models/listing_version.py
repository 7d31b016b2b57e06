"""Changes of a listing that wait for the council while the live one stays up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import VersionState
from .service import Service


class ListingVersion(IdentifiedModel, TimeStampedModel):
    """What a listing says in one version. Versions are numbered from 1; one at most is written or waits at a time.

    `content` holds the fields that a provider writes, terms by their codes (`listing_content.FIELDS`). `based_on` is
    the number of the version that was live when it was begun.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    content = models.JSONField()
    #: Raised by each save: who saves over a newer one is shown what has changed.
    edits = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField("what the council says", max_length=2000, blank=True)

    class Meta:
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="catalogue_versions_are_numbered"),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.SUBMITTED]),
                name="catalogue_one_version_waits",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state=VersionState.LIVE), name="catalogue_one_version_is_live"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[VersionState.DRAFT, VersionState.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="catalogue_sent_version_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class CategorySuggestion(IdentifiedModel, TimeStampedModel):
    """A kind of service that a provider misses; officers decide, and may name one that is there."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="category_suggestions")
    name = models.CharField(max_length=100)
    explanation = models.TextField(max_length=500)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        "catalogue.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=500, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(category__isnull=False) | ~Q(answer=""),
                name="catalogue_decided_suggestion_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return self.name
