"""Asking how things are, at the start and at each review: planning, the child's own wish, answering, moving the day."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction

from marketplace.accounts.enums import Relationship
from marketplace.accounts.models import Child
from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import OutcomeScore, Respondent, ReviewKind
from ..errors import ReviewRefused
from ..models import OutcomeAnswer, OutcomeReview
from ..selectors.budget import pots_of

#: From about this age children have their own say.
OWN_SAY_FROM_AGE = 11


def plan_reviews(*, actor: Actor, child: Child, first_due: date) -> list[OutcomeReview]:
    """Plan the first answers by a day and the review that follows; return what was planned.

    A parent is asked, and a child of 11 or more too (once it agrees). Where the first answers were planned before, an
    open review is kept, and one is planned by the day where there is none. The review follows after the shortest of the
    months that the streams of the child's budget say on the day; without a budget there is none. The day may have
    passed: a plan can become final after the first day of its period.
    """
    with transaction.atomic():
        next_due = _next_due(child, first_due)
        planned = [
            review
            for respondent in _respondents(child, first_due)
            for review in _plan_for(child, respondent, first_due, next_due)
        ]
        for review in planned:
            _record_plan(actor, review)
    return planned


def record_consent(*, actor: Actor, review: OutcomeReview, consented: bool) -> OutcomeReview:
    """Record the child's own yes or no to answering; a no closes this review and the child is asked again at the next.

    Raises ReviewRefused for a parent's review, for one that is answered, and for a yes once the next one is planned.
    """
    if review.respondent != Respondent.CHILD:
        raise ReviewRefused("Only a child or young person is asked whether they want to answer.")
    with deciding():
        review = _locked(review)
        _refuse_completed(review)
        before, review.child_consented = review.child_consented, consented
        _save_consent(review)
        record_event(
            actor=actor,
            action="outcome_review.record_consent",
            subject=review,
            before={"consented": before},
            after={"consented": consented},
        )
        if not consented:
            _plan_following(actor, review)
    return review


def answer_review(
    *, actor: Actor, review: OutcomeReview, answers: Mapping[UUID, int | None], comments: Mapping[UUID, str]
) -> OutcomeReview:
    """Complete a review: a score from 1 to 5 for every outcome, or none where the outcome does not apply.

    Raises ReviewRefused where an outcome is left out, all do not apply, the child has not agreed, the review does not
    open yet, or somebody has answered it; what is answered is never changed. Plans the review after it.
    """
    _check_answers(answers)
    with deciding():
        review = _locked(review)
        _refuse_completed(review)
        _check_may_be_answered(review)
        OutcomeAnswer.objects.bulk_create(
            OutcomeAnswer(
                review=review, outcome_id=outcome, score=score, comment=comments.get(outcome, "").strip()[:1000]
            )
            for outcome, score in answers.items()
        )
        review.completed_at, review.completed_by = clock.now(), actor.user
        review.save(update_fields=["completed_at", "completed_by", "updated_at"])
        record_event(
            actor=actor, action="outcome_review.answer", subject=review, after={"respondent": review.respondent}
        )
        _plan_following(actor, review)
    return review


def reschedule_review(*, actor: Actor, review: OutcomeReview, due_on: date, reason: str) -> OutcomeReview:
    """Move the day by which an open review is due; the reminders start again.

    Raises ReviewRefused without a reason, for a day that has passed, for a review that is closed, and where the same
    person is asked by that day already.
    """
    if not reason.strip():
        raise ReviewRefused("Say why the day is moved.")
    if due_on < clock.today():
        raise ReviewRefused("Choose today or a later day.")
    with deciding():
        review = _locked(review)
        if not review.is_open:
            raise ReviewRefused("This review is closed, so its day stays as it is.")
        before = review.due_on
        review.due_on, review.reminded_on, review.overdue_reminded_on = due_on, None, None
        _save_due_on(review)
        record_event(
            actor=actor,
            action="outcome_review.reschedule",
            subject=review,
            reason=reason,
            before={"due_on": before.isoformat()},
            after={"due_on": due_on.isoformat()},
        )
    return review


def _respondents(child: Child, day: date) -> Iterable[Respondent]:
    """Yield whom to ask: a young person who signs in for themselves has nobody who answers as a parent."""
    relationships = set(child.family.members.values_list("relationship", flat=True))
    if relationships != {Relationship.YOUNG_PERSON}:
        yield Respondent.PARENT
    if child.age_on(day) >= OWN_SAY_FROM_AGE:
        yield Respondent.CHILD


def _next_due(child: Child, day: date) -> date | None:
    """Return the day after the shortest time between reviews: of the budget of the day, or else of today's."""
    months = _months_between(child, day) or _months_between(child, clock.today())
    return day + relativedelta(months=min(months)) if months else None


