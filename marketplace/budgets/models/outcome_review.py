"""How things are for a child and its family, asked at the start and at each review, on the outcomes of the taxonomy."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Outcome
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import Respondent, ReviewKind


class OutcomeReview(IdentifiedModel, TimeStampedModel):
    """One person's answers on one occasion, due on a day. A child's own are asked only with its consent."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="outcome_reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind.choices)
    respondent = models.CharField(max_length=8, choices=Respondent.choices)
    due_on = models.DateField()
    child_consented = models.BooleanField("the child wants to answer", null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "respondent", "due_on"], name="budgets_one_review_per_respondent_and_day"
            ),
            models.UniqueConstraint(
                fields=["child", "respondent"], condition=Q(kind="baseline"), name="budgets_one_baseline_per_respondent"
            ),
            models.CheckConstraint(
                condition=~Q(respondent="child") | Q(completed_at__isnull=True) | Q(child_consented=True),
                name="budgets_a_child_answers_only_by_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due on {self.due_on:%Y-%m-%d}"


class OutcomeAnswer(IdentifiedModel):
    """How one outcome is, from 1 (very bad) to 5 (very good), and what the respondent adds."""

    review = models.ForeignKey(OutcomeReview, on_delete=models.PROTECT, related_name="answers")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="answers")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True, max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "outcome"], name="budgets_an_outcome_is_answered_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="budgets_scores_are_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.score}"
