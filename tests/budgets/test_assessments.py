"""An assessment: answered as far as it is, scored once, then frozen."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import AllocationMethod, AllocationState, AssessmentState, TakenWith
from marketplace.budgets.errors import AssessmentRefused
from marketplace.budgets.models import (
    AllocationPolicy,
    Assessment,
    AssessmentAnswer,
    Descriptor,
    IndicativeAllocation,
    Questionnaire,
)
from marketplace.budgets.scoring import Score
from marketplace.budgets.selectors.assessment import (
    assessments_to_allocate,
    latest_assessment,
    open_assessments,
    score_of,
    score_steps,
)
from marketplace.budgets.services import (
    GivenAnswer,
    begin_assessment,
    change_part,
    complete_assessment,
    draft_new_version,
    publish_questionnaire,
    renew_assessment,
    retire_questionnaire,
    save_answers,
    withdraw_assessment,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import make_stream

from .assessment_scenario import answer, begin, descriptors, draft_questionnaire, published_questionnaire


@pytest.fixture
def questionnaire(cast: Cast) -> Questionnaire:
    return published_questionnaire(ages=[(0, 4, 60), (5, 8, 75)])


@pytest.fixture
def assessment(cast: Cast, questionnaire: Questionnaire) -> Assessment:
    return begin(cast.child, cast.parent, questionnaire)


@pytest.fixture
def parent(cast: Cast) -> Actor:
    return actor_for_family(cast.parent, cast.family)


@pytest.fixture
def supporter(cast: Cast) -> Actor:
    return actor_for_family(cast.supporter, cast.family)


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_for_officer(cast.officer(OfficerRole.BUDGETS), OfficerRole.BUDGETS)


def aged(child: Child, years: int, days: int = 0) -> None:
    """Let the child be so many years old today, or have turned so old some days ago."""
    today = clock.today() - timedelta(days=days)
    child.date_of_birth = date(today.year - years, today.month, min(today.day, 28))
    child.save()


def completed(assessment: Assessment, cast: Cast, place: int = 2) -> Assessment:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, place))
    return complete_assessment(actor=actor_for_family(cast.parent, cast.family), assessment=assessment)


def replaced(questionnaire: Questionnaire) -> Questionnaire:
    return publish_questionnaire(
        actor=SYSTEM, questionnaire=draft_new_version(actor=SYSTEM, questionnaire=questionnaire)
    )


@pytest.mark.parametrize(
    ("child_points", "percent", "adjusted"),
    [
        (0, 60, 0),
        (1, 50, 1),
        (3, 50, 2),
        (5, 90, 5),
        (7, 60, 4),
        (28, 100, 28),
        (1, 49, 0),
        (3, 75, 2),
        (10, 0, 0),
        (7, 200, 14),
    ],
)
def test_the_childs_points_are_rounded_half_up_once(child_points: int, percent: int, adjusted: int) -> None:
    score = Score(child_points=child_points, family_points=5, age_years=3, age_percent=percent)
    assert (score.adjusted_points, score.points) == (adjusted, adjusted + 5)


@pytest.mark.parametrize(("years", "percent", "points"), [(4, 60, 33), (5, 75, 37), (8, 75, 37), (9, 100, 44)])
def test_an_assessment_is_scored_by_the_age_on_the_day_it_is_completed(
    cast: Cast, assessment: Assessment, years: int, percent: int, points: int
) -> None:
    aged(cast.child, years)
    done = completed(Assessment.objects.get(pk=assessment.pk), cast)
    done.refresh_from_db()
    assert (done.child_points, done.family_points, done.age_years) == (28, 16, years)
    assert (done.age_percent, done.points, done.completed_by) == (percent, points, cast.parent)
    event = AuditEvent.objects.get(action="assessment.complete")
    assert (event.object_id, event.actor_role, event.after) == (done.pk, "family", {})


def test_the_steps_from_answers_to_points_are_sentences(cast: Cast, assessment: Assessment) -> None:
    aged(cast.child, 5)
    steps = list(score_steps(score_of(completed(Assessment.objects.get(pk=assessment.pk), cast))))
    assert steps == [
        "The answers give 28 points for the child.",
        "At the age of 5 75 % of these count: 28 × 75 % = 21 points, rounded to the nearest whole point.",
        "The answers give 16 points for the family, which are never adjusted.",
        "In all: 21 + 16 = 37 points.",
    ]


def test_answers_are_kept_and_changed_one_by_one(cast: Cast, assessment: Assessment, supporter: Actor) -> None:
    first, second, *_ = descriptors(assessment.questionnaire, 0)
    answer(assessment, cast.parent, [first, second], "Every night")
    other = first.question.descriptors.all()[1]
    save_answers(actor=supporter, assessment=assessment, answers=[GivenAnswer(other), GivenAnswer(second)])
    rows = {row.question_id: row for row in assessment.answers.all()}
    assert rows[first.question_id].descriptor == other
    assert rows[first.question_id].note == "Every night"
    assert rows[first.question_id].answered_by == cast.supporter
    assert rows[second.question_id].answered_by == cast.parent
    events = AuditEvent.objects.filter(action="assessment.answer").order_by("occurred_at")
    assert [(event.actor_role, event.after) for event in events] == [
        ("family", {"answers": 2}),
        ("supporter", {"answers": 1}),
    ]
    assert events[1].on_behalf_of == cast.family.pk


def test_who_helped_is_recorded_whatever_was_said(
    cast: Cast, questionnaire: Questionnaire, parent: Actor, supporter: Actor, officer: Actor
) -> None:
    def begun(actor: Actor, said: TakenWith = TakenWith.ALONE) -> Assessment:
        made = begin_assessment(actor=actor, child=cast.child, questionnaire=questionnaire, taken_with=said)
        withdraw_assessment(actor=actor, assessment=made, reason="Only a test")
        return made

    assert begun(parent).taken_with == TakenWith.ALONE
    assert begun(parent, TakenWith.SUPPORTER).taken_with == TakenWith.SUPPORTER
    assert begun(supporter).taken_with == TakenWith.SUPPORTER
    assert begun(officer).taken_with == TakenWith.OFFICER
    assessment = begin(cast.child, cast.parent, questionnaire)
    for actor, most in ((supporter, "supporter"), (officer, "officer"), (parent, "officer")):
        place = {"supporter": 0, "officer": 1}[most] if actor != parent else 2
        chosen = descriptors(questionnaire, place)[0]
        save_answers(actor=actor, assessment=assessment, answers=[GivenAnswer(chosen)])
        assessment.refresh_from_db()
        assert assessment.taken_with == most


def test_a_questionnaire_is_begun_once_at_a_time_and_again_after_it_was_sent(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    again = begin(cast.child, cast.parent, assessment.questionnaire)
    assert again == assessment
    assert list(open_assessments(cast.child)) == [assessment]
    done = completed(assessment, cast)
    later = begin(cast.child, cast.parent, assessment.questionnaire)
    assert later != done
    with clock.at(clock.now() + timedelta(days=1)):
        latest = completed(later, cast, place=1)
    assert latest_assessment(cast.child, "Everyday life") == latest
    assert latest_assessment(cast.child, "Nights") is None
    assert latest_assessment(cast.other_child, "Everyday life") is None


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_only_a_questionnaire_in_use_is_begun(cast: Cast, questionnaire: Questionnaire, state: str) -> None:
    if state == "draft":
        questionnaire = draft_questionnaire("Nights")
    else:
        retire_questionnaire(actor=SYSTEM, questionnaire=questionnaire, reason="Too long")
    with pytest.raises(AssessmentRefused, match="cannot be begun any more"):
        begin(cast.child, cast.parent, questionnaire)
    assert not Assessment.objects.exists()


def test_nothing_is_sent_without_answers_or_with_open_questions(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    with pytest.raises(AssessmentRefused, match="Nothing is answered yet"):
        complete_assessment(actor=parent, assessment=assessment)
    chosen = descriptors(assessment.questionnaire, 0)
    answer(assessment, cast.parent, chosen[:3])
    with pytest.raises(AssessmentRefused, match="not answered yet: “Play”"):
        complete_assessment(actor=parent, assessment=assessment)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.points) == ("in_progress", None)
    answer(assessment, cast.parent, chosen[3:])
    assert complete_assessment(actor=parent, assessment=assessment).points == 0


def test_an_answer_of_another_questionnaire_is_refused(cast: Cast, assessment: Assessment) -> None:
    other = descriptors(published_questionnaire("Nights"), 0)[0]
    own = descriptors(assessment.questionnaire, 0)[0]
    with pytest.raises(AssessmentRefused, match="does not belong"):
        answer(assessment, cast.parent, [own, other])
    assert not AssessmentAnswer.objects.exists()


def test_what_has_ended_takes_no_answers_and_is_not_ended_twice(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    sent = completed(assessment, cast)
    given_up = begin(cast.child, cast.parent, assessment.questionnaire)
    withdraw_assessment(actor=parent, assessment=given_up, reason="We moved")
    assert AuditEvent.objects.get(action="assessment.withdraw").reason == "We moved"
    for ended, sentence in ((sent, "sent already"), (given_up, "given up")):
        for attempt in (
            lambda ended: answer(ended, cast.parent, descriptors(ended.questionnaire, 0)),
            lambda ended: complete_assessment(actor=parent, assessment=ended),
            lambda ended: withdraw_assessment(actor=parent, assessment=ended, reason="Why not"),
            lambda ended: renew_assessment(actor=parent, assessment=ended),
        ):
            with pytest.raises(AssessmentRefused, match=sentence):
                attempt(ended)
    with pytest.raises(AssessmentRefused, match="Say why"):
        withdraw_assessment(actor=parent, assessment=sent, reason=" ")


def test_answers_to_a_questionnaire_that_was_retired_stay_and_are_not_sent(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1))
    replaced(assessment.questionnaire)
    assessment = Assessment.objects.get(pk=assessment.pk)
    with pytest.raises(AssessmentRefused, match="has to be begun"):
        complete_assessment(actor=parent, assessment=assessment)
    with pytest.raises(AssessmentRefused, match="has to be begun"):
        answer(assessment, cast.parent, descriptors(assessment.questionnaire, 2))
    assert set(assessment.answers.values_list("descriptor", flat=True)) == {
        each.pk for each in descriptors(assessment.questionnaire, 1)
    }


def test_answers_with_the_same_words_are_carried_over_to_the_version_in_use(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1), "Every night")
    draft = draft_new_version(actor=SYSTEM, questionnaire=assessment.questionnaire)
    new = descriptors(draft, 1)
    change_part(actor=SYSTEM, part=new[0], text="Other words")
    change_part(actor=SYSTEM, part=new[1].question, text="Another question?")
    change_part(actor=SYSTEM, part=new[2], child_points=50)
    publish_questionnaire(actor=SYSTEM, questionnaire=draft)
    renewed, carried = renew_assessment(actor=parent, assessment=Assessment.objects.get(pk=assessment.pk))
    assert (renewed.questionnaire, renewed.state, carried) == (draft, AssessmentState.IN_PROGRESS, 2)
    assert {row.descriptor_id for row in renewed.answers.all()} == {new[2].pk, new[3].pk}
    assert {row.note for row in renewed.answers.all()} == {"Every night"}
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.WITHDRAWN
    assert assessment.answers.count() == 4


def test_words_that_are_used_twice_are_not_carried_over(cast: Cast, assessment: Assessment, parent: Actor) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1))
    draft = draft_new_version(actor=SYSTEM, questionnaire=assessment.questionnaire)
    first, second, *_ = descriptors(draft, 1)
    change_part(actor=SYSTEM, part=second.question, text=first.question.text)
    publish_questionnaire(actor=SYSTEM, questionnaire=draft)
    _, carried = renew_assessment(actor=parent, assessment=Assessment.objects.get(pk=assessment.pk))
    assert carried == 2


def test_answers_given_to_the_new_version_are_not_overwritten(
    cast: Cast, assessment: Assessment, parent: Actor
) -> None:
    answer(assessment, cast.parent, descriptors(assessment.questionnaire, 1))
    new = replaced(assessment.questionnaire)
    answer(begin(cast.child, cast.parent, new), cast.parent, descriptors(new, 2)[:1])
    renewed, carried = renew_assessment(actor=parent, assessment=Assessment.objects.get(pk=assessment.pk))
    assert carried == 3
    assert renewed.answers.get(question=descriptors(new, 2)[0].question).descriptor == descriptors(new, 2)[0]


def test_nothing_is_renewed_without_a_version_in_use(cast: Cast, assessment: Assessment, parent: Actor) -> None:
    with pytest.raises(AssessmentRefused, match="still in use"):
        renew_assessment(actor=parent, assessment=assessment)
    retire_questionnaire(actor=SYSTEM, questionnaire=assessment.questionnaire, reason="Too long")
    with pytest.raises(AssessmentRefused, match="contact the council"):
        renew_assessment(actor=parent, assessment=Assessment.objects.get(pk=assessment.pk))
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.IN_PROGRESS


def allocation_from(assessment: Assessment, state: str) -> IndicativeAllocation:
    stream = make_stream(f"stream-{IndicativeAllocation.objects.count()}")
    policy = AllocationPolicy.objects.create(
        stream=stream, valid_from=clock.today(), method=AllocationMethod.COSTED_PLAN
    )
    return IndicativeAllocation.objects.create(
        child=assessment.child,
        stream=stream,
        policy=policy,
        assessment=assessment,
        valid_from=clock.today(),
        valid_to=clock.today(),
        table_pence=1,
        protected_pence=1,
        amount_pence=1,
        state=state,
        withdrawal_reason="A slip" if state == AllocationState.WITHDRAWN else "",
        made_by=assessment.started_by,
    )


def test_completed_assessments_wait_until_a_figure_is_worked_out(
    cast: Cast, questionnaire: Questionnaire, assessment: Assessment
) -> None:
    assert list(assessments_to_allocate()) == []
    earlier = completed(assessment, cast)
    with clock.at(clock.now() + timedelta(days=1)):
        latest = completed(begin(cast.child, cast.parent, questionnaire), cast)
    with clock.at(clock.now() + timedelta(days=2)):
        nights = completed(begin(cast.child, cast.parent, published_questionnaire("Nights")), cast)
    assert list(assessments_to_allocate()) == [latest, nights]
    allocation_from(latest, AllocationState.WITHDRAWN)
    allocation_from(nights, AllocationState.DRAFT)
    assert list(assessments_to_allocate()) == [latest]
    allocation_from(latest, AllocationState.DRAFT)
    assert list(assessments_to_allocate()) == []
    assert earlier.allocations.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_assessment SET points = 1000",
        "UPDATE budgets_assessment SET state = 'in_progress'",
        "UPDATE budgets_assessment SET state = 'withdrawn'",
        "DELETE FROM budgets_assessment",
        "UPDATE budgets_assessmentanswer SET note = 'Other'",
        "DELETE FROM budgets_assessmentanswer",
    ],
)
def test_the_database_freezes_what_was_sent(cast: Cast, assessment: Assessment, statement: str) -> None:
    completed(assessment, cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_answers_with_their_questions(
    cast: Cast, questionnaire: Questionnaire, assessment: Assessment
) -> None:
    first, second, *_ = descriptors(questionnaire, 0)
    stranger = descriptors(published_questionnaire("Nights"), 0)[0]
    answer(assessment, cast.parent, [second])
    row = assessment.answers.get()

    def insert(descriptor: Descriptor, of: Descriptor) -> None:
        AssessmentAnswer.objects.create(
            assessment=assessment, question=of.question, descriptor=descriptor, answered_by=cast.parent
        )

    for attempt in (
        lambda: insert(second, of=first),
        lambda: insert(stranger, of=stranger),
        lambda: AssessmentAnswer.objects.filter(pk=row.pk).update(descriptor=first),
        lambda: Assessment.objects.filter(pk=assessment.pk).update(child=cast.other_child),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    completed(assessment, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(first, of=first)
