"""The figure for a child, a stream and a period: worked out, changed by an officer, put forward, withdrawn."""

from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import AllocationState, ChallengeState
from ..errors import AllocationRefused
from ..figures import PeriodLength, Protection, for_period, length_of, protect, round_within
from ..models import AllocationPolicy, FundingStream, IndicativeAllocation, SupportPlan
from ..selectors.allocation import package_before
from ..selectors.policy import allocation_policy_on
from .allocation_basis import Basis, FigureQuestion, basis_of
from .allocation_policy import protection_of
from .award import HIGHEST_AWARD_PENCE

#: States in which an officer may still change a figure, because the family has not seen it.
UNSEEN_STATES = (AllocationState.DRAFT, AllocationState.TO_RELEASE)


def work_out_allocation(
    *,
    actor: Actor,
    child: Child,
    stream: FundingStream,
    valid_from: date,
    valid_to: date,
    quantity: Decimal | None = None,
    plan: SupportPlan | None = None,
) -> IndicativeAllocation:
    """Work out a child's figure from a stream for a period, both days included, by the policy of its first day.

    `quantity` is of units for the period, for the method that needs one; `plan` for the one that adds up its lines.
    The family sees nothing of it before its release. Raises AllocationRefused for reversed days, a stream that does not
    run throughout them, a child outside its ages, a stream without a policy, a method that lacks what it needs, and
    days for which there is a figure.
    """
    _check_days(child, stream, valid_from, valid_to)
    policy = allocation_policy_on(stream, valid_from)
    if policy is None:
        raise AllocationRefused(f"It is not decided how amounts of {stream.name} are set on {_day(valid_from)}.")
    with deciding():
        # Two figures for the same days wait for each other here: the constraint alone could deadlock them.
        Child.objects.select_for_update(no_key=True).get(pk=child.pk)
        _check_free(child, stream, valid_from, valid_to)
        question = FigureQuestion(
            child=child,
            stream=stream,
            policy=policy,
            valid_from=valid_from,
            valid_to=valid_to,
            present=package_before(child, stream, valid_from),
            quantity=quantity,
            plan=plan,
        )
        return _write(actor, question, basis_of(question))


def override_allocation(
    *, actor: Actor, allocation: IndicativeAllocation, amount_pence: int, reason: str
) -> IndicativeAllocation:
    """Set a figure that the family has not seen to another amount, in pence ("to guide rather than dictate", 2008).

    Raises AllocationRefused without a reason, for an amount outside £0.01 to £500,000, and once the family has seen it.
    """
    with deciding():
        allocation = lock_rows({IndicativeAllocation: [allocation.pk]})[IndicativeAllocation][allocation.pk]
        if allocation.state not in UNSEEN_STATES:
            raise AllocationRefused(
                "The family has seen this figure, or it is withdrawn. It changes by answering a challenge, or by "
                "withdrawing it and talking to the family about a new one."
            )
        set_amount(actor=actor, allocation=allocation, amount_pence=amount_pence, reason=reason, recorded_reason=reason)
    return allocation


def set_amount(
    *, actor: Actor, allocation: IndicativeAllocation, amount_pence: int, reason: str, recorded_reason: str
) -> None:
    """Set the amount of a figure that the caller has locked, in pence; raises AllocationRefused as its override does.

    The family reads `reason`; `recorded_reason` goes into the audit trail.
    """
    if not reason.strip():
        raise AllocationRefused("Say why the figure is changed; the family can read it.")
    if not 1 <= amount_pence <= HIGHEST_AWARD_PENCE:
        raise AllocationRefused(f"A figure is from {format_pounds(1)} to {format_pounds(HIGHEST_AWARD_PENCE)}.")
    before = allocation.amount_pence
    allocation.amount_pence = amount_pence
    allocation.override_reason = reason.strip()
    allocation.overridden_by = actor.user
    allocation.save(update_fields=["amount_pence", "override_reason", "overridden_by", "updated_at"])
    record_event(
        actor=actor,
        action="allocation.override",
        subject=allocation,
        reason=recorded_reason,
        before={"pence": before},
        after={"pence": amount_pence},
    )


def offer_for_release(*, actor: Actor, allocation: IndicativeAllocation) -> IndicativeAllocation:
    """Say that a figure is ready to be talked about with the family; raises AllocationRefused where it was before."""
    with deciding():
        allocation = lock_rows({IndicativeAllocation: [allocation.pk]})[IndicativeAllocation][allocation.pk]
        if allocation.state != AllocationState.DRAFT:
            raise AllocationRefused("This figure is no longer being worked out. Look at where it stands now.")
        allocation.state = AllocationState.TO_RELEASE
        allocation.save(update_fields=["state", "updated_at"])
        record_event(actor=actor, action="allocation.offer", subject=allocation)
    return allocation


