"""The register of refusals: whom the council lets in under no name (2008: a refused provider was booked)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import MatchState
from .provider import Provider


class Refusal(IdentifiedModel, TimeStampedModel):
    """What a refused provider is recognised by. It holds until it is lifted, and is kept after that."""

    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="refusals")
    name = models.CharField(max_length=200)
    other_names = models.CharField("other names and people", max_length=500, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    website = models.URLField(max_length=500, blank=True)
    company_number = models.CharField(max_length=8, blank=True)
    charity_number = models.CharField(max_length=8, blank=True)
    ofsted_urn = models.CharField("Ofsted URN", max_length=8, blank=True)
    cqc_id = models.CharField("CQC provider ID", max_length=14, blank=True)
    refused_on = models.DateField(default=clock.today)
    reason = models.TextField(max_length=2000)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_on = models.DateField(null=True, blank=True)
    lift_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-refused_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="providers_register_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | ~Q(lift_reason=""), name="providers_lifted_refusal_says_why"
            ),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(lifted_on__isnull=True), name="providers_refused_once_at_a_time"
            ),
        ]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="providers_refusal_name")]

    def __str__(self) -> str:
        return self.name


class RefusalMatch(IdentifiedModel, TimeStampedModel):
    """A provider is like an entry of the register; an officer says whether it is the same. Asked once of each pair."""

    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="matches")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="refusal_matches")
    likeness = models.CharField(max_length=200, help_text="In what the two are alike.")
    state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name_plural = "refusal matches"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["refusal", "provider"], name="providers_likeness_is_asked_about_once"),
            models.CheckConstraint(
                condition=Q(state=MatchState.OPEN, decided_at__isnull=True, decided_by__isnull=True, reason="")
                | (~Q(state=MatchState.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="providers_decided_likeness_says_who_when_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} and {self.refusal}"
