"""What waits for budget officers: each queue is one statement over the rows that wait, of whatever kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from marketplace.accounts.models import Child
from marketplace.core import clock
from marketplace.core.dates import DaysLater, MonthsLater, holds_on

from ..council_pages import address_of
from ..enums import AllocationState, AssessmentState, ChallengeState, PlanState, Respondent
from ..models import Assessment, Challenge, IndicativeAllocation, Pot, SupportPlan
from ..models.outcome_review import OPENS_BEFORE
from .outcome import open_reviews

#: A child with a budget is assessed again after so many months.
ASSESSED_EVERY_MONTHS = 12
#: An assessment that is not finished after so many days needs somebody to ask why.
FINISHED_WITHIN_DAYS = 28

_COLUMNS = ("waits_for", "whose", "detail", "since", "due")


@dataclass(frozen=True)
class Wait:
    """What something waits for, in words, and the page on which an officer deals with it."""

    words: str
    page: str


WAITS = {
    "assessment": Wait("No assessment in the last 12 months", "council_assessments"),
    "finish": Wait("An assessment is begun and not finished", "council_assessments"),
    "release": Wait("A figure waits for a conversation", "council_figures"),
    "challenge": Wait("A figure is challenged", "council_figures"),
    "sign": Wait("A plan waits to be signed", "council_plan_plans"),
    "outcomes": Wait("Outcomes are asked about", "council_outcomes"),
    "stream": Wait("A stream is due for review", "council_plan_plans"),
}


@dataclass(frozen=True)
class Waiting:
    """Something of a child that waits: since when, and by when it is due, where it has a day."""

    child: Child
    wait: Wait
    detail: str
    since: date
    due: date | None

    @property
    def days(self) -> int:
        """Return for how many days it has waited."""
        return (clock.today() - self.since).days

    @property
    def is_overdue(self) -> bool:
        """Say whether its day has passed."""
        return self.due is not None and self.due < clock.today()

    @property
    def url(self) -> str:
        """Return the child's page of that part."""
        return address_of(self.wait.page, self.child.pk)


@dataclass(frozen=True)
class WorkQueue:
    """A queue of officers' work; `page` is the name of the page on which the whole of it is worked through."""

    code: str
    title: str
    explanation: str
    rows: QuerySet[Any, dict[str, Any]]
    page: str = ""

    @property
    def count(self) -> int:
        """Return how much waits."""
        return self.rows.count()

    @property
    def oldest(self) -> date | None:
        """Return since when the oldest waits."""
        first = self.rows.order_by("since").first()
        return first["since"] if first else None

    @property
    def url(self) -> str:
        """Return where the whole of it is worked through, nothing where the site has no such page."""
        return address_of(self.page) if self.page else ""


def work_queues() -> list[WorkQueue]:
    """Return the queues, the oldest first in each; nothing is read before it is asked for."""
    today = clock.today()
    everything = [source(today) for source in _SOURCES.values()]
    late = [rows.filter(due__lt=today) for rows in everything]
    return [
        WorkQueue("overdue", "Overdue", "Anything below whose day has passed.", _united(late, "due", "since")),
        WorkQueue(
            "assess",
            "To assess",
            "Children with a budget or a plan and no assessment in 12 months, and assessments not finished in 28 days.",
            _queue(today, "assessment", "finish"),
        ),
        WorkQueue(
            "release",
            "To release",
            "Figures that the family sees once somebody has talked with it.",
            _queue(today, "release"),
            "council_release_queue",
        ),
        WorkQueue(
            "challenges",
            "Challenges to answer",
            "Figures that a family says are wrong; those whose day is nearest come first.",
            _united([_SOURCES["challenge"](today)], "due", "since"),
            "council_challenges",
        ),
        WorkQueue("sign", "To sign", "Plans that wait for signatures.", _queue(today, "sign"), "signing"),
        WorkQueue(
            "review",
            "To review",
            "Outcomes and streams whose review is due in the next 30 days, or was.",
            _queue(today, "outcomes", "stream"),
        ),
    ]


def waiting_of(rows: Iterable[dict[str, Any]]) -> list[Waiting]:
    """Return rows of a queue with their children, in one statement for all."""
    rows = list(rows)
    children = Child.objects.select_related("family").in_bulk({row["whose"] for row in rows})
    return [
        Waiting(children[row["whose"]], WAITS[row["waits_for"]], row["detail"], row["since"], row["due"])
        for row in rows
    ]


def _queue(today: date, *names: str) -> QuerySet[Any, dict[str, Any]]:
    return _united([_SOURCES[name](today) for name in names], "since", "whose")


def _united(sources: list[QuerySet[Any, Any]], *order: str) -> QuerySet[Any, dict[str, Any]]:
    first, *others = [source.order_by().values(*_COLUMNS) for source in sources]
    return (first.union(*others, all=True) if others else first).order_by(*order)


def _rows(rows: QuerySet[Any, Any], waits_for: str, whose: str, **columns: Any) -> QuerySet[Any, Any]:
    return rows.annotate(waits_for=Value(waits_for), whose=F(whose), **{"detail": Value(""), **columns})


