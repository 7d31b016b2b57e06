"""Reading support plans: their versions, their parts, and what each stream pays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.selectors import public_services, with_card_facts
from marketplace.core import clock
from marketplace.core.dates import financial_year

from ..enums import AllocationState, PlanState, SigningParty
from ..models import (
    FundingStream,
    IndicativeAllocation,
    PlanLine,
    PlanLineFunding,
    PlanOutcome,
    PlanSignature,
    Pot,
    SupportPlan,
)
from ..rules import why_not_kind
from .plan_figures import Figure, figures_for, streams_set_by_plans


@dataclass(frozen=True, kw_only=True)
class StreamTotal:
    """What a plan asks of one stream, in pence, beside its figure and what the amended version asked of it.

    `is_set_by_plan`: the stream has no figure because the plan's own lines set its amount.
    """

    stream: FundingStream
    planned_pence: int
    contingency_pence: int
    figure: Figure | None
    is_set_by_plan: bool
    earlier_pence: int
    earlier_contingency_pence: int

    @property
    def left_pence(self) -> int | None:
        """Return what is left of the figure, below zero where the plan is above it; nothing where there is none."""
        return self.figure.amount_pence - self.planned_pence if self.figure else None

    @property
    def over_pence(self) -> int:
        """Return by how much the plan is above the figure and its tolerance."""
        return max(self.planned_pence - self.figure.highest_pence, 0) if self.figure else 0

    @property
    def change_pence(self) -> int:
        """Return how much more (below zero: less) the plan asks than the version it amends."""
        return self.planned_pence - self.earlier_pence


def plans_of(child: Child) -> QuerySet[SupportPlan]:
    """Return all versions of the child's plans, the latest first."""
    return SupportPlan.objects.filter(child=child).select_related("child__family", "prepared_by", "amends")


def other_final_plans(plan: SupportPlan) -> QuerySet[SupportPlan]:
    """Return the child's agreed plans, but for this one and the one that it amends."""
    same = [plan.pk, *([plan.amends_id] if plan.amends_id else [])]
    return SupportPlan.objects.filter(child=plan.child_id, state=PlanState.FINAL).exclude(pk__in=same)


def waiting_for_family(children: Iterable[Child]) -> QuerySet[SupportPlan]:
    """Return the children's plans that wait for the family's signature, the one that was sent first at the top."""
    signed = PlanSignature.objects.filter(plan=OuterRef("pk"), revision=OuterRef("revision"), party=SigningParty.FAMILY)
    waiting = SupportPlan.objects.filter(~Exists(signed), child__in=children, state=PlanState.SUBMITTED)
    return waiting.select_related("child").order_by("submitted_at")


def unplanned_figures(children: Iterable[Child]) -> QuerySet[IndicativeAllocation]:
    """Return the figures that the family knows, for days not over, on none of which there is a plan or an award yet."""
    same_days = {
        "child": OuterRef("child"),
        "valid_from__lte": OuterRef("valid_to"),
        "valid_to__gte": OuterRef("valid_from"),
    }
    plans = SupportPlan.objects.filter(**same_days).exclude(state=PlanState.ABANDONED)
    pots = Pot.objects.filter(**same_days, stream=OuterRef("stream"))
    released = IndicativeAllocation.objects.filter(child__in=children, state=AllocationState.RELEASED)
    return released.filter(~Exists(plans), ~Exists(pots), valid_to__gte=clock.today()).select_related("child")


def days_to_plan(child: Child) -> tuple[date, date]:
    """Return the days that the child's next plan is probably for.

    They are those of the first figure without a plan, or else the first financial year from this one on without a plan.
    """
    figure = unplanned_figures([child]).order_by("valid_from", "valid_to").first()
    if figure:
        return figure.valid_from, figure.valid_to
    first, last = financial_year(clock.today())
    plans = plans_of(child).exclude(state__in=[PlanState.ABANDONED, PlanState.REPLACED])
    while plans.filter(valid_from__lte=last, valid_to__gte=first).exists():
        first, last = financial_year(last + timedelta(days=1))
    return first, last


