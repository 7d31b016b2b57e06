"""Rows of every part of a child's budget, as the services of the parts write them; each as plain as the tests allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from marketplace.accounts.models import Child, User
from marketplace.budgets.enums import (
    AllocationMethod,
    AllocationState,
    AssessmentState,
    ChallengeState,
    ConversationKind,
    LineKind,
    PlanState,
)
from marketplace.budgets.models import (
    AllocationPolicy,
    Assessment,
    Challenge,
    FundingStream,
    IndicativeAllocation,
    PlanLine,
    PlanLineFunding,
    PlanOutcome,
    Questionnaire,
    ReleaseConversation,
    SupportPlan,
)
from marketplace.catalogue.models import Category, Outcome
from marketplace.core import clock

from .plan_scenario import take_to


def days(number: int) -> date:
    """Return the day so many days from today."""
    return clock.today() + timedelta(days=number)


def assessed(child: Child, by: User, *, days_ago: int, completed: bool = True) -> Assessment:
    """Return an assessment of so many days ago, begun on that day and completed on it or not."""
    moment = clock.now() - timedelta(days=days_ago)
    questionnaire, _ = Questionnaire.objects.get_or_create(name="About your child")
    scored = {"points": 20, "child_points": 15, "family_points": 5, "age_percent": 100, "age_years": 9}
    done = {"state": AssessmentState.COMPLETED, "completed_at": moment, "completed_by": by, **scored}
    return Assessment.objects.create(
        child=child,
        questionnaire=questionnaire,
        started_by=by,
        created_at=moment,
        **(done if completed else {}),
    )


def figure(child: Child, stream: FundingStream, by: User, **fields: Any) -> IndicativeAllocation:
    """Return a figure of £1,000 for a year from tomorrow that waits for a conversation."""
    policy, _ = AllocationPolicy.objects.get_or_create(
        stream=stream, valid_from=date(2020, 4, 1), defaults={"method": AllocationMethod.COSTED_PLAN}
    )
    return IndicativeAllocation.objects.create(
        child=child,
        stream=stream,
        policy=policy,
        made_by=by,
        **{
            "valid_from": days(1),
            "valid_to": days(365),
            "table_pence": 100_000,
            "protected_pence": 100_000,
            "amount_pence": 100_000,
            "state": AllocationState.TO_RELEASE,
            **fields,
        },
    )


def conversation(child: Child, by: User, notes: str = "They were glad") -> ReleaseConversation:
    """Return a conversation of today."""
    return ReleaseConversation.objects.create(
        child=child,
        held_on=clock.today(),
        kind=ConversationKind.PHONE,
        with_whom="Amina",
        notes=notes,
        held_by=by,
    )


def challenge(allocation: IndicativeAllocation, by: User, *, answer_by: date) -> Challenge:
    """Return an open challenge of a figure."""
    return Challenge.objects.create(
        allocation=allocation, raised_by=by, reason="It is too low", answer_by=answer_by, state=ChallengeState.OPEN
    )


@dataclass(frozen=True)
class Line:
    """Pence that streams pay in equal parts, for an outcome."""

    pence: int
    streams: Sequence[FundingStream]
    outcome: str = "stay-safe"


def plan(
    child: Child, by: User, state: PlanState = PlanState.FINAL, *, lines: Sequence[Line] = (), **fields: Any
) -> SupportPlan:
    """Return a plan of the child, for the period of `factories.pot_with` unless said otherwise."""
    moved = {name: fields.pop(name) for name in ("submitted_at", "final_at") if name in fields}
    made = SupportPlan.objects.create(
        child=child,
        prepared_by=by,
        **{
            "number": SupportPlan.objects.filter(child=child).count() + 1,
            "valid_from": days(-60),
            "valid_to": days(300),
            **fields,
        },
    )
    for line in lines:
        _add(made, line)
    return take_to(made, state, **moved)


def _add(planned: SupportPlan, wanted: Line) -> None:
    aim = PlanOutcome.objects.create(plan=planned, words="Be safe", outcome=Outcome.objects.get(code=wanted.outcome))
    line = PlanLine.objects.create(
        plan=planned,
        plan_outcome=aim,
        kind=LineKind.MONEY,
        description=f"Club {uuid4()}",
        category=Category.objects.get(code="weekend-clubs"),
        amount_pence=wanted.pence,
    )
    for stream in wanted.streams:
        PlanLineFunding.objects.create(line=line, stream=stream, amount_pence=wanted.pence // len(wanted.streams))