def _months_between(child: Child, day: date) -> list[int]:
    rules = (pot.stream.rules_on(day) for pot in pots_of(child, day))
    return [each.review_months for each in rules if each and each.review_months]


def _plan_for(child: Child, respondent: Respondent, first_due: date, next_due: date | None) -> list[OutcomeReview]:
    asked = list(OutcomeReview.objects.filter(child=child, respondent=respondent))
    is_new = not any(review.kind == ReviewKind.BASELINE for review in asked)
    planned = [_plan(child, respondent, ReviewKind.BASELINE, first_due)] if is_new else []
    following = next_due if is_new else first_due
    if following and not any(review.is_open for review in asked if review.kind == ReviewKind.REVIEW):
        planned.append(_plan(child, respondent, ReviewKind.REVIEW, following))
    return [review for review in planned if review]


def _plan(child: Child, respondent: Respondent, kind: ReviewKind, due_on: date) -> OutcomeReview | None:
    """Plan one, unless a constraint says that somebody has planned it at the same moment."""
    try:
        with transaction.atomic():
            return OutcomeReview.objects.create(child=child, respondent=respondent, kind=kind, due_on=due_on)
    except IntegrityError:
        return None


def _plan_following(actor: Actor, review: OutcomeReview) -> None:
    """Plan the next review of whoever was asked, and the first of a child that has come of age for it."""
    due_on = _next_due(review.child, max(review.due_on, clock.today()))
    if due_on is None:
        return
    for respondent in _respondents(review.child, due_on):
        kind = _kind_to_follow(review, respondent)
        planned = _plan(review.child, respondent, kind, due_on) if kind else None
        if planned:
            _record_plan(actor, planned)


def _kind_to_follow(review: OutcomeReview, respondent: Respondent) -> ReviewKind | None:
    """Return what is to be planned for a respondent once a review is closed, if anything."""
    asked = list(OutcomeReview.objects.filter(child=review.child, respondent=respondent))
    if not asked:
        return ReviewKind.BASELINE
    if respondent != review.respondent or any(each.is_open and each.due_on > review.due_on for each in asked):
        return None
    return ReviewKind.REVIEW


def _record_plan(actor: Actor, review: OutcomeReview) -> None:
    record_event(
        actor=actor,
        action="outcome_review.plan",
        subject=review,
        after={"kind": review.kind, "respondent": review.respondent, "due_on": review.due_on.isoformat()},
    )


def _locked(review: OutcomeReview) -> OutcomeReview:
    locked: OutcomeReview = lock_rows({OutcomeReview: [review.pk]})[OutcomeReview][review.pk]
    locked.child = review.child
    return locked


def _refuse_completed(review: OutcomeReview) -> None:
    if review.completed_at:
        raise ReviewRefused("This review has been answered already. Nothing was changed.")


def _check_answers(answers: Mapping[UUID, int | None]) -> None:
    if set(answers) != set(Outcome.objects.values_list("pk", flat=True)):
        raise ReviewRefused("Answer every question. Choose “Does not apply” where one does not fit.")
    if not set(answers.values()) <= {None, *OutcomeScore.values}:
        raise ReviewRefused("Choose one of the answers.")
    if not any(answers.values()):
        raise ReviewRefused("Answer at least one question with more than “Does not apply”.")


def _check_may_be_answered(review: OutcomeReview) -> None:
    if review.respondent == Respondent.CHILD and not review.child_consented:
        raise ReviewRefused("Ask first whether your child wants to answer.")
    if clock.today() < review.opens_on:
        raise ReviewRefused(f"You can answer from {review.opens_on:%-d %B %Y}.")


def _save_consent(review: OutcomeReview) -> None:
    try:
        with transaction.atomic():
            review.save(update_fields=["child_consented", "updated_at"])
    except IntegrityError as error:
        raise ReviewRefused(
            "The next review is planned already, and you can answer that one. The council can bring its day forward."
        ) from error


def _save_due_on(review: OutcomeReview) -> None:
    try:
        with transaction.atomic():
            review.save(update_fields=["due_on", "reminded_on", "overdue_reminded_on", "updated_at"])
    except IntegrityError as error:
        raise ReviewRefused("The same person is asked by that day already. Choose another day.") from error
