"""The life of an assessment: begun, answered page by page, completed and scored once, or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Child
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import AssessmentState, QuestionnaireState, TakenWith
from ..errors import AssessmentRefused
from ..models import Assessment, AssessmentAnswer, Descriptor, Question, Questionnaire, QuestionnaireDomain
from ..scoring import score_answers

#: From the least help with an assessment to the most.
_HELP = (TakenWith.ALONE, TakenWith.SUPPORTER, TakenWith.OFFICER)


@dataclass(frozen=True)
class GivenAnswer:
    """The descriptor that was chosen for its question; a note of None leaves the one that is there."""

    descriptor: Descriptor
    note: str | None = None


@transaction.atomic
def begin_assessment(
    *, actor: Actor, child: Child, questionnaire: Questionnaire, taken_with: TakenWith = TakenWith.ALONE
) -> Assessment:
    """Begin to answer a questionnaire about a child; where it has been begun already, go on with that one.

    A supporter or an officer who begins it is recorded as such, whatever `taken_with` says. Raises AssessmentRefused
    for a questionnaire that is not in use.
    """
    questionnaire = Questionnaire.objects.get(pk=questionnaire.pk)
    if questionnaire.state != QuestionnaireState.PUBLISHED:
        raise AssessmentRefused(
            f"{questionnaire.name} cannot be begun any more. Choose a questionnaire that is in use."
        )
    open_one = _open_assessment(child, questionnaire)
    if open_one:
        return open_one
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                child=child,
                questionnaire=questionnaire,
                taken_with=_most_help(taken_with, _help_of(actor)),
                started_by=actor.user,
            )
    except IntegrityError:
        return Assessment.objects.get(child=child, questionnaire=questionnaire, state=AssessmentState.IN_PROGRESS)
    record_event(actor=actor, action="assessment.begin", subject=assessment)
    return assessment


def save_answers(*, actor: Actor, assessment: Assessment, answers: Sequence[GivenAnswer]) -> Assessment:
    """Keep answers, in place of what was answered to the same questions before.

    Raises AssessmentRefused where the assessment has ended or its questionnaire is retired, and for answers of another
    questionnaire.
    """
    with deciding():
        assessment = _lock_open(assessment)
        _check_in_use(assessment)
        _check_answers(assessment, answers)
        changed = _keep(actor, assessment, answers)
        if changed:
            _note_help(actor, assessment)
            record_event(actor=actor, action="assessment.answer", subject=assessment, after={"answers": changed})
    return assessment


def complete_assessment(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Score the answers by the child's age of today and freeze them.

    Raises AssessmentRefused while questions are unanswered, naming the domains, where the questionnaire was retired
    since, and where it was completed or given up already.
    """
    with deciding():
        assessment = _lock_open(assessment)
        _check_in_use(assessment)
        answers = list(assessment.answers.select_related("descriptor"))
        _check_complete(assessment, {answer.question_id for answer in answers}, bool(answers))
        score = score_answers(assessment.questionnaire, answers, assessment.child.age_on(clock.today()))
        assessment.taken_with = _most_help(assessment.taken_with, _help_of(actor))
        assessment.state = AssessmentState.COMPLETED
        assessment.completed_by, assessment.completed_at = actor.user, clock.now()
        assessment.age_years, assessment.age_percent = score.age_years, score.age_percent
        assessment.child_points, assessment.family_points = score.child_points, score.family_points
        assessment.points = score.points
        assessment.save()
        record_event(actor=actor, action="assessment.complete", subject=assessment)
    return assessment


def withdraw_assessment(*, actor: Actor, assessment: Assessment, reason: str) -> Assessment:
    """Give up an assessment that is open; its answers stay readable.

    Raises AssessmentRefused without a reason, or where it was completed or given up already.
    """
    if not reason.strip():
        raise AssessmentRefused("Say why you give it up.")
    with deciding():
        assessment = _lock_open(assessment)
        _withdraw(actor, assessment, reason)
    return assessment


def renew_assessment(*, actor: Actor, assessment: Assessment) -> tuple[Assessment, int]:
    """Give up an assessment of a retired questionnaire, begin the version in use, and carry over what is the same.

    Answers are carried over where the words of question and answer are the same and no other question has these words.
    Returns the new assessment and how many answers it got. Raises AssessmentRefused where the questionnaire is still in
    use, no version of it is, or the assessment has ended.
    """
    with deciding():
        assessment = _lock_open(assessment)
        old = assessment.questionnaire
        current = Questionnaire.objects.filter(name=old.name, state=QuestionnaireState.PUBLISHED).first()
        if old.state == QuestionnaireState.PUBLISHED:
            raise AssessmentRefused(f"{old.name} is still in use. Go on with your answers.")
        if current is None:
            raise AssessmentRefused(f"{old.name} is not in use any more. Please contact the council.")
        renewed = begin_assessment(
            actor=actor, child=assessment.child, questionnaire=current, taken_with=TakenWith(assessment.taken_with)
        )
        carried = _carry_over(assessment, renewed)
        _withdraw(actor, assessment, f"{current} is in use instead")
        record_event(actor=actor, action="assessment.carry_over", subject=renewed, after={"answers": carried})
    return renewed, carried


