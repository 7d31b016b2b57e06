"""What those who sign a plan should look at: whether an amendment is small, and whether two streams buy one thing."""

from itertools import combinations

from marketplace.core import clock

from ..models import PlanLine, SupportPlan
from .plan import budget_policy_of_today, lines_of, other_final_plans, streams_that_change, totals_of


def needs_signing(plan: SupportPlan) -> bool:
    """Say whether an officer has to sign: not for a small amendment.

    One is small where no stream changes by more than the council's share and amount, whichever is less, nothing more
    or less is kept aside, and the total does not rise.
    """
    if plan.amends_id is None:
        return True
    policy, totals = budget_policy_of_today(), streams_that_change(totals_of(plan))
    if sum(total.change_pence for total in totals) > 0:
        return True
    return not all(
        abs(total.change_pence) <= min(total.earlier_pence * policy.amendment_percent // 100, policy.amendment_pence)
        and total.contingency_pence == total.earlier_contingency_pence
        for total in totals
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
        f"({' and '.join(_payers(other))}){elsewhere} are both {what}. Check that two parts of the budget do not pay "
        "for the same thing."
    )
