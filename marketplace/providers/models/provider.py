"""Organisations that offer services."""

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import ProviderKind
from ..regulators import check_company_number, check_cqc_id, check_ofsted_urn


class Provider(IdentifiedModel, TimeStampedModel):
    """Any organisation or sole trader that offers a service; also an entry taken over from another directory.

    `source` and `external_id` name the record it was imported from and are empty for a provider that joined here.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=ProviderKind.choices, default=ProviderKind.COMPANY)
    description = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    website = models.URLField(max_length=500, blank=True)
    company_number = models.CharField(max_length=8, blank=True, validators=[check_company_number])
    charity_number = models.CharField(max_length=8, blank=True, validators=[RegexValidator(r"^\d{6,7}(-\d)?$")])
    ofsted_urn = models.CharField("Ofsted URN", max_length=8, blank=True, validators=[check_ofsted_urn])
    cqc_id = models.CharField("CQC provider ID", max_length=14, blank=True, validators=[check_cqc_id])
    #: The day on which the provider gave its numbers, or said that it has none.
    numbers_given_on = models.DateField(null=True, blank=True, editable=False)
    refused_on = models.DateField(null=True, blank=True, help_text="The council does not let this provider be booked.")
    refusal_reason = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(source=""), name="providers_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(refused_on__isnull=True) | ~Q(refusal_reason=""),
                name="providers_refusal_says_why",
            ),
        ]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="providers_name_trigrams")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the provider's public page."""
        return f"/providers/{self.slug}/"
