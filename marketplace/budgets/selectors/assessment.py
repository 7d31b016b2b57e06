"""Reading assessments: what is open, what was answered, what waits to become a figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from marketplace.accounts.models import Child

from ..enums import AllocationState, AssessmentState
from ..models import (
    Assessment,
    AssessmentAnswer,
    IndicativeAllocation,
    Question,
    QuestionnaireDomain,
)
from ..scoring import Score


@dataclass(frozen=True)
class Answered:
    """A question with the answer to it, none where it is not answered yet."""

    question: Question
    answer: AssessmentAnswer | None


@dataclass(frozen=True)
class DomainAnswers:
    """A domain with its questions and what was answered."""

    domain: QuestionnaireDomain
    questions: list[Answered]

    @property
    def answered_count(self) -> int:
        """Return how many of its questions are answered."""
        return sum(each.answer is not None for each in self.questions)

    @property
    def is_complete(self) -> bool:
        """Say whether every question is answered."""
        return self.answered_count == len(self.questions)

    @property
    def child_points(self) -> int:
        """Return the points for the child, before the adjustment for age."""
        return sum(each.answer.descriptor.child_points for each in self.questions if each.answer)

    @property
    def family_points(self) -> int:
        """Return the points for the family."""
        return sum(each.answer.descriptor.family_points for each in self.questions if each.answer)


def assessments_of(child: Child) -> QuerySet[Assessment]:
    """Return the child's assessments, the latest first."""
    return child.assessments.select_related("questionnaire", "started_by", "completed_by")


def open_assessments(child: Child) -> QuerySet[Assessment]:
    """Return the child's assessments that are begun and neither completed nor given up."""
    return assessments_of(child).filter(state=AssessmentState.IN_PROGRESS)


def latest_assessment(child: Child, questionnaire_name: str) -> Assessment | None:
    """Return the child's latest completed assessment by any version of the questionnaire, none where there is none."""
    completed = assessments_of(child).filter(state=AssessmentState.COMPLETED, questionnaire__name=questionnaire_name)
    return completed.order_by("-completed_at").first()


def assessments_to_allocate() -> QuerySet[Assessment]:
    """Return the completed assessments that no figure was worked out from, the one that waits longest first.

    Of several of a child by the same questionnaire only the latest counts; a figure that was withdrawn is none.
    """
    later = Assessment.objects.filter(
        child=OuterRef("child"),
        questionnaire__name=OuterRef("questionnaire__name"),
        state=AssessmentState.COMPLETED,
        completed_at__gt=OuterRef("completed_at"),
    )
    used = IndicativeAllocation.objects.filter(assessment=OuterRef("pk")).exclude(state=AllocationState.WITHDRAWN)
    return (
        Assessment.objects.filter(~Exists(later), ~Exists(used), state=AssessmentState.COMPLETED)
        .select_related("child__family", "questionnaire")
        .order_by(F("completed_at").asc())
    )


def answers_by_domain(assessment: Assessment) -> list[DomainAnswers]:
    """Return every domain with its questions and what was answered, in a constant number of statements."""
    answers = answers_by_question(assessment)
    domains = assessment.questionnaire.domains.prefetch_related("questions__descriptors")
    return [
        DomainAnswers(domain, [Answered(question, answers.get(question.pk)) for question in domain.questions.all()])
        for domain in domains
    ]


def answers_by_question(assessment: Assessment) -> dict[UUID, AssessmentAnswer]:
    """Return the answers by the key of their question, each with its descriptor and who gave it."""
    answers = assessment.answers.select_related("descriptor", "answered_by")
    return {answer.question_id: answer for answer in answers}


def score_of(assessment: Assessment) -> Score:
    """Return the score that was frozen when the assessment was completed."""
    assert assessment.child_points is not None, "a completed assessment is scored"
    assert assessment.family_points is not None, "a completed assessment is scored"
    assert assessment.age_years is not None, "a completed assessment is scored"
    assert assessment.age_percent is not None, "a completed assessment is scored"
    return Score(
        child_points=assessment.child_points,
        family_points=assessment.family_points,
        age_years=assessment.age_years,
        age_percent=assessment.age_percent,
    )


def score_steps(score: Score) -> Iterator[str]:
    """Yield the steps from the answers to the points in all, as sentences."""
    yield f"The answers give {_points(score.child_points)} for the child."
    if score.age_percent == 100:
        yield f"At the age of {score.age_years} all of these count."
    else:
        yield (
            f"At the age of {score.age_years} {score.age_percent} % of these count: {score.child_points} × "
            f"{score.age_percent} % = {_points(score.adjusted_points)}, rounded to the nearest whole point."
        )
    yield f"The answers give {_points(score.family_points)} for the family, which are never adjusted."
    yield f"In all: {score.adjusted_points} + {score.family_points} = {_points(score.points)}."


def _points(number: int) -> str:
    return f"{number} point{'' if number == 1 else 's'}"
