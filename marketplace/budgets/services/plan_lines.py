"""The lines of a plan: what is done, how much of it, what it costs, and which streams pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Max

from marketplace.catalogue.models import Category, Service, UnitCost
from marketplace.catalogue.quantities import DIVISIBLE_UNITS
from marketplace.catalogue.selectors import public_services, unit_costs_on
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.money import format_pounds, line_pence, split_by_shares

from ..enums import LineKind
from ..errors import PlanRefused
from ..models import PlanLine, PlanLineFunding, PlanOutcome, SupportPlan
from ..selectors.plan import stream_options
from .award import HIGHEST_AWARD_PENCE
from .plan import changing

#: More of a unit than this in one plan is a slip of the keyboard.
HIGHEST_PLAN_QUANTITY = Decimal(99_999)
#: Shares in per cent are rounded by those who type them (three times 33.3); they may miss 100 by this much.
SHARES_MAY_MISS = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class LineWish:
    """What a line says. Money has an amount, hours a quantity of a unit; a form of support needs neither.

    The amount of hours is `unit_price_pence`, where that is known, times the quantity.
    """

    kind: LineKind
    description: str = field(repr=False)
    category: Category
    plan_outcome: PlanOutcome | None = None
    quantity: Decimal | None = None
    unit: str = ""
    unit_price_pence: int | None = None
    amount_pence: int | None = None
    is_contingency: bool = False

    @property
    def costs_pence(self) -> int | None:
        """Return what the line costs, nothing where nobody knows yet."""
        if self.kind != LineKind.HOURS:
            return self.amount_pence
        if self.unit_price_pence is None or self.quantity is None:
            return None
        return line_pence(self.unit_price_pence, self.quantity)


@dataclass(frozen=True, kw_only=True)
class ServiceChoice:
    """A service of the catalogue, so many units of it at one of its prices, and what it is for in the plan.

    A service without a price has neither `unit_cost` nor `quantity`, and perhaps an amount that the family knows.
    """

    service: Service
    category: Category
    description: str = field(repr=False)
    unit_cost: UnitCost | None = None
    quantity: Decimal | None = None
    amount_pence: int | None = None
    plan_outcome: PlanOutcome | None = None
    is_contingency: bool = False

    @property
    def wish(self) -> LineWish:
        """Return the line that the choice makes."""
        kind = LineKind.HOURS if self.unit_cost else LineKind.SUPPORT
        return LineWish(
            kind=kind,
            description=self.description,
            category=self.category,
            plan_outcome=self.plan_outcome,
            quantity=self.quantity if self.unit_cost else None,
            unit=self.unit_cost.unit if self.unit_cost else "",
            unit_price_pence=self.unit_cost.amount_pence if self.unit_cost else None,
            amount_pence=None if self.unit_cost else self.amount_pence,
            is_contingency=self.is_contingency,
        )


def add_line(*, actor: Actor, plan: SupportPlan, wish: LineWish) -> PlanLine:
    """Add a line to the end of a draft.

    Raises PlanRefused for any other plan, without a description, for an amount, quantity or unit that its kind lacks
    or that is out of bounds, and for an outcome of another plan.
    """
    with changing(actor, plan, "lines") as draft:
        return _write(_new_line(draft), wish)


def change_line(*, actor: Actor, line: PlanLine, wish: LineWish) -> PlanLine:
    """Change a line of a draft; it is no longer priced from the catalogue. Raises PlanRefused as `add_line`.

    Which streams pay stays in proportion, unless one of them may not pay for the new kind of service: then nobody does.
    """
    with changing(actor, line.plan, "lines") as draft:
        line = _line_of(draft, line)
        line.service = line.unit_cost = None
        return _write(line, wish)


def choose_service(*, actor: Actor, plan: SupportPlan, choice: ServiceChoice, line: PlanLine | None = None) -> PlanLine:
    """Price a line of a draft, or a new one, from a service; the price of today is frozen in it.

    Raises PlanRefused, besides as `add_line`, for a service that is not public or not of the kind, a price that is not
    one of its prices of today, and a quantity that cannot be had.
    """
    _check_choice(choice)
    with changing(actor, plan, "lines") as draft:
        line = _line_of(draft, line) if line else _new_line(draft)
        line.service, line.unit_cost = choice.service, choice.unit_cost
        return _write(line, choice.wish)


def remove_line(*, actor: Actor, line: PlanLine) -> None:
    """Take a line out of a draft; raises PlanRefused for any other plan."""
    with changing(actor, line.plan, "lines"):
        line.delete()


def move_line(*, actor: Actor, line: PlanLine, up: bool) -> None:
    """Let a line of a draft change places with its neighbour, if it has one; raises PlanRefused for any other plan."""
    with changing(actor, line.plan, "lines") as draft:
        lines = list(draft.lines.all())
        at = lines.index(_line_of(draft, line))
        other = at - 1 if up else at + 1
        if 0 <= other < len(lines):
            lines[at], lines[other] = lines[other], lines[at]
        for position, each in enumerate(lines, start=1):
            each.position = position
        PlanLine.objects.bulk_update(lines, ["position"])


def fund_line(*, actor: Actor, line: PlanLine, parts: Mapping[UUID, int]) -> None:
    """Let streams, by id, pay so many pence each of a draft's line; together they are its amount.

    Raises PlanRefused for a line without a price, parts that come to another amount, and a stream whose rules of the
    plan's first day do not allow it.
    """
    with changing(actor, line.plan, "funding") as draft:
        line = _line_of(draft, line)
        _check_parts(line, parts)
        line.funding.all().delete()
        _fund(line, parts)


def fund_line_by_shares(*, actor: Actor, line: PlanLine, shares: Mapping[UUID, Decimal]) -> None:
    """Let streams, by id, pay so many per cent each of a draft's line; pence are split so that they add up.

    Raises PlanRefused as `fund_line`, and for shares that do not come to 100 per cent (but for rounding).
    """
    total = sum(shares.values(), Decimal(0))
    if abs(total - 100) > SHARES_MAY_MISS:
        raise PlanRefused(f"The shares come to {total.normalize():f} per cent. Change them so that they come to 100.")
    if min(shares.values()) < 0:
        raise PlanRefused("A share cannot be below 0 per cent.")
    with changing(actor, line.plan, "funding") as draft:
        line = _line_of(draft, line)
        pence = split_by_shares(line.amount_pence or 0, list(shares.values()))
        parts = dict(zip(shares, pence, strict=True))
        _check_parts(line, parts)
        line.funding.all().delete()
        _fund(line, parts)


def _new_line(draft: SupportPlan) -> PlanLine:
    last = draft.lines.aggregate(last=Max("position"))["last"]
    return PlanLine(plan=draft, position=(last or 0) + 1)


def _line_of(draft: SupportPlan, line: PlanLine) -> PlanLine:
    """Return the line as it is now that nobody else writes in the plan."""
    now = draft.lines.select_related("category", "service").filter(pk=line.pk).first()
    if now is None:
        raise PlanRefused("This line is not in the plan any more. Somebody has taken it out.")
    now.plan = draft
    return now


def _check_parts(line: PlanLine, parts: Mapping[UUID, int]) -> None:
    if line.amount_pence is None:
        raise PlanRefused("This line has no price yet, so there is nothing to pay.")
    if any(pence < 0 for pence in parts.values()):
        raise PlanRefused("An amount cannot be below £0.")
    total = sum(parts.values())
    if total != line.amount_pence:
        raise PlanRefused(
            f"The amounts come to {format_pounds(total)}, and the line costs {format_pounds(line.amount_pence)}. "
            "Change them so that they are the same."
        )
    _refuse_streams(line, [stream_id for stream_id, pence in parts.items() if pence])


def _write(line: PlanLine, wish: LineWish) -> PlanLine:
    _check_wish(line, wish)
    funded = {} if line._state.adding else {part.stream_id: part.amount_pence for part in line.funding.all()}
    line.kind, line.description, line.category = wish.kind, wish.description.strip(), wish.category
    line.plan_outcome, line.is_contingency = wish.plan_outcome, wish.is_contingency
    is_counted = wish.kind == LineKind.HOURS
    line.quantity, line.unit = (wish.quantity, wish.unit) if is_counted else (None, "")
    line.unit_price_pence = wish.unit_price_pence if is_counted else None
    line.amount_pence = wish.costs_pence
    line.save()
    _fund_again(line, funded)
    return line


def _fund_again(line: PlanLine, funded: Mapping[UUID, int]) -> None:
    """Keep who pays the line in proportion, where all of them still may."""
    if not funded:
        return
    line.funding.all().delete()
    refused = {option.stream.pk for option in stream_options(line) if option.refusal}
    if line.amount_pence is None or refused & funded.keys():
        return
    parts = split_by_shares(line.amount_pence, list(funded.values()))
    _fund(line, dict(zip(funded, parts, strict=True)))


def _fund(line: PlanLine, parts: Mapping[UUID, int]) -> None:
    PlanLineFunding.objects.bulk_create(
        PlanLineFunding(line=line, stream_id=stream_id, amount_pence=pence)
        for stream_id, pence in parts.items()
        if pence
    )


def _refuse_streams(line: PlanLine, stream_ids: Iterable[UUID]) -> None:
    options = {option.stream.pk: option for option in stream_options(line)}
    for stream_id in stream_ids:
        if stream_id not in options:
            raise PlanRefused("Choose one of the parts of the budget that are shown.")
        if options[stream_id].refusal:
            raise PlanRefused(f"{options[stream_id].refusal} Choose another part of the budget.")


def _check_wish(line: PlanLine, wish: LineWish) -> None:
    if not wish.description.strip():
        raise PlanRefused("Say what the line is for.")
    if wish.plan_outcome and wish.plan_outcome.plan_id != line.plan_id:
        raise PlanRefused("Choose one of the outcomes of this plan.")
    if wish.kind == LineKind.MONEY and wish.amount_pence is None:
        raise PlanRefused("Enter an amount.")
    if wish.kind == LineKind.HOURS:
        _check_quantity(wish.quantity, wish.unit)
    costs = wish.costs_pence
    if costs is not None and not 1 <= costs <= HIGHEST_AWARD_PENCE:
        raise PlanRefused(
            f"The line comes to {format_pounds(costs)}. A line is from {format_pounds(1)} to "
            f"{format_pounds(HIGHEST_AWARD_PENCE)}."
        )


def _check_quantity(quantity: Decimal | None, unit: str) -> None:
    if quantity is None or not 0 < quantity <= HIGHEST_PLAN_QUANTITY:
        raise PlanRefused(f"Enter how many, above 0 and up to {HIGHEST_PLAN_QUANTITY:,}.")
    if not unit:
        raise PlanRefused("Choose what is counted.")
    step = Decimal("0.25") if unit in DIVISIBLE_UNITS else Decimal(1)
    if quantity % step:
        raise PlanRefused("Enter a quantity in quarters." if step < 1 else "Enter a whole number.")


def _check_choice(choice: ServiceChoice) -> None:
    service = choice.service
    if not public_services().filter(pk=service.pk).exists():
        raise PlanRefused("This service is not in the directory any more. Choose another one.")
    if not service.categories.filter(pk=choice.category.pk).exists():
        raise PlanRefused(f"{service.name} is not that kind of service. Choose one of its own kinds.")
    cost = choice.unit_cost
    if cost is None:
        return
    if not unit_costs_on(service, clock.today()).filter(pk=cost.pk).exists():
        raise PlanRefused("This price does not hold today. Choose one of the prices shown.")
    if choice.quantity is not None and choice.quantity < cost.minimum_quantity:
        raise PlanRefused(f"The fewest that can be booked is {cost.minimum_quantity.normalize():f}.")
