"""The life of a questionnaire: written, published, followed by a new version, retired."""

from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor, record_event

from .. import reference_questionnaire as reference
from ..enums import QuestionnaireState
from ..errors import QuestionnaireRefused
from ..models import AgeAdjustment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from ..questionnaire_rules import problems_of


@transaction.atomic
def create_questionnaire(*, actor: Actor, name: str, introduction: str = "") -> Questionnaire:
    """Begin a questionnaire; raises QuestionnaireRefused without a name, or for one that another has."""
    name = name.strip()
    if not name:
        raise QuestionnaireRefused("Give the questionnaire a name.")
    _refuse_taken_name(name)
    questionnaire = _insert(Questionnaire(name=name, introduction=introduction))
    record_event(actor=actor, action="questionnaire.create", subject=questionnaire)
    return questionnaire


@transaction.atomic
def change_questionnaire(
    *, actor: Actor, questionnaire: Questionnaire, introduction: str, name: str = ""
) -> Questionnaire:
    """Change what families read before they begin, and the name of a first version: later versions keep theirs.

    Raises QuestionnaireRefused where it is no draft, or for a name that another has.
    """
    questionnaire = lock_draft(questionnaire)
    name = name.strip()
    if name and name != questionnaire.name:
        if questionnaire.version > 1:
            raise QuestionnaireRefused("A new version keeps the name of the one before it.")
        _refuse_taken_name(name, but=questionnaire)
        questionnaire.name = name
    questionnaire.introduction = introduction
    questionnaire.save(update_fields=["name", "introduction", "updated_at"])
    record_event(actor=actor, action="questionnaire.change", subject=questionnaire)
    return questionnaire


@transaction.atomic
def delete_draft(*, actor: Actor, questionnaire: Questionnaire) -> None:
    """Delete a questionnaire that was never published; raises QuestionnaireRefused where it is no draft."""
    questionnaire = lock_draft(questionnaire)
    record_event(
        actor=actor,
        action="questionnaire.delete",
        subject=questionnaire,
        before={"name": questionnaire.name, "version": questionnaire.version},
    )
    questionnaire.delete()


