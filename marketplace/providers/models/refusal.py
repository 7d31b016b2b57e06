"""The register of refusals: whom the council lets in under no name (2008: a refused provider was booked)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.models import IdentifiedModel, TimeStampedModel

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
