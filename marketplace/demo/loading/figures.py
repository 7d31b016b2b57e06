"""How much a child may have: worked out by policy, put right by an officer where it does not fit, and talked about.

"To guide rather than dictate" (2008): an officer sets the amount that was agreed where the figure is below it.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.budgets.enums import AllocationMethod, ConversationKind
from marketplace.budgets.models import AllocationPolicy, FundingStream, IndicativeAllocation, SupportPlan
from marketplace.budgets.selectors.policy import allocation_policy_on, bands_of
from marketplace.budgets.services import (
    offer_for_release,
    override_allocation,
    record_present_package,
    release_after_conversation,
    work_out_allocation,
)
from marketplace.core import clock
from marketplace.core.audit import Actor

from .plan_years import PlanYear

#: What the child had is on record so long before its first plan here.
_HAD_BEFORE = timedelta(days=180)


def points_wanted(year: PlanYear) -> int | None:
    """Return the points by which every stream that goes by points pays what the plan needs; None where none does."""
    wanted = [points for stream in year.pence if (points := _points_for(year, stream)) is not None]
    return max(wanted, default=None)


def is_set_by_plan(stream: FundingStream, year: PlanYear) -> bool:
    """Say whether the plan's lines set the amount, so that there is no figure before them."""
    return _policy(stream, year).method == AllocationMethod.COSTED_PLAN


def set_figures(
    *, actor: Actor, year: PlanYear, earlier: PlanYear | None, plan: SupportPlan | None = None
) -> list[IndicativeAllocation]:
    """Work out the figures that the plan sets, or without one all the others, and offer them for release."""
    figures = []
    for stream, pence in year.pence.items():
        if is_set_by_plan(stream, year) != bool(plan):
            continue
        _record_package(actor, year, earlier, stream)
        figure = work_out_allocation(
            actor=actor,
            child=year.child,
            stream=stream,
            valid_from=year.valid_from,
            valid_to=year.valid_to,
            **_asked(_policy(stream, year), pence, plan),
        )
        if figure.amount_pence < pence:
            override_allocation(actor=actor, allocation=figure, amount_pence=pence, reason=year.reasons[stream])
        offer_for_release(actor=actor, allocation=figure)
        figures.append(figure)
    return figures


def talk_and_release(
    *, actor: Actor, figures: Sequence[IndicativeAllocation], kind: ConversationKind, with_whom: str, notes: str
) -> None:
    """Record today's conversation about the figures, and share them with the family; nothing where there are none."""
    if figures:
        release_after_conversation(
            actor=actor,
            child=figures[0].child,
            held_on=clock.today(),
            kind=kind,
            with_whom=with_whom,
            notes=notes,
            allocations=figures,
        )


def _policy(stream: FundingStream, year: PlanYear) -> AllocationPolicy:
    policy = allocation_policy_on(stream, year.valid_from)
    assert policy is not None, "every stream has its policy before the families come"
    return policy


def _points_for(year: PlanYear, stream: FundingStream) -> int | None:
    policy, pence = _policy(stream, year), year.yearly_pence[stream]
    if policy.method == AllocationMethod.PRICE_POINT:
        return -(-pence // (policy.price_point_pence or 1))
    if policy.method == AllocationMethod.BANDS:
        enough = [band.points_from for band in bands_of(policy) if band.amount_pence >= pence]
        return min(enough, default=0)
    return None


def _asked(policy: AllocationPolicy, pence: int, plan: SupportPlan | None) -> dict[str, Any]:
    """Return what the method has to be told: the plan, or how many units the amount needs."""
    if policy.method == AllocationMethod.UNIT_COST:
        return {"quantity": Decimal(-(-pence // (policy.unit_rate_pence or 1)))}
    return {"plan": plan} if plan else {}


def _record_package(actor: Actor, year: PlanYear, earlier: PlanYear | None, stream: FundingStream) -> None:
    """Record what the child has had so far; before its first plan here only where the amount follows from that."""
    if earlier and stream in earlier.pence:
        had_from, pence = earlier.valid_from, earlier.yearly_pence[stream]
    elif _policy(stream, year).method == AllocationMethod.PRESENT_PACKAGE:
        had_from, pence = year.valid_from - _HAD_BEFORE, year.yearly_pence[stream]
    else:
        return
    record_present_package(
        actor=actor,
        child=year.child,
        stream=stream,
        description=year.reasons[stream],
        amount_pence=pence,
        valid_from=had_from,
    )
