"""A child whose outcomes are asked about, and answers to all of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from marketplace.accounts.models import Child, Family, User
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import Respondent, ReviewKind
from marketplace.budgets.models import OutcomeReview
from marketplace.budgets.services import answer_review, plan_reviews, record_consent
from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.factories import ChildFactory


def older_child(family: Family, years: int = 12) -> Child:
    """Return a child of the family that has its own say."""
    child: Child = ChildFactory(
        family=family, given_name="Noor", date_of_birth=clock.today() - timedelta(days=366 * years)
    )
    return child


def scores(score: int | None = 3, **changed: int | None) -> dict[UUID, int | None]:
    """Return an answer for every outcome; keywords are codes with underscores."""
    by_code = {code.replace("_", "-"): value for code, value in changed.items()}
    return {outcome.pk: by_code.get(outcome.code, score) for outcome in Outcome.objects.all()}


def planned(child: Child, first_due: date | None = None) -> OutcomeReview:
    """Plan the child's reviews and return the parent's first."""
    plan_reviews(actor=SYSTEM, child=child, first_due=first_due or clock.today())
    return review_of(child)


def review_of(
    child: Child, respondent: Respondent = Respondent.PARENT, kind: ReviewKind = ReviewKind.BASELINE
) -> OutcomeReview:
    """Return the child's first review of a kind."""
    return OutcomeReview.objects.filter(child=child, respondent=respondent, kind=kind).earliest("due_on")


def answered(user: User, review: OutcomeReview, answers: Mapping[UUID, int | None] | None = None) -> OutcomeReview:
    """Answer a review on the day by which it is due, with the child's consent where it is the child's."""
    actor = actor_for_family(user, review.child.family)
    if review.respondent == Respondent.CHILD:
        review = record_consent(actor=actor, review=review, consented=True)
    with clock.at(clock.local_moment(review.due_on)):
        return answer_review(actor=actor, review=review, answers=answers or scores(), comments={})
