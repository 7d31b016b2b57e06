"""Organisations that offer services, the people who act for them, and the council's checks on them."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from .enums import CheckState, ProviderKind, ProviderRole


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


class ProviderMember(IdentifiedModel, TimeStampedModel):
    """A person who acts for a provider, in a role."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="provider_memberships")
    role = models.CharField(max_length=20, choices=ProviderRole.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "user", "role"], name="providers_member_has_a_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class CheckType(IdentifiedModel):
    """A kind of vetting check, such as public liability insurance."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    guidance = models.CharField(max_length=250, help_text="What an officer looks at.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VettingCheckQuerySet(DatedQuerySet):
    """Vetting checks."""

    def approved(self) -> "VettingCheckQuerySet":
        """Keep the checks that the council approved."""
        return self.filter(state=CheckState.APPROVED)


class VettingCheck(IdentifiedModel, TimeStampedModel):
    """Evidence that a provider gave for one kind of check, and what the council decided about it."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="checks")
    check_type = models.ForeignKey(CheckType, on_delete=models.PROTECT, related_name="checks")
    reference = models.CharField(max_length=120, help_text="A certificate, policy or registration number.")
    state = models.CharField(max_length=12, choices=CheckState.choices, default=CheckState.SUBMITTED)
    valid_from = models.DateField()
    valid_to = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = VettingCheckQuerySet.as_manager()

    class Meta:
        ordering = ["check_type__name", "-valid_to"]
        indexes = [models.Index(fields=["provider", "check_type", "valid_to"])]
        constraints = [
            ends_after_it_begins("providers_check_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state=CheckState.SUBMITTED) | Q(decided_at__isnull=False),
                name="providers_decided_check_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.REFUSED) | ~Q(reason=""),
                name="providers_refused_check_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_type} of {self.provider}"

    def is_valid_on(self, day: date) -> bool:
        """Say whether the council approved the check and it holds on the day."""
        return self.state == CheckState.APPROVED and self.valid_from <= day <= self.valid_to

    @property
    def has_lapsed(self) -> bool:
        """Say whether the check was approved and has run out."""
        return self.state == CheckState.APPROVED and self.valid_to < clock.today()
