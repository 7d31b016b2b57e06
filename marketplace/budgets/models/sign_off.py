"""Who may sign a plan, up to how much, and who has signed.

Sign-off is graduated by amount: one council let a team manager sign up to £5,000, a group manager up to £20,000, a head
of service above (2013). Each stream is signed off separately (2014).
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import SigningParty, StreamOwner
from .plan import SupportPlan
from .stream import FundingStream


class SigningGrade(IdentifiedModel, TimeStampedModel):
    """A rank of officers who sign plans, and the most that one stream of a plan may be for them to sign it."""

    name = models.CharField(max_length=80)
    owner = models.CharField(
        "signs for streams of", max_length=12, choices=StreamOwner.choices, blank=True, help_text="Empty: all of them."
    )
    limit_pence = models.PositiveIntegerField("up to", null=True, blank=True, help_text="Empty: any amount.")
    valid_from = models.DateField("first day", default=clock.today)
    valid_to = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = [models.F("limit_pence").asc(nulls_last=True), "name"]
        constraints = [ends_after_it_begins("budgets_grade_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name


class SignerAppointment(IdentifiedModel, TimeStampedModel):
    """The grade in which an officer signs, from a day, perhaps to a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signing_grades")
    grade = models.ForeignKey(SigningGrade, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField("first day", default=clock.today)
    valid_to = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("budgets_signer_ends_after_they_begin"),
            ExclusionConstraint(
                name="budgets_a_grade_is_held_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("grade", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.grade}"


class PlanSignature(IdentifiedModel):
    """A signature under one revision of a plan: for the council under one stream of it, for the family under all of it.

    Never changed.
    """

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="signatures")
    revision = models.PositiveSmallIntegerField()
    party = models.CharField(max_length=8, choices=SigningParty.choices)
    stream = models.ForeignKey(
        FundingStream, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_signatures"
    )
    amount_pence = models.PositiveIntegerField("what was signed for")
    grade = models.ForeignKey(SigningGrade, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("name as signed", max_length=120)
    note = models.TextField(blank=True, max_length=2000)
    signed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision", "stream"],
                condition=Q(party="council"),
                name="budgets_a_stream_of_a_plan_is_signed_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "revision"], condition=Q(party="family"), name="budgets_a_family_signs_a_plan_once"
            ),
            models.CheckConstraint(
                condition=Q(party="council", stream__isnull=False, grade__isnull=False)
                | Q(party="family", stream__isnull=True, grade__isnull=True),
                name="budgets_the_council_signs_a_stream_in_a_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"Signed for {self.get_party_display()}"
