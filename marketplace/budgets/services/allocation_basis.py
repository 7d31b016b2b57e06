"""What the method of a policy gives for a child, and the sentences in which a family can follow it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from marketplace.accounts.models import Child
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.prices import format_quantity
from marketplace.core.money import format_pounds, line_pence

from ..enums import AllocationMethod, AssessmentState, PlanState
from ..errors import AllocationRefused
from ..figures import band_of, points_words
from ..models import AllocationPolicy, Assessment, FundingStream, PlanLineFunding, PresentPackage, SupportPlan
from ..selectors.policy import bands_of

#: States of a plan whose lines may set a figure.
COSTED_PLAN_STATES = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.FINAL)
#: The most units that one figure may be for: above it, a slip of the keyboard is likelier than a need.
HIGHEST_QUANTITY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class FigureQuestion:
    """What a figure is worked out from."""

    child: Child
    stream: FundingStream
    policy: AllocationPolicy
    valid_from: date
    valid_to: date
    present: PresentPackage | None
    quantity: Decimal | None = None
    plan: SupportPlan | None = None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a method gives in pence, for a year or for the period itself, and why."""

    pence: int
    sentences: tuple[str, ...]
    for_a_year: bool = True
    assessment: Assessment | None = None
    quantity: Decimal | None = None


def basis_of(question: FigureQuestion) -> Basis:
    """Return what the policy's method gives; raises AllocationRefused where it lacks what it needs."""
    return _METHODS[AllocationMethod(question.policy.method)](question)


def _price_point(question: FigureQuestion) -> Basis:
    assessment, points = _assessment(question)
    price = question.policy.price_point_pence or 0
    return Basis(
        pence=points * price,
        assessment=assessment,
        sentences=(
            _points_sentence(points),
            f"Each point is worth {format_pounds(price)}, so {_points(points)} {'comes' if points == 1 else 'come'} to "
            f"{format_pounds(points * price)} a year.",
        ),
    )


def _bands(question: FigureQuestion) -> Basis:
    assessment, points = _assessment(question)
    band = band_of(points, bands_of(question.policy))
    if band is None:
        raise AllocationRefused(
            f"The answers came to {_points(points)}, and no band of the policy holds that. Add a policy whose bands do."
        )
    sentence = f"Answers of {points_words(band)} give {format_pounds(band.amount_pence)} a year."
    return Basis(pence=band.amount_pence, assessment=assessment, sentences=(_points_sentence(points), sentence))


def _unit_cost(question: FigureQuestion) -> Basis:
    policy, quantity = question.policy, question.quantity
    if quantity is None or not 0 < quantity <= HIGHEST_QUANTITY:
        units = f"{Unit(policy.unit).label}s"
        raise AllocationRefused(f"Enter how many {units} the child needs: above 0, and at most {HIGHEST_QUANTITY:,}.")
    rate = policy.unit_rate_pence or 0
    pence = line_pence(rate, quantity)
    sentence = f"{format_quantity(quantity, policy.unit)} at {format_pounds(rate)} each: {format_pounds(pence)}."
    return Basis(pence=pence, for_a_year=False, quantity=quantity, sentences=(sentence,))


def _present_package(question: FigureQuestion) -> Basis:
    if question.present is None:
        raise AllocationRefused(
            f"{question.stream.name} gives what the present package costs, and none is recorded for this child. "
            "Record it first."
        )
    pence = question.present.amount_pence
    return Basis(pence=pence, sentences=(f"What you have had so far costs {format_pounds(pence)} a year.",))


def _flat_sum(question: FigureQuestion) -> Basis:
    pence = question.policy.flat_sum_pence or 0
    sentence = f"Every child who has {question.stream.name} gets the same: {format_pounds(pence)} a year."
    return Basis(pence=pence, sentences=(sentence,))


def _costed_plan(question: FigureQuestion) -> Basis:
    plan = _plan(question)
    paid = PlanLineFunding.objects.filter(line__plan=plan, stream=question.stream)
    pence = paid.aggregate(total=Sum("amount_pence"))["total"]
    if pence is None:
        raise AllocationRefused(f"No line of the plan is paid from {question.stream.name} yet.")
    sentences = [f"The parts of your plan that {question.stream.name} pays come to {format_pounds(pence)}."]
    unpriced = plan.lines.filter(amount_pence__isnull=True).count()
    if unpriced:
        lines = "1 line of the plan has" if unpriced == 1 else f"{unpriced} lines of the plan have"
        sentences.append(f"{lines} no price yet and {'is' if unpriced == 1 else 'are'} not counted.")
    return Basis(pence=pence, for_a_year=False, sentences=tuple(sentences))


_METHODS: dict[AllocationMethod, Callable[[FigureQuestion], Basis]] = {
    AllocationMethod.PRICE_POINT: _price_point,
    AllocationMethod.BANDS: _bands,
    AllocationMethod.UNIT_COST: _unit_cost,
    AllocationMethod.PRESENT_PACKAGE: _present_package,
    AllocationMethod.FLAT_SUM: _flat_sum,
    AllocationMethod.COSTED_PLAN: _costed_plan,
}


def _assessment(question: FigureQuestion) -> tuple[Assessment, int]:
    """Return the child's latest completed assessment by the policy's questionnaire, and its points."""
    name = question.policy.questionnaire_name
    latest = (
        Assessment.objects.filter(
            child=question.child, questionnaire__name=name, state=AssessmentState.COMPLETED, points__isnull=False
        )
        .order_by("-completed_at")
        .first()
    )
    if latest is None or latest.points is None:
        raise AllocationRefused(
            f"{question.stream.name} needs the questionnaire “{name}”, and the family has not completed it yet."
        )
    return latest, latest.points


def _plan(question: FigureQuestion) -> SupportPlan:
    plan = question.plan
    if plan is None:
        raise AllocationRefused(f"{question.stream.name} gives what the plan’s lines cost. Choose the plan.")
    if plan.child_id != question.child.pk or plan.state not in COSTED_PLAN_STATES:
        raise AllocationRefused("This plan is another child’s, or is no longer worked on. Choose another plan.")
    if (plan.valid_from, plan.valid_to) != (question.valid_from, question.valid_to):
        raise AllocationRefused(
            f"The plan is for {plan.valid_from:%-d %B %Y} to {plan.valid_to:%-d %B %Y}. Choose the same days."
        )
    return plan


def _points_sentence(points: int) -> str:
    return f"Your answers came to {_points(points)}."


def _points(points: int) -> str:
    return f"{points} point{'' if points == 1 else 's'}"
