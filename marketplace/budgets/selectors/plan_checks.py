"""What those who sign a plan should look at: whether an amendment is small, and whether two streams buy one thing."""

from itertools import combinations

from marketplace.core import clock

from ..models import PlanLine, SupportPlan
from .plan import asked_by_plans, lines_of, other_final_plans
from .policy import policy_on


def needs_signing(plan: SupportPlan) -> bool:
    """Say whether an officer has to sign: not for a small amendment.

    One is small where no stream changes by more than the council's share and amount, whichever is less, nothing more
    or less is kept aside, and the total does not rise. That is so both beside the version that it amends and beside the
    last one that officers signed: many small changes do not make a large one.
    """
    if plan.amends is None:
        return True
    return not all(_is_small_change(plan, earlier) for earlier in {plan.amends, _last_signed_by_officers(plan.amends)})


def _last_signed_by_officers(plan: SupportPlan) -> SupportPlan:
    while not plan.needs_signing and plan.amends:
        plan = plan.amends
    return plan


def _is_small_change(plan: SupportPlan, earlier: SupportPlan) -> bool:
    policy, asked = policy_on(clock.today()), asked_by_plans([plan, earlier])
    before, after = asked[earlier.pk], asked[plan.pk]
    pairs = [(before[stream_id], after[stream_id]) for stream_id in {*before, *after}]
    return sum(now.pence - then.pence for then, now in pairs) <= 0 and all(
        abs(now.pence - then.pence) <= min(then.pence * policy.amendment_percent // 100, policy.amendment_pence)
        and now.kept_aside_pence == then.kept_aside_pence
        for then, now in pairs
    )


def double_funding(plan: SupportPlan) -> list[str]:
    """Return a sentence for each two lines that buy the same thing from different streams.

    They are lines of the plan, or one of it and one of another agreed plan of the child that has not ended. The same
    thing is the same service, or the same kind of service. One line that several streams pay is fine.
    """
    own = [line for line in lines_of(plan) if _is_paid_purchase(line)]
    pairs = [*combinations(own, 2), *((mine, other) for other in _lines_of_other_plans(plan) for mine in own)]
    return [_double_sentence(one, other) for one, other in pairs if _is_double(one, other)]


def _lines_of_other_plans(plan: SupportPlan) -> list[PlanLine]:
    others = other_final_plans(plan).filter(valid_to__gte=clock.today())
    return [line for other in others for line in lines_of(other) if _is_paid_purchase(line)]


def _is_paid_purchase(line: PlanLine) -> bool:
    return not line.is_contingency and bool(line.funding.all())


def _is_double(one: PlanLine, other: PlanLine) -> bool:
    same_service = one.service_id is not None and one.service_id == other.service_id
    return (same_service or one.category_id == other.category_id) and _payers(one) != _payers(other)


def _payers(line: PlanLine) -> list[str]:
    return [part.stream.name for part in line.funding.all()]


def _double_sentence(one: PlanLine, other: PlanLine) -> str:
    what = one.service.name if one.service and one.service_id == other.service_id else one.category.name
    elsewhere = ""
    if other.plan_id != one.plan_id:
        elsewhere = f" in the plan of {other.plan.valid_from:%-d %B %Y} to {other.plan.valid_to:%-d %B %Y}"
    return (
        f"“{one.description}” ({' and '.join(_payers(one))}) and “{other.description}” "
        f"({' and '.join(_payers(other))}){elsewhere} are both {what}."
    )
