"""An assessment: a child's questionnaire, answered as far as it is, then scored once and for all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import Child
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import AssessmentState, TakenWith
from .questionnaire import Descriptor, Question, Questionnaire


class Assessment(IdentifiedModel, TimeStampedModel):
    """Answers of a family about a child. What is scored is frozen when it is completed."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assessments")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=12, choices=AssessmentState.choices, default=AssessmentState.IN_PROGRESS)
    taken_with = models.CharField(max_length=12, choices=TakenWith.choices, default=TakenWith.ALONE)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    age_years = models.PositiveSmallIntegerField("age when it was completed", null=True, blank=True)
    child_points = models.PositiveIntegerField(null=True, blank=True)
    age_percent = models.PositiveSmallIntegerField("share of the child’s points at that age", null=True, blank=True)
    family_points = models.PositiveIntegerField(null=True, blank=True)
    points = models.PositiveIntegerField("points in all, after the adjustment", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "questionnaire"],
                condition=Q(state="in_progress"),
                name="budgets_one_open_assessment_per_questionnaire",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed")
                | Q(
                    points__isnull=False,
                    child_points__isnull=False,
                    family_points__isnull=False,
                    age_percent__isnull=False,
                    age_years__isnull=False,
                    completed_at__isnull=False,
                ),
                name="budgets_completed_assessment_is_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} ({self.get_state_display()})"


class AssessmentAnswer(IdentifiedModel, TimeStampedModel):
    """The descriptor that was chosen for a question, and what the family wants to add."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    descriptor = models.ForeignKey(Descriptor, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question"], name="budgets_a_question_is_answered_once")
        ]

    def __str__(self) -> str:
        return str(self.descriptor)
