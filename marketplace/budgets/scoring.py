"""How answers become points: how much the child's count depends on its age, the family's count in full (2008)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import AssessmentAnswer, Questionnaire

FULL_PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Score:
    """The points of an assessment and what they are made of; the share is in per cent."""

    child_points: int
    family_points: int
    age_years: int
    age_percent: int

    @property
    def adjusted_points(self) -> int:
        """Return the child's points after the adjustment for age, rounded half up."""
        return (self.child_points * self.age_percent + FULL_PERCENT // 2) // FULL_PERCENT

    @property
    def points(self) -> int:
        """Return the points in all."""
        return self.adjusted_points + self.family_points


def score_answers(questionnaire: Questionnaire, answers: Iterable[AssessmentAnswer], age_years: int) -> Score:
    """Return the score of the answers at an age; select their descriptors with them."""
    chosen = [answer.descriptor for answer in answers]
    return Score(
        child_points=sum(descriptor.child_points for descriptor in chosen),
        family_points=sum(descriptor.family_points for descriptor in chosen),
        age_years=age_years,
        age_percent=age_percent(questionnaire, age_years),
    )


def age_percent(questionnaire: Questionnaire, age_years: int) -> int:
    """Return the share of the child's points that counts at the age: all of them where no adjustment holds."""
    holding = (each for each in questionnaire.age_adjustments.all() if each.age_from <= age_years <= each.age_to)
    return next((each.percent for each in holding), FULL_PERCENT)
