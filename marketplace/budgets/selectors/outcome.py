"""Reading reviews of outcomes: what is due, what was said, and what has changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from marketplace.accounts.enums import Relationship
from marketplace.accounts.models import Child, User
from marketplace.accounts.services import YOUNG_PERSON_FROM_AGE
from marketplace.catalogue.models import Outcome
from marketplace.core import clock

from ..enums import Respondent
from ..models import OutcomeAnswer, OutcomeReview

#: So many of the latest reviews stand beside the first.
LATEST_REVIEWS = 3


def open_reviews() -> QuerySet[OutcomeReview]:
    """Return the reviews that wait for answers, the first due first."""
    return OutcomeReview.objects.filter(
        Q(child_consented__isnull=True) | Q(child_consented=True), completed_at__isnull=True
    ).order_by("due_on")


def reviews_of(child: Child) -> QuerySet[OutcomeReview]:
    """Return every review of the child in the order of their days, with who answered."""
    return (
        OutcomeReview.objects.filter(child=child)
        .select_related("child__family", "completed_by")
        .order_by("due_on", "-respondent")
    )


def young_people_of(child: Child) -> list[User]:
    """Return the young person who signs in for themselves; none for a child who does not.

    No record says which child a young person who signs in is. So it is only known where the family has one child of
    that age.
    """
    today = clock.today()
    old_enough = [each for each in child.family.children.all() if each.age_on(today) >= YOUNG_PERSON_FROM_AGE]
    if [each.pk for each in old_enough] != [child.pk]:
        return []
    return [member.user for member in child.family.members.all() if member.relationship == Relationship.YOUNG_PERSON]


@dataclass(frozen=True)
class NetChange:
    """How many answers became better, stayed the same or became worse."""

    improved: int
    same: int
    worsened: int

    @property
    def compared(self) -> int:
        """Return how many answers have been given twice."""
        return self.improved + self.same + self.worsened

    @property
    def percent(self) -> int | None:
        """Return the net change: the share improved less the share worsened, in whole per cent, half up."""
        if not self.compared:
            return None
        return (200 * (self.improved - self.worsened) + self.compared) // (2 * self.compared)

    @property
    def percent_words(self) -> str:
        """Return the net change with its sign: `+33%`, `−14%`, `0%`; nothing where nothing is compared."""
        return "" if self.percent is None else signed_percent(self.percent)

    @property
    def words(self) -> str:
        """Return what has changed, for a sentence: `3 answers are better, 2 are the same and 1 is worse`."""
        return (
            f"{self.improved or 'no'} {_answers_are(self.improved)} better, {_are(self.same)} the same "
            f"and {_are(self.worsened)} worse"
        )


def signed_percent(percent: int) -> str:
    """Return a change in per cent with its sign."""
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent)}%"


def _are(number: int) -> str:
    return f"{number or 'none'} {'is' if number == 1 else 'are'}"


def _answers_are(number: int) -> str:
    return "answer is" if number == 1 else "answers are"


def net_change(pairs: Iterable[tuple[int, int]]) -> NetChange:
    """Count what changed between first and latest scores."""
    changes = [latest - first for first, latest in pairs]
    return NetChange(
        improved=sum(change > 0 for change in changes),
        same=sum(change == 0 for change in changes),
        worsened=sum(change < 0 for change in changes),
    )


@dataclass(frozen=True)
class OutcomeRow:
    """What one respondent has said of one outcome: for each review that is shown an answer, or none."""

    outcome: Outcome
    answers: list[tuple[OutcomeReview, OutcomeAnswer | None]]

    @property
    def pair(self) -> tuple[int, int] | None:
        """Return the first and the latest score, where there are two."""
        scores = [answer.score for _, answer in self.answers if answer and answer.score]
        return (scores[0], scores[-1]) if len(scores) > 1 else None

    @property
    def change(self) -> str:
        """Say in a word what has changed."""
        if self.pair is None:
            return ""
        first, latest = self.pair
        return "Better" if latest > first else "Worse" if latest < first else "The same"


@dataclass(frozen=True)
class OutcomeHistory:
    """What one respondent has said: of each outcome, in the first review and the latest ones."""

    respondent: Respondent
    reviews: list[OutcomeReview]
    rows: list[OutcomeRow]

    @property
    def change(self) -> NetChange:
        """Return what has changed over all outcomes between the first and the latest answers."""
        return net_change(row.pair for row in self.rows if row.pair)


def outcome_histories(child: Child) -> list[OutcomeHistory]:
    """Return what has been said about the child, by each who has answered, in a constant number of statements."""
    completed = list(
        OutcomeReview.objects.filter(child=child, completed_at__isnull=False)
        .prefetch_related("answers")
        .order_by("completed_at")
    )
    outcomes = list(Outcome.objects.all())
    return [
        OutcomeHistory(respondent, shown, list(_rows(outcomes, shown)))
        for respondent in Respondent
        if (shown := _shown([review for review in completed if review.respondent == respondent]))
    ]


def _shown(reviews: list[OutcomeReview]) -> list[OutcomeReview]:
    return reviews if len(reviews) <= LATEST_REVIEWS else [reviews[0], *reviews[-LATEST_REVIEWS:]]


def _rows(outcomes: list[Outcome], reviews: list[OutcomeReview]) -> Iterator[OutcomeRow]:
    said = [(review, {answer.outcome_id: answer for answer in review.answers.all()}) for review in reviews]
    for outcome in outcomes:
        yield OutcomeRow(outcome, [(review, answers.get(outcome.pk)) for review, answers in said])
