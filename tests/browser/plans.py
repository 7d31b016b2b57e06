"""Plans at every point of their way, for the pages about them: drafts, one that waits, one that is agreed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import LineKind
from marketplace.budgets.models import (
    FundingStream,
    PlanLine,
    PlanOutcome,
    SignerAppointment,
    SigningGrade,
    SupportPlan,
)
from marketplace.budgets.services import (
    LineWish,
    ServiceChoice,
    add_line,
    add_outcome,
    amend_plan,
    choose_service,
    fund_line,
    fund_line_by_shares,
    load_grades,
    sign_for_family,
    sign_stream,
    start_plan,
    submit_plan,
    write_plan_words,
)
from marketplace.catalogue.models import Category, Outcome, Service
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.dates import financial_year


@dataclass(frozen=True)
class PlanWorld:
    """`draft` and `change` are being written, `waiting` waits to be signed, `agreed` is what `change` changes."""

    draft: SupportPlan
    waiting: SupportPlan
    agreed: SupportPlan
    change: SupportPlan
    outcome: PlanOutcome
    line: PlanLine
    stream: FundingStream
    signer: SignerAppointment

    def family(self, plan: SupportPlan, page: str = "") -> str:
        """Return the address of a page about a plan in the family's workspace."""
        return f"/family/budgets/{plan.child_id}/plan/{plan.pk}/{page}"


def build_plans(child: Child, parent: User, officer: User, service: Service) -> PlanWorld:
    """Write plans for three years that no other budget is for; the officer signs in the highest grade."""
    load_grades()
    grade = SigningGrade.objects.get(name="Head of service")
    signer = SignerAppointment.objects.create(user=officer, grade=grade)
    family = actor_for_family(parent, child.family)
    draft, waiting, agreed = (_written(family, child, service, after) for after in range(2, 5))
    waiting, agreed = (submit_plan(actor=family, plan=plan) for plan in (waiting, agreed))
    council = actor_for_officer(officer, OfficerRole.BUDGETS)
    for stream in FundingStream.objects.filter(plan_funding__line__plan=agreed).distinct():
        sign_stream(actor=council, plan=agreed, stream=stream, name=officer.name)
    sign_for_family(actor=family, plan=agreed, name=parent.name)
    agreed.refresh_from_db()
    change = amend_plan(actor=family, plan=agreed, reason="The club is on Sundays now")
    change.lines.filter(is_contingency=True).delete()
    return PlanWorld(
        draft=draft,
        waiting=waiting,
        agreed=agreed,
        change=change,
        outcome=draft.outcomes.get(),
        line=draft.lines.all()[0],
        stream=FundingStream.objects.get(code="social-care-support"),
        signer=signer,
    )


def _written(family: Actor, child: Child, service: Service, after: int) -> SupportPlan:
    """Return a plan for the financial year so many years after this one, with a line of every kind."""
    first, last = financial_year(clock.today() + timedelta(days=366 * after))
    plan = start_plan(actor=family, child=child, valid_from=first, valid_to=last)
    plan = write_plan_words(
        actor=family, plan=plan, what_matters="Water, boats and Jo.", keep_safe="A life jacket. Call Amina first."
    )
    friends = add_outcome(actor=family, plan=plan, words="I have a friend I see at weekends.", outcome=_outcome())
    by_code = {stream.code: stream.pk for stream in FundingStream.objects.all()}
    support, health, kit = (by_code[code] for code in ("social-care-support", "personal-health-budget", "equipment"))
    club = ServiceChoice(
        service=service,
        category=service.categories.all()[0],
        description="Saturdays with the otters",
        unit_cost=service.unit_costs.get(),
        quantity=Decimal(40),
        plan_outcome=friends,
    )
    line = choose_service(actor=family, plan=plan, choice=club)
    fund_line(actor=family, line=line, parts={support: line.amount_pence or 0})
    helper = _line(
        family, plan, LineKind.HOURS, "personal-assistants", quantity=Decimal(104), unit="hour", unit_price_pence=1_455
    )
    fund_line_by_shares(actor=family, line=helper, shares={support: Decimal("66.67"), health: Decimal("33.33")})
    chair = _line(family, plan, LineKind.MONEY, "equipment", amount_pence=45_000)
    fund_line(actor=family, line=chair, parts={kit: 45_000})
    spare = _line(family, plan, LineKind.MONEY, "personal-assistants", amount_pence=10_000, is_contingency=True)
    fund_line(actor=family, line=spare, parts={support: 10_000})
    _line(family, plan, LineKind.SUPPORT, "befriending")
    return plan


def _line(family: Actor, plan: SupportPlan, kind: LineKind, category: str, **fields: object) -> PlanLine:
    said = {"description": f"A line for {category.replace('-', ' ')}", "category": Category.objects.get(code=category)}
    return add_line(actor=family, plan=plan, wish=LineWish(kind=kind, **said | fields))  # type: ignore[arg-type]


def _outcome() -> Outcome:
    return Outcome.objects.all()[0]