def _children_to_assess(today: date) -> QuerySet[Any, Any]:
    """Return the children with a current pot or plan whose last assessment is too long ago, if there is one."""
    assessments = Assessment.objects.filter(child=OuterRef("pk"))
    done = assessments.filter(state=AssessmentState.COMPLETED).order_by("-completed_at")
    pots = Pot.objects.filter(holds_on(today), child=OuterRef("pk"))
    plans = SupportPlan.objects.filter(holds_on(today), child=OuterRef("pk"), state=PlanState.FINAL)
    long_ago = clock.local_moment(today - relativedelta(months=ASSESSED_EVERY_MONTHS))
    last = TruncDate(Subquery(done.values("completed_at")[:1]))
    due = MonthsLater(last, Value(ASSESSED_EVERY_MONTHS))
    children = Child.objects.filter(
        Exists(pots) | Exists(plans),
        ~Exists(done.filter(completed_at__gte=long_ago)),
        ~Exists(assessments.filter(_is_unfinished(today))),
    )
    return _rows(children, "assessment", "pk", since=Coalesce(due, _earliest(pots), _earliest(plans)), due=due)


def _earliest(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("valid_from").values("valid_from")[:1])


def _is_unfinished(today: date) -> Q:
    begun_before = clock.local_moment(today - timedelta(days=FINISHED_WITHIN_DAYS))
    return Q(state=AssessmentState.IN_PROGRESS, created_at__lt=begun_before)


def _assessments_to_finish(today: date) -> QuerySet[Any, Any]:
    begun = TruncDate("created_at")
    return _rows(
        Assessment.objects.filter(_is_unfinished(today)),
        "finish",
        "child",
        detail=F("questionnaire__name"),
        since=begun,
        due=DaysLater(begun, Value(FINISHED_WITHIN_DAYS)),
    )


def _figures_to_release(today: date) -> QuerySet[Any, Any]:
    """Return the figures that wait; they are late once their period has begun."""
    return _rows(
        IndicativeAllocation.objects.filter(state=AllocationState.TO_RELEASE),
        "release",
        "child",
        detail=F("stream__name"),
        since=TruncDate("created_at"),
        due=F("valid_from"),
    )


def _challenges(today: date) -> QuerySet[Any, Any]:
    return _rows(
        Challenge.objects.filter(state=ChallengeState.OPEN),
        "challenge",
        "allocation__child",
        detail=F("allocation__stream__name"),
        since=TruncDate("created_at"),
        due=F("answer_by"),
    )


def _plans_to_sign(today: date) -> QuerySet[Any, Any]:
    """Return the plans that an officer has to sign.

    They are late once their period has begun; one that was sent within its period, as a change is, has no such day.
    """
    sent = TruncDate(Coalesce("submitted_at", "created_at"))
    return _rows(
        SupportPlan.objects.filter(state=PlanState.SUBMITTED, needs_signing=True),
        "sign",
        "child",
        detail=Case(When(amends__isnull=False, then=Value("A change of an agreed plan")), default=Value("")),
        since=sent,
        due=Case(When(valid_from__gt=sent, then=F("valid_from")), output_field=DateField()),
    )


def _outcomes_to_review(today: date) -> QuerySet[Any, Any]:
    """Return the reviews of outcomes that are open to answers."""
    return _rows(
        open_reviews().filter(due_on__lte=today + OPENS_BEFORE),
        "outcomes",
        "child",
        detail=Case(
            When(respondent=Respondent.CHILD, then=Value("The child’s own view")),
            default=Value("View of a parent or carer"),
        ),
        since=DaysLater("due_on", Value(-OPENS_BEFORE.days)),
        due=F("due_on"),
    )


def _streams_to_review(today: date) -> QuerySet[Any, Any]:
    """Return the pots of today whose stream says that the plan behind them is to be looked at again soon."""
    plans = SupportPlan.objects.filter(
        child=OuterRef("child"),
        lines__funding__stream=OuterRef("stream"),
        state__in=[PlanState.FINAL, PlanState.REPLACED],
    ).order_by("-final_at")
    due = MonthsLater(TruncDate(Subquery(plans.values("final_at")[:1])), F("stream__rules__review_months"))
    pots = Pot.objects.filter(
        holds_on(today), holds_on(today, "stream__rules__"), stream__rules__review_months__gt=0
    ).annotate(due=due)
    return _rows(
        pots.filter(due__lte=today + OPENS_BEFORE),
        "stream",
        "child",
        detail=F("stream__name"),
        since=DaysLater("due", Value(-OPENS_BEFORE.days)),
    )


_SOURCES: dict[str, Callable[[date], QuerySet[Any, Any]]] = {
    "assessment": _children_to_assess,
    "finish": _assessments_to_finish,
    "release": _figures_to_release,
    "challenge": _challenges,
    "sign": _plans_to_sign,
    "outcomes": _outcomes_to_review,
    "stream": _streams_to_review,
}