@transaction.atomic
def publish_questionnaire(*, actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """Put a draft into use; the version in use until now is retired in the same transaction.

    Raises QuestionnaireRefused with everything that is missing, or where it is no draft.
    """
    questionnaire = lock_draft(questionnaire)
    problems = problems_of(questionnaire)
    if problems:
        raise QuestionnaireRefused(*problems)
    in_use = Questionnaire.objects.select_for_update(no_key=True).filter(
        name=questionnaire.name, state=QuestionnaireState.PUBLISHED
    )
    for earlier in in_use:
        _retire(actor, earlier)
    questionnaire.state = QuestionnaireState.PUBLISHED
    questionnaire.published_at = clock.now()
    questionnaire.save(update_fields=["state", "published_at", "updated_at"])
    record_event(actor=actor, action="questionnaire.publish", subject=questionnaire)
    return questionnaire


@transaction.atomic
def retire_questionnaire(*, actor: Actor, questionnaire: Questionnaire, reason: str) -> Questionnaire:
    """Take a questionnaire out of use; assessments that are open can be read, but not completed.

    Raises QuestionnaireRefused without a reason, or where it is not in use.
    """
    if not reason.strip():
        raise QuestionnaireRefused("Say why the questionnaire is retired.")
    questionnaire = Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    if questionnaire.state != QuestionnaireState.PUBLISHED:
        raise QuestionnaireRefused("Only a questionnaire that is in use can be retired.")
    _retire(actor, questionnaire, reason)
    return questionnaire


@transaction.atomic
def draft_new_version(*, actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """Copy a questionnaire that is, or was, in use as the draft of the next version.

    Raises QuestionnaireRefused for a draft, and where there is a draft of it already.
    """
    if questionnaire.state == QuestionnaireState.DRAFT:
        raise QuestionnaireRefused("This is a draft. Change it as it is.")
    latest = Questionnaire.objects.filter(name=questionnaire.name).order_by("-version")[0]
    draft = _insert(
        Questionnaire(name=questionnaire.name, version=latest.version + 1, introduction=questionnaire.introduction)
    )
    _copy_parts(questionnaire, draft)
    record_event(actor=actor, action="questionnaire.copy", subject=draft, before={"copy_of": str(questionnaire.pk)})
    return draft


@transaction.atomic
def load_questionnaires() -> None:
    """Add and publish the questionnaire of `reference_questionnaire.py`, unless there is one of its name."""
    if Questionnaire.objects.filter(name=reference.NAME).exists():
        return
    questionnaire = Questionnaire.objects.create(name=reference.NAME, introduction=reference.INTRODUCTION)
    for position, part in enumerate(reference.DOMAINS):
        domain = questionnaire.domains.create(title=part.title, explanation=part.explanation, position=position)
        for number, asked in enumerate(part.questions):
            question = domain.questions.create(text=asked.text, help_text=asked.help_text, position=number)
            Descriptor.objects.bulk_create(
                Descriptor(
                    question=question,
                    text=answer.text,
                    child_points=answer.child,
                    family_points=answer.family,
                    position=place,
                )
                for place, answer in enumerate(asked.answers)
            )
    for age_from, age_to, percent in reference.AGE_ADJUSTMENTS:
        questionnaire.age_adjustments.create(age_from=age_from, age_to=age_to, percent=percent)
    publish_questionnaire(actor=SYSTEM, questionnaire=questionnaire)


def lock_draft(questionnaire: Questionnaire) -> Questionnaire:
    """Lock the questionnaire and return it as it is now; raises QuestionnaireRefused where it is no draft."""
    locked = Questionnaire.objects.select_for_update(no_key=True).filter(pk=questionnaire.pk).first()
    if locked is None:
        raise QuestionnaireRefused("This draft has been deleted.")
    if locked.state != QuestionnaireState.DRAFT:
        raise QuestionnaireRefused(
            f"{locked} has been published, so it is not changed any more. Make a new version of it instead."
        )
    return locked


def _insert(questionnaire: Questionnaire) -> Questionnaire:
    try:
        with transaction.atomic():
            questionnaire.save(force_insert=True)
    except IntegrityError as error:
        raise QuestionnaireRefused(
            f"There is a draft of {questionnaire.name} already. Go on with that one, or delete it."
        ) from error
    return questionnaire


def _refuse_taken_name(name: str, but: Questionnaire | None = None) -> None:
    taken = Questionnaire.objects.filter(name__iexact=name)
    if any(other != but for other in taken):
        raise QuestionnaireRefused(
            f"There is a questionnaire called {name} already. Make a new version of it, or choose another name."
        )


def _retire(actor: Actor, questionnaire: Questionnaire, reason: str = "") -> None:
    questionnaire.state = QuestionnaireState.RETIRED
    questionnaire.retired_at = clock.now()
    questionnaire.save(update_fields=["state", "retired_at", "updated_at"])
    record_event(actor=actor, action="questionnaire.retire", subject=questionnaire, reason=reason)


def _copy_parts(source: Questionnaire, draft: Questionnaire) -> None:
    domains, questions, descriptors = [], [], []
    for domain in source.domains.prefetch_related("questions__descriptors"):
        new_domain = QuestionnaireDomain(
            questionnaire=draft, title=domain.title, explanation=domain.explanation, position=domain.position
        )
        domains.append(new_domain)
        for question in domain.questions.all():
            new_question = Question(
                domain=new_domain, text=question.text, help_text=question.help_text, position=question.position
            )
            questions.append(new_question)
            descriptors += [_copy_of(descriptor, new_question) for descriptor in question.descriptors.all()]
    QuestionnaireDomain.objects.bulk_create(domains)
    Question.objects.bulk_create(questions)
    Descriptor.objects.bulk_create(descriptors)
    AgeAdjustment.objects.bulk_create(
        AgeAdjustment(questionnaire=draft, age_from=each.age_from, age_to=each.age_to, percent=each.percent)
        for each in source.age_adjustments.all()
    )


def _copy_of(descriptor: Descriptor, question: Question) -> Descriptor:
    return Descriptor(
        question=question,
        text=descriptor.text,
        child_points=descriptor.child_points,
        family_points=descriptor.family_points,
        position=descriptor.position,
    )
