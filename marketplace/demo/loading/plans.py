"""A child's support plan as its family writes it, what each line costs, and everyone who signs it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from marketplace.budgets.enums import LineKind
from marketplace.budgets.models import FundingStream, PlanOutcome, SupportPlan
from marketplace.budgets.rules import why_not_kind
from marketplace.budgets.selectors.signing import streams_to_sign
from marketplace.budgets.services import (
    LineWish,
    ServiceChoice,
    add_line,
    add_outcome,
    choose_service,
    fund_line,
    sign_stream,
    start_plan,
    write_plan_words,
)
from marketplace.catalogue.models import Category, Outcome, Service, UnitCost
from marketplace.catalogue.selectors import public_services, unit_costs_on
from marketplace.core import clock
from marketplace.core.audit import Actor

from ..content.records import PlanContent, PlanLineContent
from .plan_years import PlanYear
from .signers import signer_for

#: Fewer than so many are not worth a line by number.
_SOME = Decimal(2)


def write_plan(*, actor: Actor, year: PlanYear, content: PlanContent) -> SupportPlan:
    """Write the plan for the period, with lines that come to exactly what its streams pay."""
    plan = start_plan(actor=actor, child=year.child, valid_from=year.valid_from, valid_to=year.valid_to)
    write_plan_words(actor=actor, plan=plan, what_matters=content.what_matters, keep_safe=content.keep_safe)
    outcomes = {outcome.code: outcome for outcome in Outcome.objects.all()}
    aims = [
        add_outcome(actor=actor, plan=plan, words=aim.words, outcome=outcomes[aim.code]) for aim in content.outcomes
    ]
    writer = _LineWriter(actor, plan, aims)
    left = dict(year.pence)
    for line, is_last in _with_last(content.lines, year):
        if line.parts and not is_last.keys() & left.keys():
            continue
        share = {
            stream: left[stream] if last else year.pence[stream] * line.parts[stream.code] // 100
            for stream, last in is_last.items()
        }
        for stream, pence in writer.write(line, share).items():
            left[stream] -= pence
    return plan


def sign_for_council(plan: SupportPlan) -> None:
    """Let somebody of the lowest grade that may do so sign each stream."""
    for each in streams_to_sign(plan):
        actor = signer_for(each.total.stream, each.total.planned_pence)
        assert actor.user is not None
        sign_stream(actor=actor, plan=plan, stream=each.total.stream, name=actor.user.name)


def _with_last(
    lines: tuple[PlanLineContent, ...], year: PlanYear
) -> Iterator[tuple[PlanLineContent, dict[FundingStream, bool]]]:
    """Yield each line with the streams of the period that pay for it, and whether it is the last that they pay."""
    last = {code: line for line in lines for code in line.parts}
    for line in lines:
        yield line, {stream: last[stream.code] is line for stream in year.pence if stream.code in line.parts}


class _LineWriter:
    """Writes lines into a plan, each from its share of what the streams pay."""

    def __init__(self, actor: Actor, plan: SupportPlan, aims: list[PlanOutcome]) -> None:
        self._actor = actor
        self._plan = plan
        self._aims = aims
        self._kinds = {category.code: category for category in Category.objects.all()}

    def write(self, line: PlanLineContent, share: Mapping[FundingStream, int]) -> Mapping[FundingStream, int]:
        """Write the line, and return what of its share it takes by stream: what is bought by number leaves some."""
        choice = self._service(line, share)
        if choice:
            made = choose_service(actor=self._actor, plan=self._plan, choice=choice)
        else:
            made = add_line(actor=self._actor, plan=self._plan, wish=self._wish(line, sum(share.values())))
        if not share:
            return {}
        parts = dict(share) if len(share) > 1 else dict.fromkeys(share, made.amount_pence or 0)
        fund_line(actor=self._actor, line=made, parts={stream.pk: pence for stream, pence in parts.items()})
        return parts

    def _wish(self, line: PlanLineContent, pence: int) -> LineWish:
        wish = LineWish(
            kind=LineKind.SUPPORT,
            description=line.what,
            category=self._kinds[line.category],
            plan_outcome=self._aim(line),
            is_contingency=line.aside,
        )
        if not line.parts:
            return wish
        number = Decimal(pence // line.unit_price_pence) if line.unit else Decimal(0)
        if line.unit and number >= _SOME:
            price = line.unit_price_pence
            return replace(wish, kind=LineKind.HOURS, quantity=number, unit=line.unit, unit_price_pence=price)
        return replace(wish, kind=LineKind.MONEY, amount_pence=pence)

    def _service(self, line: PlanLineContent, share: Mapping[FundingStream, int]) -> ServiceChoice | None:
        """Return the service of the line, where the council's directory has it, at a price of today that buys some."""
        service = public_services().filter(slug=line.service).first() if line.service else None
        if service is None:
            return None
        [(stream, pence)] = share.items()
        category = self._kinds[line.category]
        age, day = self._plan.child.age_on(self._plan.valid_from), self._plan.valid_from
        cost = self._cost(service)
        if cost is None or why_not_kind(stream, category, service, age, day):
            return None
        number = Decimal(pence // cost.amount_pence)
        if number < max(_SOME, cost.minimum_quantity):
            return None
        return ServiceChoice(
            service=service,
            category=category,
            description=line.what,
            unit_cost=cost,
            quantity=number,
            plan_outcome=self._aim(line),
        )

    def _cost(self, service: Service) -> UnitCost | None:
        return unit_costs_on(service, clock.today()).first()

    def _aim(self, line: PlanLineContent) -> PlanOutcome | None:
        return self._aims[line.outcome - 1] if line.outcome else None