def lines_of(plan: SupportPlan) -> list[PlanLine]:
    """Return the plan's lines in order, with all that a page says about them."""
    return list(
        plan.lines.select_related("category__parent", "service__provider", "plan_outcome").prefetch_related(
            "funding__stream"
        )
    )


def outcomes_of(plan: SupportPlan) -> QuerySet[PlanOutcome]:
    """Return what the family wants to happen, in order, each with the council's outcome."""
    return plan.outcomes.select_related("outcome")


def totals_of(plan: SupportPlan) -> list[StreamTotal]:
    """Return what the plan asks of each stream, with those that have a figure or paid for the amended version."""
    asked = asked_by_plans([plan])
    planned, earlier, figures = asked[plan.pk], asked[plan.amends_id], figures_for(plan)
    set_by_plan = streams_set_by_plans(plan.valid_from)
    streams = FundingStream.objects.filter(pk__in={*planned, *earlier, *figures})
    return [
        StreamTotal(
            stream=stream,
            planned_pence=planned[stream.pk].pence,
            contingency_pence=planned[stream.pk].kept_aside_pence,
            figure=figures.get(stream.pk),
            is_set_by_plan=stream.pk in set_by_plan,
            earlier_pence=earlier[stream.pk].pence,
            earlier_contingency_pence=earlier[stream.pk].kept_aside_pence,
        )
        for stream in streams.prefetch_related("rules__categories")
    ]


def streams_that_change(totals: Iterable[StreamTotal]) -> list[StreamTotal]:
    """Return the totals of the streams whose awards the plan decides: those that pay, and those that paid before."""
    return [total for total in totals if total.planned_pence or total.earlier_pence]


@dataclass
class Asked:
    """What a plan asks of a stream, in pence, and how many of them it keeps aside."""

    pence: int = 0
    kept_aside_pence: int = 0


AskedByPlan = defaultdict[UUID | None, defaultdict[UUID, Asked]]


def asked_by_plans(plans: Iterable[SupportPlan]) -> AskedByPlan:
    """Return what the plans, and those that they amend, ask of each stream: by plan, then by stream."""
    plan_ids = {plan_id for plan in plans for plan_id in (plan.pk, plan.amends_id)}
    asked: AskedByPlan = defaultdict(lambda: defaultdict(Asked))
    rows = PlanLineFunding.objects.filter(line__plan__in=plan_ids - {None}).order_by()
    for plan_id, stream_id, is_contingency, pence in rows.values_list(
        "line__plan", "stream", "line__is_contingency"
    ).annotate(total=Sum("amount_pence")):
        asked[plan_id][stream_id].pence += pence
        asked[plan_id][stream_id].kept_aside_pence += pence if is_contingency else 0
    return asked


@dataclass(frozen=True)
class StreamOption:
    """A stream that might pay a line; `refusal` says why it may not, nothing where it may."""

    stream: FundingStream
    refusal: str


def stream_options(line: PlanLine) -> list[StreamOption]:
    """Return every stream, with why it may not pay the line by its rules of the plan's first day."""
    plan = line.plan
    age, day = plan.child.age_on(plan.valid_from), plan.valid_from
    streams = FundingStream.objects.prefetch_related("rules__categories")
    return [StreamOption(stream, why_not_kind(stream, line.category, line.service, age, day)) for stream in streams]


def kinds_of_service() -> QuerySet[Category]:
    """Return the kinds of service that a line can be of: those at the bottom, with their groups."""
    return (
        Category.objects.filter(children__isnull=True).select_related("parent").order_by("parent__position", "position")
    )


def services_to_choose(plan: SupportPlan, category: Category | None, words: str) -> QuerySet[Service]:
    """Return the public services of the kind that have all the words, for the child's ages in the plan's time."""
    youngest, oldest = plan.child.age_on(plan.valid_from), plan.child.age_on(plan.valid_to)
    found = public_services().filter(
        Q(age_min__isnull=True) | Q(age_min__lte=oldest), Q(age_max__isnull=True) | Q(age_max__gte=youngest)
    )
    if category:
        in_kind = Service.categories.through.objects.filter(Q(category=category) | Q(category__parent=category))
        found = found.filter(pk__in=in_kind.values("service"))
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word) | Q(provider__name__icontains=word))
    return with_card_facts(found).order_by("name", "pk")
