"""Two people answer one review at once, with real threads, and a control without the lock."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.errors import ReviewRefused
from marketplace.budgets.models import OutcomeAnswer, OutcomeReview
from marketplace.budgets.services import answer_review, outcome_review, plan_reviews
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.factories import FamilyMemberFactory, UserFactory
from tests.racing import race, refusals

from .outcome_scenario import planned, scores

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answers(cast: Cast) -> list[Callable[[], Any]]:
    """Return what answers the same review as two parents, one with all good and one with all bad."""
    review = planned(cast.child)
    other = UserFactory()
    FamilyMemberFactory(family=cast.family, user=other)
    people = [(cast.parent, scores(5)), (other, scores(1))]
    return [
        partial(answer_review, actor=actor_for_family(user, cast.family), review=review, answers=given, comments={})
        for user, given in people
    ]


def test_one_of_two_answers_at_once_counts_and_the_other_is_told(answers: list[Callable[[], Any]]) -> None:
    results = race(*answers)
    assert [type(refusal) for refusal in refusals(results)] == [ReviewRefused]
    assert OutcomeAnswer.objects.values("score").distinct().count() == 1


def test_control_without_the_lock_both_find_the_review_open_and_only_the_constraint_stops_one(
    answers: list[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = Barrier(2)

    def read(review: OutcomeReview) -> OutcomeReview:
        seen = OutcomeReview.objects.select_related("child__family").get(pk=review.pk)
        both_have_read.wait(timeout=5)
        return seen

    monkeypatch.setattr(outcome_review, "_locked", read)
    with pytest.raises(IntegrityError, match="an_outcome_is_answered_once"):
        race(*answers)


def test_planning_at_the_same_moment_plans_once(cast: Cast) -> None:
    race(*[partial(plan_reviews, actor=SYSTEM, child=cast.child, first_due=clock.today())] * 4)
    assert OutcomeReview.objects.count() == 1