def withdraw_allocation(*, actor: Actor, allocation: IndicativeAllocation, reason: str) -> IndicativeAllocation:
    """Take a figure back, so that its days are free for another. The family that has seen it can read why.

    Raises AllocationRefused without a reason, the second time, and while a challenge of it waits for an answer.
    """
    if not reason.strip():
        raise AllocationRefused("Say why the figure is withdrawn; the family can read it.")
    with deciding():
        allocation = lock_rows({IndicativeAllocation: [allocation.pk]})[IndicativeAllocation][allocation.pk]
        if allocation.state == AllocationState.WITHDRAWN:
            raise AllocationRefused("This figure is withdrawn already.")
        if allocation.challenges.filter(state=ChallengeState.OPEN).exists():
            raise AllocationRefused("The family has challenged this figure. Answer the challenge first.")
        before = allocation.state
        allocation.state = AllocationState.WITHDRAWN
        allocation.withdrawal_reason = reason.strip()
        allocation.save(update_fields=["state", "withdrawal_reason", "updated_at"])
        record_event(
            actor=actor, action="allocation.withdraw", subject=allocation, reason=reason, before={"state": before}
        )
    return allocation


def _check_days(child: Child, stream: FundingStream, valid_from: date, valid_to: date) -> None:
    if valid_to < valid_from:
        raise AllocationRefused("The last day must be on or after the first day.")
    rules = stream.rules_on(valid_from)
    if rules is None:
        raise AllocationRefused(f"{stream.name} does not run on {_day(valid_from)}. Choose another stream or period.")
    if stream.valid_to and valid_to > stream.valid_to:
        raise AllocationRefused(f"{stream.name} ends on {_day(stream.valid_to)}. Choose an earlier last day.")
    age = child.age_on(valid_from)
    if not rules.age_min <= age <= rules.age_max:
        raise AllocationRefused(
            f"{stream.name} is for ages {rules.age_min} to {rules.age_max}. The child is {age} on the first day."
        )


def _check_free(child: Child, stream: FundingStream, valid_from: date, valid_to: date) -> None:
    taken = IndicativeAllocation.objects.exclude(state=AllocationState.WITHDRAWN)
    if taken.filter(child=child, stream=stream, valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise AllocationRefused(
            f"There is a {stream.name} figure for some of these days already. Withdraw that first, or choose other "
            "days."
        )


def _write(actor: Actor, question: FigureQuestion, basis: Basis) -> IndicativeAllocation:
    length = length_of(question.valid_from, question.valid_to)
    table = for_period(basis.pence, length) if basis.for_a_year else basis.pence
    present = for_period(question.present.amount_pence, length) if question.present else None
    protected = _protected(question.policy, table, present)
    if max(table, protected) > HIGHEST_AWARD_PENCE:
        raise AllocationRefused(
            f"The figure comes to {format_pounds(max(table, protected))}, and no budget is above "
            f"{format_pounds(HIGHEST_AWARD_PENCE)}. Check the policy and what was entered."
        )
    made = IndicativeAllocation.objects.create(
        child=question.child,
        stream=question.stream,
        policy=question.policy,
        assessment=basis.assessment,
        valid_from=question.valid_from,
        valid_to=question.valid_to,
        points=basis.assessment.points if basis.assessment else None,
        quantity=basis.quantity,
        present_pence=present,
        table_pence=table,
        protected_pence=protected,
        amount_pence=protected,
        working=list(_working(question.policy, basis, length, table=table, present=present, protected=protected)),
        made_by=actor.user,
    )
    after: dict[str, Any] = {"table_pence": table, "protected_pence": protected, "policy": str(question.policy.pk)}
    record_event(actor=actor, action="allocation.work_out", subject=made, after=after)
    return made


def _protected(policy: AllocationPolicy, table: int, present: int | None) -> int:
    if present is None:
        return round_within(table, policy.round_to_pence)
    protection = protection_of(policy)
    figure = protect(table, present, protection)
    return round_within(figure, policy.round_to_pence, *_bounds(protection, table, present))


def _bounds(protection: Protection, table: int, present: int) -> tuple[int, int | None]:
    """Return what rounding may not break: the floor of a fall, or the cap of a rise."""
    return (protection.lowest(present), None) if table < present else (0, protection.highest(present))


def _working(
    policy: AllocationPolicy, basis: Basis, length: PeriodLength, *, table: int, present: int | None, protected: int
) -> list[str]:
    steps = list(basis.sentences)
    is_year = length.in_years == 1
    if basis.for_a_year and not is_year:
        steps.append(f"The figure is for {length.words}, so that is {format_pounds(table)}.")
    figure = table
    if present is not None:
        figure = protect(table, present, protection_of(policy))
        steps += _protection_steps(policy, table, present, figure, "" if is_year else " for as many days")
    if protected != figure:
        steps.append(f"Rounded in steps of {format_pounds(policy.round_to_pence)}, it is {format_pounds(protected)}.")
    return steps


def _protection_steps(policy: AllocationPolicy, table: int, present: int, figure: int, days: str) -> list[str]:
    if figure == table:
        return []
    package = f"Last year’s package cost {format_pounds(present)}{days}."
    if figure > table:
        share = 1000 - (policy.fall_floor_permille or 0)
        limit = f"A figure never falls by more than {_per_cent(share)} in a year, so it is {format_pounds(figure)}."
    else:
        share = (policy.rise_cap_permille or 0) - 1000
        limit = f"A figure never rises by more than {_per_cent(share)} in a year, so it is {format_pounds(figure)}."
    return [f"{package} {limit}"]


def _per_cent(permille: int) -> str:
    return f"{Decimal(permille) / 10:f}%".replace(".0%", "%")


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
