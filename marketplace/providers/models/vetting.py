"""The council's checks on providers: what was sent, what was decided, who was told of an end, and exceptions."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.private_files import private_storage

from ..enums import CheckState
from .provider import Provider


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


def evidence_path(evidence: "CheckEvidence", name: str) -> str:
    """Return where evidence is kept: nothing of the provider is in the path."""
    return f"evidence/{uuid.uuid4()}"


class CheckEvidence(IdentifiedModel, TimeStampedModel):
    """A file that was sent for a check. It is private; each download is an event in the audit trail."""

    vetting_check = models.ForeignKey(VettingCheck, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(storage=private_storage, upload_to=evidence_path)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "check evidence"

    def __str__(self) -> str:
        return self.name


class VettingOverrideQuerySet(DatedQuerySet):
    """Exceptions from checks."""

    def standing(self) -> "VettingOverrideQuerySet":
        """Keep the exceptions that nobody has ended."""
        return self.filter(ended_on__isnull=True)


class VettingOverride(IdentifiedModel, TimeStampedModel):
    """A named officer lets a provider be booked without a check that its services need, for a time and a reason."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="vetting_overrides")
    check_type = models.ForeignKey(CheckType, on_delete=models.PROTECT, related_name="overrides")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField()
    reason = models.TextField(max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day on it no longer counts.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(max_length=1000, blank=True)

    objects = VettingOverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("providers_override_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(reason=""), name="providers_override_says_why"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="providers_ended_override_says_who_and_why",
            ),
            ExclusionConstraint(
                name="providers_one_override_at_a_time",
                expressions=[
                    ("provider", RangeOperators.EQUAL),
                    ("check_type", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_on__isnull=True),
                violation_error_message="There is an exception for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Without {self.check_type} until {self.valid_to:%Y-%m-%d}"


class LapseNotice(IdentifiedModel, TimeStampedModel):
    """The provider, or the families that are booked, were told so many days before a check ends; 0: once it ended."""

    vetting_check = models.ForeignKey(VettingCheck, on_delete=models.PROTECT, related_name="lapse_notices")
    days_before = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vetting_check", "days_before"], name="providers_told_once_of_each_step_to_a_lapse"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before"
