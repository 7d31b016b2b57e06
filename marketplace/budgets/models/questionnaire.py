"""Questionnaires: five to ten domains of one to five questions, each answered by choosing a descriptor with points.

Triggers in the database refuse to change anything of a questionnaire once it is published, but for its retirement: an
assessment can be read for ever as it was answered.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import QuestionnaireState


class IntegerRange(Func):
    """PostgreSQL's `int4range`; give `Value("[]")` as the third argument to include both ends."""

    function = "int4range"
    output_field = IntegerRangeField()


class Questionnaire(IdentifiedModel, TimeStampedModel):
    """One version of a questionnaire. A published version is never edited; a new one is written instead."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    introduction = models.TextField(blank=True, help_text="What families read before they begin.")
    state = models.CharField(max_length=10, choices=QuestionnaireState.choices, default=QuestionnaireState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="budgets_questionnaire_version_is_unique"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="published"), name="budgets_one_published_version_per_questionnaire"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="draft"), name="budgets_one_draft_per_questionnaire"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class QuestionnaireDomain(IdentifiedModel):
    """A part of life that a questionnaire asks about."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="domains")
    title = models.CharField(max_length=120)
    explanation = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="budgets_domains_have_an_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class Question(IdentifiedModel):
    """A question of a domain, with its descriptors."""

    domain = models.ForeignKey(QuestionnaireDomain, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    help_text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "position"],
                name="budgets_questions_have_an_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text


class Descriptor(IdentifiedModel):
    """An answer to choose, with the points that it gives for the child and for the family."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="descriptors")
    text = models.CharField(max_length=400)
    child_points = models.PositiveSmallIntegerField(default=0)
    family_points = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "position"],
                name="budgets_descriptors_have_an_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text


class AgeAdjustment(IdentifiedModel):
    """The share of the child's points that counts at some ages: every parent of a baby does what few do at twelve.

    Ages in no adjustment count in full. Family points are never adjusted.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="age_adjustments")
    age_from = models.PositiveSmallIntegerField("from age")
    age_to = models.PositiveSmallIntegerField("to age")
    percent = models.PositiveSmallIntegerField("share of the child’s points, in per cent")

    class Meta:
        ordering = ["age_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_to__gte=F("age_from"), age_to__lte=25), name="budgets_adjusted_ages_are_in_order"
            ),
            models.CheckConstraint(condition=Q(percent__lte=200), name="budgets_adjustment_is_at_most_double"),
            ExclusionConstraint(
                name="budgets_an_age_is_adjusted_once",
                expressions=[
                    ("questionnaire", RangeOperators.EQUAL),
                    (IntegerRange("age_from", "age_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="These ages overlap with another adjustment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} per cent from {self.age_from} to {self.age_to}"
