"""Policies, figures and a challenge for the pages about them."""

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import AllocationMethod, AssessmentState, ConversationKind
from marketplace.budgets.figures import Band
from marketplace.budgets.models import (
    AllocationPolicy,
    Assessment,
    BudgetPolicy,
    Challenge,
    FundingStream,
    IndicativeAllocation,
    PresentPackage,
    Questionnaire,
)
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.services import (
    PolicyTerms,
    add_allocation_policy,
    change_policy,
    load_policy,
    offer_for_release,
    raise_challenge,
    record_present_package,
    release_after_conversation,
    withdraw_allocation,
    work_out_allocation,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM

#: A table of points and packages to draw a price of a point from.
TABLE = "points,package\n" + "".join(f"{points},{points * 90 + points % 7 * 100}\n" for points in range(10, 90))


@dataclass(frozen=True)
class Figures:
    """One figure waits for a conversation; the other is shared with the family and challenged; a third may still be."""

    planned_rules: BudgetPolicy
    planned_policy: AllocationPolicy
    package: PresentPackage
    waiting: IndicativeAllocation
    released: IndicativeAllocation
    challenge: Challenge


def build_figures(child: Child, parent: User, officer: User) -> Figures:
    """Build it for a child of nine; the streams must be loaded."""
    actor = actor_for_officer(officer, OfficerRole.BUDGETS)
    streams = {stream.code: stream for stream in FundingStream.objects.all()}
    breaks, equipment, support = (
        streams[code] for code in ("social-care-short-breaks", "equipment", "social-care-support")
    )
    name = "About your child"
    questionnaire = Questionnaire.objects.create(name=name, state="published", published_at=clock.now())
    Assessment.objects.create(
        child=child,
        questionnaire=questionnaire,
        state=AssessmentState.COMPLETED,
        started_by=parent,
        completed_at=clock.now(),
        age_years=9,
        child_points=42,
        age_percent=100,
        family_points=0,
        points=42,
    )
    bands = (Band(0, 30, 150_000), Band(31, 60, 399_000))
    in_bands = PolicyTerms(method=AllocationMethod.BANDS, questionnaire_name=name, bands=bands, fall_floor_permille=755)
    flat = PolicyTerms(method=AllocationMethod.FLAT_SUM, flat_sum_pence=50_000)
    usual = {"actor": SYSTEM, "valid_from": FIRST_DAY, "reason": "As voted"}
    add_allocation_policy(stream=breaks, terms=in_bands, **usual)
    for stream in (equipment, support):
        add_allocation_policy(stream=stream, terms=flat, **usual)
    load_policy()
    later = usual | {"valid_from": clock.today() + timedelta(days=700)}
    package = record_present_package(
        actor=actor,
        child=child,
        stream=breaks,
        description="Two nights a month at Oak House",
        amount_pence=600_000,
        valid_from=date(2025, 4, 1),
    )
    days = {"valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=364)}
    worked_out = [
        work_out_allocation(actor=actor, child=child, stream=stream, **days) for stream in (breaks, equipment, support)
    ]
    for figure in worked_out:
        offer_for_release(actor=actor, allocation=figure)
    said = {
        "held_on": clock.today(),
        "kind": ConversationKind.VISIT,
        "with_whom": "Amina",
        "notes": "We went through it.",
    }
    release_after_conversation(actor=actor, child=child, allocations=worked_out[:2], **said)
    earlier = {"valid_from": date(2025, 4, 1), "valid_to": date(2025, 9, 30)}
    slip = work_out_allocation(actor=actor, child=child, stream=equipment, **earlier)
    withdraw_allocation(actor=actor, allocation=slip, reason="It was for the wrong days")
    return Figures(
        planned_rules=change_policy(**later),
        planned_policy=add_allocation_policy(stream=breaks, terms=flat, **later),
        package=package,
        waiting=worked_out[2],
        released=worked_out[1],
        challenge=raise_challenge(
            actor=actor_for_family(parent, child.family), allocation=worked_out[0], reason="The nights are missing."
        ),
    )
