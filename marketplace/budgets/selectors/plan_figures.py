"""The released figures that bound a plan."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from ..enums import AllocationMethod, AllocationState, PlanState
from ..models import AllocationPolicy, IndicativeAllocation, PlanLineFunding, SupportPlan


@dataclass(frozen=True)
class Figure:
    """What the family was told that a stream is, in pence, and the most that a plan may ask: goods come in packs."""

    amount_pence: int
    highest_pence: int


def figures_for(plan: SupportPlan) -> dict[UUID, Figure]:
    """Return, by stream, the figures released to the family for days of the plan.

    What other agreed plans ask for the days of a figure is taken from it. Where the plan's own lines set the amount
    there is no figure.
    """
    released = (
        IndicativeAllocation.objects.filter(
            child=plan.child_id,
            state=AllocationState.RELEASED,
            valid_from__lte=plan.valid_to,
            valid_to__gte=plan.valid_from,
        )
        .exclude(policy__method=AllocationMethod.COSTED_PLAN)
        .select_related("policy")
    )
    by_stream: dict[UUID, list[IndicativeAllocation]] = defaultdict(list)
    for allocation in released:
        by_stream[allocation.stream_id].append(allocation)
    taken = _taken_by_other_plans(plan, released)
    return {stream_id: _figure(figures, taken.get(stream_id, 0)) for stream_id, figures in by_stream.items()}


def streams_set_by_plans(day: date) -> set[UUID]:
    """Return the streams whose amount is what the lines of a plan cost, by the council's policy of the day."""
    by_plan = AllocationPolicy.objects.valid_on(day).filter(method=AllocationMethod.COSTED_PLAN)
    return set(by_plan.values_list("stream", flat=True))


def _figure(allocations: list[IndicativeAllocation], taken_pence: int) -> Figure:
    amount = sum(each.amount_pence for each in allocations) - taken_pence
    tolerance = sum(each.amount_pence * each.policy.pack_tolerance_percent // 100 for each in allocations)
    return Figure(max(amount, 0), max(amount + tolerance, 0))


def _taken_by_other_plans(plan: SupportPlan, released: Iterable[IndicativeAllocation]) -> dict[UUID, int]:
    figures = list(released)
    if not figures:
        return {}
    others = PlanLineFunding.objects.filter(
        line__plan__child=plan.child_id,
        line__plan__state=PlanState.FINAL,
        line__plan__valid_from__lte=max(each.valid_to for each in figures),
        line__plan__valid_to__gte=min(each.valid_from for each in figures),
    ).exclude(line__plan__in=[plan.pk, *([plan.amends_id] if plan.amends_id else [])])
    return dict(others.order_by().values_list("stream").annotate(total=Sum("amount_pence")))
