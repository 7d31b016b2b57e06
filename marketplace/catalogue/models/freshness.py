"""Whether a listing is still true: who was asked, and what people report."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.references import new_reference

from ..enums import COUNCIL_PROBLEMS, ProblemKind, ProblemState
from .service import Service


class FreshnessRequest(IdentifiedModel, TimeStampedModel):
    """The provider was asked by e-mail whether a listing is still correct; the signed link in it ends on a day."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="freshness_requests")
    #: The day from which the listing was not checked: a listing is asked about once since then.
    unchecked_since = models.DateField()
    ends_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["service", "unchecked_since"], name="catalogue_asked_once_whether_true"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("unchecked_since")), name="catalogue_freshness_link_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"Asked on {self.created_at:%Y-%m-%d}"


class ProblemReport(IdentifiedModel, TimeStampedModel):
    """What somebody says is wrong with a listing; it goes to whoever can put it right.

    The reporter's address, where they gave one, is for the answer only, and is not shown to the provider.
    """

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="problem_reports")
    kind = models.CharField(max_length=12, choices=ProblemKind.choices)
    what = models.TextField("what is wrong", max_length=2000)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="problem_reports"
    )
    email = models.EmailField("e-mail address", blank=True)
    state = models.CharField(max_length=12, choices=ProblemState.choices, default=ProblemState.OPEN)
    #: The provider puts its own listing right; safety, and what it leaves open, is the council's.
    is_for_council = models.BooleanField(default=False)
    #: What the provider has not answered by then is the council's too.
    answer_by = models.DateTimeField()
    #: When officers were told of it by e-mail; empty until the message is sent.
    council_told_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProblemState.OPEN) | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="catalogue_closed_report_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(is_for_council=True) | ~Q(kind__in=COUNCIL_PROBLEMS),
                name="catalogue_providers_do_not_get_reports_on_safety",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state="open"), name="catalogue_open_reports"),
        ]

    def __str__(self) -> str:
        return self.reference
