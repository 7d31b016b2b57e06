"""Asking how things are: when, whom, by whose consent, and what is never changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from marketplace.accounts.enums import Relationship
from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import Respondent, ReviewKind
from marketplace.budgets.errors import ReviewRefused
from marketplace.budgets.models import FundingStream, OutcomeAnswer, OutcomeReview
from marketplace.budgets.selectors.outcome import net_change, outcome_histories
from marketplace.budgets.services import (
    answer_review,
    change_stream_rules,
    plan_reviews,
    record_consent,
    reschedule_review,
)
from marketplace.catalogue.models import Category, Outcome
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import FamilyMemberFactory, UserFactory, pot_with

from .outcome_scenario import answered, older_child, planned, review_of, scores

Streams = dict[str, FundingStream]


def dates(child: Child, respondent: Respondent = Respondent.PARENT) -> list[tuple[str, date]]:
    return list(OutcomeReview.objects.filter(child=child, respondent=respondent).values_list("kind", "due_on"))


def test_a_parent_is_asked_at_the_start_and_after_the_shortest_time_of_the_childs_streams(
    cast: Cast, streams: Streams
) -> None:
    pot_with(cast.child, streams["social-care-short-breaks"], 10_000)
    pot_with(cast.child, streams["nhs-continuing-care"], 10_000)
    today = clock.today()
    planned(cast.child)
    assert dates(cast.child) == [("baseline", today), ("review", today + relativedelta(months=3))]
    assert dates(cast.child, Respondent.CHILD) == []


def test_the_rules_of_the_day_say_when_the_next_review_is(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["social-care-short-breaks"], 10_000)
    tomorrow = clock.today() + timedelta(days=1)
    stream = streams["social-care-short-breaks"]
    change_stream_rules(
        actor=SYSTEM,
        stream=stream,
        valid_from=tomorrow,
        categories=Category.objects.filter(code="leisure"),
        reason="Sooner",
        summary="Breaks",
        review_months=6,
    )
    planned(cast.child, tomorrow)
    assert dates(cast.child)[1] == ("review", tomorrow + relativedelta(months=6))


def test_without_a_budget_only_the_start_is_planned(cast: Cast) -> None:
    planned(cast.child)
    assert dates(cast.child) == [("baseline", clock.today())]


def test_a_child_of_eleven_is_asked_too_and_one_of_ten_is_not(cast: Cast, streams: Streams) -> None:
    turns_eleven = cast.child.date_of_birth + relativedelta(years=11)
    planned(cast.child, turns_eleven - timedelta(days=1))
    assert dates(cast.child, Respondent.CHILD) == []
    planned(cast.child, turns_eleven)
    assert dates(cast.child, Respondent.CHILD) == [("baseline", turns_eleven)]
    assert review_of(cast.child, Respondent.CHILD).child_consented is None


def test_a_young_person_who_acts_for_themselves_is_asked_and_nobody_else(cast: Cast) -> None:
    cast.family.members.update(relationship=Relationship.YOUNG_PERSON)
    child = older_child(cast.family, 17)
    planned_for = plan_reviews(actor=SYSTEM, child=child, first_due=clock.today())
    assert [review.respondent for review in planned_for] == [Respondent.CHILD]


def test_planning_again_plans_nothing_twice(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    planned(cast.child)
    before = dates(cast.child)
    assert plan_reviews(actor=SYSTEM, child=cast.child, first_due=clock.today() + timedelta(days=9)) == []
    assert dates(cast.child) == before


def test_an_answer_is_kept_with_who_gave_it_and_plans_the_next_review(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000, valid_to=clock.today() + timedelta(days=900))
    baseline = answered(cast.parent, planned(cast.child), scores(4, economic_well_being=None))
    assert (baseline.completed_by, baseline.answers.count()) == (cast.parent, 7)
    assert OutcomeAnswer.objects.get(outcome__code="economic-well-being").words == "Does not apply"
    event = AuditEvent.objects.get(action="outcome_review.answer")
    assert (event.object_id, event.actor_role, event.after) == (baseline.pk, "family", {"respondent": "parent"})
    first = review_of(cast.child, kind=ReviewKind.REVIEW)
    answered(cast.parent, first)
    assert dates(cast.child)[-1] == ("review", first.due_on + relativedelta(months=12))


def test_a_supporter_is_recorded_as_acting_for_the_family(cast: Cast) -> None:
    cast.family.consents.update(scopes=["see", "money"])
    answered(cast.supporter, planned(cast.child))
    event = AuditEvent.objects.get(action="outcome_review.answer")
    assert (event.actor_role, event.on_behalf_of) == ("supporter", cast.family.pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("leave one out", "Answer every question"),
        ("nothing applies", "at least one question"),
        ("too high", "Choose one of the answers"),
        ("zero", "Choose one of the answers"),
    ],
)
def test_answers_that_are_not_whole_are_refused_and_nothing_is_written(cast: Cast, change: str, sentence: str) -> None:
    review, answers = planned(cast.child), scores()
    if change == "leave one out":
        answers.popitem()
    else:
        answers = {"nothing applies": scores(None), "too high": scores(6), "zero": scores(0)}[change]
    with pytest.raises(ReviewRefused, match=sentence):
        answer_review(actor=SYSTEM, review=review, answers=answers, comments={})
    review.refresh_from_db()
    assert review.completed_at is None
    assert not OutcomeAnswer.objects.exists()


def test_a_review_opens_thirty_days_before_its_day(cast: Cast) -> None:
    review = planned(cast.child, clock.today() + timedelta(days=31))
    actor = actor_for_family(cast.parent, cast.family)
    with pytest.raises(ReviewRefused, match="You can answer from"):
        answer_review(actor=actor, review=review, answers=scores(), comments={})
    with clock.at(clock.local_moment(clock.today() + timedelta(days=1))):
        assert answer_review(actor=actor, review=review, answers=scores(), comments={}).completed_at


def test_what_is_answered_is_not_answered_again(cast: Cast) -> None:
    review = answered(cast.parent, planned(cast.child), scores(2))
    for refused in (
        lambda: answered(cast.parent, review, scores(5)),
        lambda: reschedule_review(actor=SYSTEM, review=review, due_on=clock.today(), reason="Late"),
    ):
        with pytest.raises(ReviewRefused):
            refused()
    assert set(OutcomeAnswer.objects.values_list("score", flat=True)) == {2}


def test_a_child_answers_only_after_its_own_yes(cast: Cast) -> None:
    child = older_child(cast.family)
    planned(child)
    review = review_of(child, Respondent.CHILD)
    actor = actor_for_family(cast.parent, cast.family)
    with pytest.raises(ReviewRefused, match="Ask first"):
        answer_review(actor=actor, review=review, answers=scores(), comments={})
    review = record_consent(actor=actor, review=review, consented=True)
    assert answer_review(actor=actor, review=review, answers=scores(), comments={}).completed_at
    event = AuditEvent.objects.get(action="outcome_review.record_consent")
    assert (event.actor, event.before, event.after) == (cast.parent, {"consented": None}, {"consented": True})


def test_a_child_may_say_no_change_its_mind_and_is_asked_again_next_time(cast: Cast, streams: Streams) -> None:
    child = older_child(cast.family)
    pot_with(child, streams["equipment"], 10_000)
    planned(child)
    first = review_of(child, Respondent.CHILD)
    declined = record_consent(actor=SYSTEM, review=first, consented=False)
    assert not declined.is_open
    assert record_consent(actor=SYSTEM, review=declined, consented=True).is_open
    later = review_of(child, Respondent.CHILD, ReviewKind.REVIEW)
    record_consent(actor=SYSTEM, review=later, consented=False)
    assert OutcomeReview.objects.filter(child=child, respondent="child", kind="review").count() == 2
    with pytest.raises(ReviewRefused, match="planned already"):
        record_consent(actor=SYSTEM, review=later, consented=True)


def test_a_parents_review_is_not_a_childs_to_consent_to(cast: Cast) -> None:
    with pytest.raises(ReviewRefused, match="Only a child"):
        record_consent(actor=SYSTEM, review=planned(cast.child), consented=True)


def test_a_child_that_has_turned_eleven_is_asked_from_the_next_review_on(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000, valid_to=clock.today() + timedelta(days=1500))
    day = cast.child.date_of_birth + relativedelta(years=11) - timedelta(days=30)
    review = planned(cast.child, day)
    OutcomeReview.objects.exclude(pk=review.pk).delete()
    answered(cast.parent, review)
    assert dates(cast.child, Respondent.CHILD) == [("baseline", day + relativedelta(months=12))]


def test_a_day_is_moved_with_a_reason_and_reminders_start_again(cast: Cast) -> None:
    review = planned(cast.child)
    OutcomeReview.objects.update(reminded_on=clock.today(), overdue_reminded_on=clock.today())
    later = clock.today() + timedelta(days=40)
    moved = reschedule_review(actor=SYSTEM, review=review, due_on=later, reason="In hospital")
    moved.refresh_from_db()
    assert (moved.due_on, moved.reminded_on, moved.overdue_reminded_on) == (later, None, None)
    event = AuditEvent.objects.get(action="outcome_review.reschedule")
    assert (event.reason, event.after) == ("In hospital", {"due_on": later.isoformat()})


@pytest.mark.parametrize(("days", "reason", "sentence"), [(-1, "Why", "later day"), (1, " ", "Say why")])
def test_a_day_that_has_passed_or_no_reason_is_refused(cast: Cast, days: int, reason: str, sentence: str) -> None:
    review = planned(cast.child)
    with pytest.raises(ReviewRefused, match=sentence):
        reschedule_review(actor=SYSTEM, review=review, due_on=clock.today() + timedelta(days=days), reason=reason)


def test_two_reviews_of_one_person_on_one_day_are_refused(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 10_000)
    planned(cast.child, clock.today() + timedelta(days=3))
    later = review_of(cast.child, kind=ReviewKind.REVIEW)
    with pytest.raises(ReviewRefused, match="another day"):
        reschedule_review(actor=SYSTEM, review=later, due_on=clock.today() + timedelta(days=3), reason="Together")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_outcomeanswer SET score = 5",
        "DELETE FROM budgets_outcomeanswer",
        "UPDATE budgets_outcomereview SET completed_at = NULL",
        "UPDATE budgets_outcomereview SET due_on = due_on + 1",
        "DELETE FROM budgets_outcomereview",
    ],
)
def test_the_database_keeps_what_was_said(cast: Cast, statement: str) -> None:
    answered(cast.parent, planned(cast.child))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def write(review: OutcomeReview, **answer: Any) -> None:
    OutcomeAnswer.objects.create(review=review, outcome=Outcome.objects.all()[0], **answer)


@pytest.mark.parametrize("score", [0, 6])
def test_the_database_refuses_scores_off_the_scale(cast: Cast, score: int) -> None:
    review = planned(cast.child)
    with pytest.raises(IntegrityError, match="scores_are_from_1_to_5"), transaction.atomic():
        write(review, score=score)


def test_the_database_refuses_more_answers_once_completed(cast: Cast) -> None:
    review = answered(cast.parent, planned(cast.child))
    connection.check_constraints()
    Outcome.objects.create(code="new", name="New", position=99)
    with pytest.raises(IntegrityError, match="not answered again"), transaction.atomic():
        OutcomeAnswer.objects.create(review=review, outcome=Outcome.objects.get(code="new"), score=3)


def test_the_database_refuses_consent_of_a_parent_and_answers_without_a_childs(cast: Cast) -> None:
    child = older_child(cast.family)
    planned(child)
    for respondent, change in (("parent", {"child_consented": True}), ("child", {"completed_at": clock.now()})):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomeReview.objects.filter(child=child, respondent=respondent).update(**change)


@pytest.mark.parametrize("answers", ["none", "one without a score"])
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_completed_review_that_is_not_whole(cast: Cast, answers: str) -> None:
    review = planned(cast.child)
    if answers != "none":
        for outcome in Outcome.objects.all():
            OutcomeAnswer.objects.create(review=review, outcome=outcome, score=None)
    with pytest.raises(IntegrityError, match="completed review"):
        OutcomeReview.objects.filter(pk=review.pk).update(completed_at=clock.now())


def test_net_change_is_the_share_improved_less_the_share_worsened() -> None:
    change = net_change([(1, 3), (2, 2), (3, 1), (2, 4), (4, 5), (3, 3)])
    assert (change.improved, change.same, change.worsened, change.percent) == (3, 2, 1, 33)
    assert change.words == "3 answers are better, 2 are the same and 1 is worse"
    assert change.percent_words == "+33%"
    assert net_change([(2, 1)]).percent_words == "−100%"
    assert (net_change([]).percent, net_change([]).percent_words) == (None, "")


def test_history_compares_the_first_with_the_latest_and_leaves_out_what_does_not_apply(
    cast: Cast, streams: Streams
) -> None:
    pot_with(cast.child, streams["nhs-continuing-care"], 10_000, valid_to=clock.today() + timedelta(days=900))
    review = planned(cast.child)
    for score in (2, 3, 1, 5, 4):
        review = answered(cast.parent, review, scores(score, be_healthy=None if score == 2 else 3))
        review = OutcomeReview.objects.filter(completed_at__isnull=True).earliest("due_on")
    [history] = outcome_histories(cast.child)
    assert len(history.reviews) == 4
    rows = {row.outcome.code: row for row in history.rows}
    assert (rows["stay-safe"].pair, rows["stay-safe"].change) == ((2, 4), "Better")
    assert (rows["be-healthy"].pair, rows["be-healthy"].change) == ((3, 3), "The same")
    assert history.change.improved == 6


def test_another_member_of_the_family_changes_nothing_of_whom_is_asked(cast: Cast) -> None:
    FamilyMemberFactory(family=cast.family, user=UserFactory(), relationship=Relationship.YOUNG_PERSON)
    assert planned(cast.child).respondent == Respondent.PARENT
