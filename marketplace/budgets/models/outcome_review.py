"""How things are for a child and its family, asked at the start and at each review, on the outcomes of the taxonomy.

Triggers in the database refuse to change a review once it is completed, or any answer, and refuse at commit a completed
review that leaves an outcome out or says nothing of any.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Outcome
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import DOES_NOT_APPLY, OutcomeScore, Respondent, ReviewKind

#: How long before the day by which it is due a review can be answered.
OPENS_BEFORE = timedelta(days=30)


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
    reminded_on = models.DateField("reminded before it was due", null=True, blank=True)
    overdue_reminded_on = models.DateField("reminded after it was due", null=True, blank=True)

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
                # Asked as well whether it is known: in SQL, a comparison with nothing refuses nothing.
                condition=~Q(respondent="child")
                | Q(completed_at__isnull=True)
                | Q(child_consented=True, child_consented__isnull=False),
                name="budgets_a_child_answers_only_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(respondent="child") | Q(child_consented__isnull=True),
                name="budgets_consent_is_asked_of_a_child",
            ),
            models.UniqueConstraint(
                fields=["child", "respondent"],
                condition=Q(kind="review", completed_at__isnull=True)
                & (Q(child_consented__isnull=True) | Q(child_consented=True)),
                name="budgets_one_open_review_per_respondent",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Say whether it waits for answers: it has none, and the child has not said that it does not want to answer."""
        return self.completed_at is None and self.child_consented is not False

    @property
    def needs_wish(self) -> bool:
        """Say whether it is a child's, who has not said yet that it wants to answer."""
        return self.respondent == Respondent.CHILD and not self.child_consented and self.completed_at is None

    @property
    def opens_on(self) -> date:
        """Return the first day on which it can be answered."""
        return self.due_on - OPENS_BEFORE

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due on {self.due_on:%Y-%m-%d}"


class OutcomeAnswer(IdentifiedModel):
    """How one outcome is, from 1 (very bad) to 5 (very good), and what the respondent adds.

    Without a score, the outcome does not apply to the child: a baby earns nothing.
    """

    review = models.ForeignKey(OutcomeReview, on_delete=models.PROTECT, related_name="answers")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="answers")
    score = models.PositiveSmallIntegerField(choices=OutcomeScore.choices, null=True, blank=True)
    comment = models.TextField(blank=True, max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "outcome"], name="budgets_an_outcome_is_answered_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="budgets_scores_are_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.words}"

    @property
    def words(self) -> str:
        """Return the answer in words."""
        return self.get_score_display() or DOES_NOT_APPLY
