"""How things are for each child, as its family said when a plan began and at each review since."""

from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import Respondent, ReviewKind
from marketplace.budgets.models import OutcomeReview
from marketplace.budgets.selectors.outcome import open_reviews
from marketplace.budgets.services import answer_review, record_consent
from marketplace.catalogue.models import Outcome
from marketplace.core import clock

from .families import first_member
from .load import Load

#: A review that was due less than this ago still waits in every second family; this one answers no later reviews.
_STILL_WAITS = timedelta(days=35)
_ANSWERS_ONLY_FIRST = "Kowalski family"
_CHILD_AGREES = 75
_COMMENTS = (
    "It is a good week when the club runs.",
    "Better since the same worker comes each time.",
    "The holidays are still hard.",
    "We hope for a friend nearby.",
)


def load_outcomes(load: Load) -> None:
    """Answer what was due for each child, review by review, because each answer plans the next."""
    random = load.random("outcomes")
    outcomes = list(Outcome.objects.all())
    children = Child.objects.filter(outcome_reviews__isnull=False).distinct().order_by("family__name", "given_name")
    for child in load.track(list(children.select_related("family"))):
        left_open: set[UUID] = set()
        while review := _next_due(load, child, left_open):
            if _is_left_open(load, review):
                left_open.add(review.pk)
            else:
                _answer(review, outcomes, random)


def _next_due(load: Load, child: Child, left_open: set[UUID]) -> OutcomeReview | None:
    due = open_reviews().filter(child=child, due_on__lt=load.day).exclude(pk__in=left_open)
    return due.select_related("child__family").order_by("due_on", "-respondent").first()


def _is_left_open(load: Load, review: OutcomeReview) -> bool:
    family = review.child.family.name
    if family == _ANSWERS_ONLY_FIRST and review.kind == ReviewKind.REVIEW:
        return True
    return review.due_on > load.day - _STILL_WAITS and len(family) % 2 == 0


def _answer(review: OutcomeReview, outcomes: list[Outcome], random: Random) -> None:
    actor = actor_for_family(first_member(review.child.family), review.child.family)
    day: date = review.due_on - timedelta(days=random.randint(0, 9))
    with clock.at(clock.local_moment(day, time(21))):
        if review.respondent == Respondent.CHILD:
            agrees = random.randrange(100) < _CHILD_AGREES
            record_consent(actor=actor, review=review, consented=agrees)
            if not agrees:
                return
        usual = 2 if review.kind == ReviewKind.BASELINE else 3
        answer_review(
            actor=actor,
            review=review,
            answers={outcome.pk: min(5, usual + random.randint(-1, 2)) for outcome in outcomes},
            comments={random.choice(outcomes).pk: random.choice(_COMMENTS)},
        )
