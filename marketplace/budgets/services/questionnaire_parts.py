"""Writing a draft of a questionnaire: its domains, questions, answers and age adjustments.

Every change locks the questionnaire, so that it cannot be published half changed, and is refused once it is published.
"""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max

from marketplace.core.audit import Actor, record_event

from ..errors import QuestionnaireRefused
from ..models import AgeAdjustment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from ..questionnaire_rules import MOST_POINTS
from .questionnaire import lock_draft

#: What a questionnaire is made of, and what has an order in it.
Part = QuestionnaireDomain | Question | Descriptor | AgeAdjustment
OrderedPart = QuestionnaireDomain | Question | Descriptor


@transaction.atomic
def add_domain(*, actor: Actor, questionnaire: Questionnaire, title: str, explanation: str = "") -> QuestionnaireDomain:
    """Add a part of life at the end; raises QuestionnaireRefused without a title, or where it is no draft."""
    questionnaire = lock_draft(questionnaire)
    _need(title, "Give the domain a title.")
    domain = questionnaire.domains.create(
        title=title.strip(), explanation=explanation, position=_next_position(questionnaire.domains.all())
    )
    _note(actor, questionnaire, "add", domain)
    return domain


@transaction.atomic
def add_question(*, actor: Actor, domain: QuestionnaireDomain, text: str, help_text: str = "") -> Question:
    """Add a question at the end of a domain; raises QuestionnaireRefused without words, or where it is no draft."""
    questionnaire = _lock(domain)
    _need(text, "Write the question.")
    question = domain.questions.create(
        text=text.strip(), help_text=help_text, position=_next_position(domain.questions.all())
    )
    _note(actor, questionnaire, "add", question)
    return question


@transaction.atomic
def add_descriptor(
    *, actor: Actor, question: Question, text: str, child_points: int = 0, family_points: int = 0
) -> Descriptor:
    """Add an answer to choose, at the end of a question.

    Raises QuestionnaireRefused without words, for points below 0 or above the most, or where it is no draft.
    """
    questionnaire = _lock(question)
    _need(text, "Write the answer.")
    _check_points(child_points, family_points)
    descriptor = question.descriptors.create(
        text=text.strip(),
        child_points=child_points,
        family_points=family_points,
        position=_next_position(question.descriptors.all()),
    )
    _note(actor, questionnaire, "add", descriptor)
    return descriptor


@transaction.atomic
def add_age_adjustment(
    *, actor: Actor, questionnaire: Questionnaire, age_from: int, age_to: int, percent: int
) -> AgeAdjustment:
    """Let a share of the child's points count at some ages, both included; `percent` is from 0 to 200.

    Raises QuestionnaireRefused for ages that are reversed, beyond 25 or overlap with others, or where it is no draft.
    """
    questionnaire = lock_draft(questionnaire)
    adjustment = AgeAdjustment(questionnaire=questionnaire, age_from=age_from, age_to=age_to, percent=percent)
    _save_adjustment(adjustment)
    _note(actor, questionnaire, "add", adjustment)
    return adjustment


@transaction.atomic
def change_part(*, actor: Actor, part: Part, **changes: Any) -> None:
    """Change the words, points, ages or share of a part; raises QuestionnaireRefused as adding it does."""
    questionnaire = _lock(part)
    for name, value in changes.items():
        setattr(part, name, value)
    if isinstance(part, AgeAdjustment):
        _save_adjustment(part)
    else:
        _need(part.title if isinstance(part, QuestionnaireDomain) else part.text, "Write something.")
        if isinstance(part, Descriptor):
            _check_points(part.child_points, part.family_points)
        part.save(update_fields=list(changes))
    _note(actor, questionnaire, "change", part)


@transaction.atomic
def move_part(*, actor: Actor, part: OrderedPart, up: bool) -> None:
    """Let a part change places with the one before it (or after it); the first does not go up, nor the last down."""
    questionnaire = _lock(part)
    part.refresh_from_db(fields=["position"])
    beside = _siblings(part).filter(**{"position__lt" if up else "position__gt": part.position})
    other = beside.order_by("-position" if up else "position").first()
    if other is None:
        return
    part.position, other.position = other.position, part.position
    for each in (part, other):
        each.save(update_fields=["position"])
    _note(actor, questionnaire, "move", part)


@transaction.atomic
def delete_part(*, actor: Actor, part: Part) -> None:
    """Delete a part of a draft with all that is in it; raises QuestionnaireRefused where it is no draft."""
    questionnaire = _lock(part)
    _note(actor, questionnaire, "delete", part)
    part.delete()


def questionnaire_of(part: Part) -> Questionnaire:
    """Return the questionnaire that the part belongs to."""
    if isinstance(part, Descriptor):
        return part.question.domain.questionnaire
    return part.domain.questionnaire if isinstance(part, Question) else part.questionnaire


def _lock(part: Part) -> Questionnaire:
    """Lock the questionnaire of a part and return it; the part must still be there."""
    questionnaire = lock_draft(questionnaire_of(part))
    if not type(part)._default_manager.filter(pk=part.pk).exists():
        raise QuestionnaireRefused("This part has been deleted in the meantime.")
    return questionnaire


def _siblings(part: OrderedPart) -> models.QuerySet[Any]:
    if isinstance(part, QuestionnaireDomain):
        return part.questionnaire.domains.all()
    return part.domain.questions.all() if isinstance(part, Question) else part.question.descriptors.all()


def _next_position(parts: models.QuerySet[Any]) -> int:
    last: int = parts.aggregate(last=Max("position", default=-1))["last"]
    return last + 1


def _need(text: str, sentence: str) -> None:
    if not text.strip():
        raise QuestionnaireRefused(sentence)


def _check_points(child_points: int, family_points: int) -> None:
    if min(child_points, family_points) < 0:
        raise QuestionnaireRefused("Points cannot be negative. Give 0 where an answer should not count.")
    if max(child_points, family_points) > MOST_POINTS:
        raise QuestionnaireRefused(f"An answer gives at most {MOST_POINTS} points.")


def _save_adjustment(adjustment: AgeAdjustment) -> None:
    if not 0 <= adjustment.age_from <= adjustment.age_to <= 25:
        raise QuestionnaireRefused("Ages are from 0 to 25, and the last is not below the first.")
    if not 0 <= adjustment.percent <= 200:
        raise QuestionnaireRefused("The share is from 0 to 200 per cent.")
    try:
        with transaction.atomic():
            adjustment.save()
    except IntegrityError as error:
        raise QuestionnaireRefused(
            "These ages overlap with another adjustment. Each age is adjusted once: change the other one first."
        ) from error


def _note(actor: Actor, questionnaire: Questionnaire, verb: str, part: Part) -> None:
    record_event(
        actor=actor,
        action=f"questionnaire.{verb}_part",
        subject=questionnaire,
        after={"kind": part._meta.model_name, "id": str(part.pk)},
    )