def _lock_open(assessment: Assessment) -> Assessment:
    locked: Assessment = lock_rows({Assessment: [assessment.pk]})[Assessment][assessment.pk]
    if locked.state == AssessmentState.COMPLETED:
        raise AssessmentRefused("These answers have been sent already, so they do not change any more.")
    if locked.state == AssessmentState.WITHDRAWN:
        raise AssessmentRefused("This was given up. Begin again if you want to answer the questions.")
    return locked


def _check_in_use(assessment: Assessment) -> None:
    if assessment.questionnaire.state != QuestionnaireState.PUBLISHED:
        raise AssessmentRefused(
            "The council has changed these questions since you began. Your answers are still here to read, but a new "
            "questionnaire has to be begun. Go back to see how."
        )


def _check_answers(assessment: Assessment, answers: Sequence[GivenAnswer]) -> None:
    chosen = [answer.descriptor.pk for answer in answers]
    ours = Descriptor.objects.filter(pk__in=chosen, question__domain__questionnaire=assessment.questionnaire_id)
    if ours.count() != len(set(chosen)):
        raise AssessmentRefused("An answer does not belong to this questionnaire. Load the page again.")


def _keep(actor: Actor, assessment: Assessment, answers: Sequence[GivenAnswer]) -> int:
    """Write what is new or different, and return how many answers that were."""
    earlier = {answer.question_id: answer for answer in assessment.answers.all()}
    changed = 0
    for given in answers:
        before = earlier.get(given.descriptor.question_id)
        note = given.note if given.note is not None else (before.note if before else "")
        if before and (before.descriptor_id, before.note) == (given.descriptor.pk, note):
            continue
        AssessmentAnswer.objects.update_or_create(
            assessment=assessment,
            question_id=given.descriptor.question_id,
            defaults={"descriptor": given.descriptor, "note": note, "answered_by": actor.user},
        )
        changed += 1
    return changed


def _check_complete(assessment: Assessment, answered: set[object], has_answers: bool) -> None:
    if not has_answers:
        raise AssessmentRefused("Nothing is answered yet. Answer the questions first.")
    domains = QuestionnaireDomain.objects.filter(questionnaire=assessment.questionnaire_id)
    open_domains = [
        f"“{domain.title}”"
        for domain in domains.prefetch_related("questions")
        if any(question.pk not in answered for question in domain.questions.all())
    ]
    if open_domains:
        raise AssessmentRefused(f"Some questions are not answered yet: {', '.join(open_domains)}.")


def _open_assessment(child: Child, questionnaire: Questionnaire) -> Assessment | None:
    return Assessment.objects.filter(
        child=child, questionnaire=questionnaire, state=AssessmentState.IN_PROGRESS
    ).first()


def _withdraw(actor: Actor, assessment: Assessment, reason: str) -> None:
    assessment.state = AssessmentState.WITHDRAWN
    assessment.save(update_fields=["state", "updated_at"])
    record_event(actor=actor, action="assessment.withdraw", subject=assessment, reason=reason)


def _carry_over(old: Assessment, new: Assessment) -> int:
    places = _questions_by_text(new.questionnaire)
    unique_before = _questions_by_text(old.questionnaire)
    answered = set(new.answers.values_list("question_id", flat=True))
    carried = []
    for answer in old.answers.select_related("question", "descriptor"):
        question = places.get(answer.question.text)
        if question is None or question.pk in answered or answer.question.text not in unique_before:
            continue
        same = [each for each in question.descriptors.all() if each.text == answer.descriptor.text]
        if len(same) == 1:
            carried.append(
                AssessmentAnswer(
                    assessment=new,
                    question=question,
                    descriptor=same[0],
                    note=answer.note,
                    answered_by_id=answer.answered_by_id,
                )
            )
    AssessmentAnswer.objects.bulk_create(carried)
    return len(carried)


def _questions_by_text(questionnaire: Questionnaire) -> Mapping[str, Question]:
    """Return the questions by their words, without those whose words are used twice."""
    questions = list(Question.objects.filter(domain__questionnaire=questionnaire).prefetch_related("descriptors"))
    texts = [question.text for question in questions]
    return {question.text: question for question in questions if texts.count(question.text) == 1}


def _help_of(actor: Actor) -> TakenWith:
    if actor.role.startswith("officer"):
        return TakenWith.OFFICER
    return TakenWith.SUPPORTER if actor.role == "supporter" else TakenWith.ALONE


def _most_help(*taken_with: str) -> TakenWith:
    return max((TakenWith(each) for each in taken_with), key=_HELP.index)


def _note_help(actor: Actor, assessment: Assessment) -> None:
    """Record the most help that there was: a supporter or an officer who answers a page helped."""
    taken_with = _most_help(assessment.taken_with, _help_of(actor))
    if taken_with != assessment.taken_with:
        assessment.taken_with = taken_with
        assessment.save(update_fields=["taken_with", "updated_at"])
