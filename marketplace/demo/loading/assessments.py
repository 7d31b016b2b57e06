"""Families answer the council's questionnaire about a child before each plan."""

from functools import cached_property
from random import Random

from marketplace.accounts.models import Child
from marketplace.budgets.models import Assessment, AssessmentAnswer, Descriptor, Questionnaire
from marketplace.budgets.scoring import score_answers
from marketplace.budgets.services import GivenAnswer, begin_assessment, complete_assessment, save_answers
from marketplace.core import clock
from marketplace.core.audit import Actor


class Paper:
    """The questionnaire that is in use, read once."""

    def __init__(self) -> None:
        self.questionnaire = Questionnaire.objects.prefetch_related(
            "domains__questions__descriptors", "age_adjustments"
        ).get()

    @cached_property
    def questions(self) -> list[list[Descriptor]]:
        """Return the answers that each question offers, from the least help to the most."""
        return [
            list(question.descriptors.all())
            for domain in self.questionnaire.domains.all()
            for question in domain.questions.all()
        ]

    def answers_worth(self, points: int, age: int, random: Random) -> list[Descriptor]:
        """Return an answer to every question by which an assessment at this age comes to so many points, or just more.

        Where not even the answers of the most help do, those are returned.
        """
        places = [0] * len(self.questions)
        while self._points(places, age) < points:
            rising = [number for number, place in enumerate(places) if place + 1 < len(self.questions[number])]
            if not rising:
                break
            places[random.choice(rising)] += 1
        return self._at(places)

    def _points(self, places: list[int], age: int) -> int:
        answers = [AssessmentAnswer(descriptor=each) for each in self._at(places)]
        return score_answers(self.questionnaire, answers, age).points

    def _at(self, places: list[int]) -> list[Descriptor]:
        return [answers[place] for answers, place in zip(self.questions, places, strict=True)]


def assess(paper: Paper, *, actor: Actor, child: Child, points: int, random: Random) -> Assessment:
    """Answer every question about a child and send the answers."""
    assessment = begin_assessment(actor=actor, child=child, questionnaire=paper.questionnaire)
    chosen = paper.answers_worth(points, child.age_on(clock.today()), random)
    save_answers(actor=actor, assessment=assessment, answers=[GivenAnswer(descriptor) for descriptor in chosen])
    return complete_assessment(actor=actor, assessment=assessment)
