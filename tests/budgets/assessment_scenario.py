"""A small questionnaire, and a family that answers it."""

from collections.abc import Sequence

from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.models import Assessment, Descriptor, Questionnaire, QuestionnaireDomain
from marketplace.budgets.services import (
    GivenAnswer,
    add_age_adjustment,
    add_descriptor,
    add_domain,
    add_question,
    begin_assessment,
    create_questionnaire,
    publish_questionnaire,
    save_answers,
)
from marketplace.core.audit import SYSTEM

#: Points for the child and the family of the answers to a question, in order.
Points = Sequence[tuple[int, int]]
USUAL: Points = ((0, 0), (3, 1), (7, 4))


def draft_questionnaire(name: str = "Everyday life", domains: Sequence[str] = ("Sleep", "Play")) -> Questionnaire:
    """Return a draft whose domains have two questions of three answers each."""
    questionnaire = create_questionnaire(actor=SYSTEM, name=name, introduction="Think of an ordinary week.")
    for title in domains:
        write_domain(questionnaire, title)
    return questionnaire


def write_domain(
    questionnaire: Questionnaire, title: str, questions: int = 2, points: Points = USUAL
) -> QuestionnaireDomain:
    """Add a domain with questions, each with an answer for each pair of points."""
    domain = add_domain(actor=SYSTEM, questionnaire=questionnaire, title=title, explanation=f"All about {title}.")
    for number in range(1, questions + 1):
        question = add_question(actor=SYSTEM, domain=domain, text=f"{title}, question {number}?")
        for place, (child, family) in enumerate(points, 1):
            add_descriptor(
                actor=SYSTEM,
                question=question,
                text=f"{title} {number}, answer {place}",
                child_points=child,
                family_points=family,
            )
    return domain


def published_questionnaire(
    name: str = "Everyday life", ages: Sequence[tuple[int, int, int]] = (), **fields: Sequence[str]
) -> Questionnaire:
    """Return a questionnaire in use; `ages` are from, to and per cent."""
    questionnaire = draft_questionnaire(name, **fields)
    for age_from, age_to, percent in ages:
        add_age_adjustment(actor=SYSTEM, questionnaire=questionnaire, age_from=age_from, age_to=age_to, percent=percent)
    return publish_questionnaire(actor=SYSTEM, questionnaire=questionnaire)


def begin(child: Child, parent: User, questionnaire: Questionnaire) -> Assessment:
    """Let a parent begin an assessment."""
    return begin_assessment(actor=actor_for_family(parent, child.family), child=child, questionnaire=questionnaire)


def descriptors(questionnaire: Questionnaire, place: int) -> list[Descriptor]:
    """Return the answer at this place, from 0, of every question in order."""
    return [
        question.descriptors.all()[place]
        for domain in questionnaire.domains.all()
        for question in domain.questions.all()
    ]


def answer(assessment: Assessment, parent: User, chosen: Sequence[Descriptor], note: str = "") -> None:
    """Let a parent answer with these descriptors."""
    save_answers(
        actor=actor_for_family(parent, assessment.child.family),
        assessment=assessment,
        answers=[GivenAnswer(descriptor, note) for descriptor in chosen],
    )
