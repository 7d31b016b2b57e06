"""A child's plan at the points where tests begin: written, sent, agreed; and the people who sign."""

from datetime import date
from typing import Any

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, OfficerAppointment, User
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import AllocationMethod, AllocationState, ConversationKind, LineKind, PlanState
from marketplace.budgets.models import (
    AllocationPolicy,
    FundingStream,
    IndicativeAllocation,
    PlanLine,
    PlanSignature,
    ReleaseConversation,
    SignerAppointment,
    SigningGrade,
    SupportPlan,
)
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.services import (
    LineWish,
    add_line,
    amend_plan,
    fund_line,
    load_grades,
    sign_for_family,
    sign_stream,
    start_plan,
    submit_plan,
)
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.dates import financial_year
from tests.conftest import Cast
from tests.factories import UserFactory

SHORT_BREAKS, SUPPORT = "social-care-short-breaks", "social-care-support"
EQUIPMENT, CONTINUING_CARE = "equipment", "nhs-continuing-care"


#: The states that a plan goes through to come to one, as the database asks.
WAYS = {
    PlanState.DRAFT: (),
    PlanState.ABANDONED: (PlanState.ABANDONED,),
    PlanState.SUBMITTED: (PlanState.SUBMITTED,),
    PlanState.FINAL: (PlanState.SUBMITTED, PlanState.FINAL),
    PlanState.REPLACED: (PlanState.SUBMITTED, PlanState.FINAL, PlanState.REPLACED),
}


def take_to(plan: SupportPlan, state: PlanState, **fields: Any) -> SupportPlan:
    """Bring a draft into a state without anyone signing it, for tests of what is read of plans."""
    for step in WAYS[state]:
        changed = {"final_at": clock.now()} if step == PlanState.FINAL else {}
        SupportPlan.objects.filter(pk=plan.pk).update(state=step, **changed | fields)
    plan.refresh_from_db()
    return plan


def kind(code: str) -> Category:
    """Return a kind of service."""
    return Category.objects.get(code=code)


def family_of(cast: Cast) -> Actor:
    """Return the parent as an actor."""
    return actor_for_family(cast.parent, cast.family)


def officer_of(cast: Cast) -> Actor:
    """Return the budget officer as an actor."""
    return actor_for_officer(cast.officer(OfficerRole.BUDGETS), OfficerRole.BUDGETS)


def signer(grade_name: str, name: str = "", **grade: Any) -> User:
    """Return a budget officer who signs in the grade, one of those a council starts with unless its facts are given."""
    load_grades()
    if grade:
        SigningGrade.objects.create(name=grade_name, valid_from=FIRST_DAY, **grade)
    user: User = UserFactory(name=name or f"{grade_name} {User.objects.count()}")
    OfficerAppointment.objects.create(user=user, role=OfficerRole.BUDGETS)
    SignerAppointment.objects.create(user=user, grade=SigningGrade.objects.get(name=grade_name), valid_from=FIRST_DAY)
    return user


def acting(user: User) -> Actor:
    """Return a budget officer as an actor."""
    return actor_for_officer(user, OfficerRole.BUDGETS)


def this_year() -> tuple[date, date]:
    """Return the first and last day of the financial year."""
    return financial_year(clock.today())


def start(cast: Cast, **period: date) -> SupportPlan:
    """Start a plan for the cast's child, for the financial year unless a period is given."""
    first, last = this_year()
    return start_plan(actor=family_of(cast), child=cast.child, **{"valid_from": first, "valid_to": last} | period)


def money_line(
    plan: SupportPlan,
    cast: Cast,
    pence: int,
    *payers: FundingStream,
    category: str = "weekend-clubs",
    parts: list[int] | None = None,
    **fields: Any,
) -> PlanLine:
    """Add a line of money; one payer pays all of it, several pay `parts`."""
    wish = LineWish(
        kind=LineKind.MONEY,
        category=kind(category),
        amount_pence=pence,
        **{"description": f"Line of {pence}"} | fields,
    )
    line = add_line(actor=family_of(cast), plan=plan, wish=wish)
    if payers:
        shares = dict(zip([payer.pk for payer in payers], parts or [pence], strict=True))
        fund_line(actor=family_of(cast), line=line, parts=shares)
    return line


def sent(plan: SupportPlan, cast: Cast) -> SupportPlan:
    """Send the plan."""
    return submit_plan(actor=family_of(cast), plan=plan)


def sign(plan: SupportPlan, stream: FundingStream, user: User) -> PlanSignature:
    """Let the officer sign one stream of the plan."""
    return sign_stream(actor=acting(user), plan=plan, stream=stream, name=user.name)


def family_signs(plan: SupportPlan, cast: Cast) -> PlanSignature:
    """Let the parent sign the plan."""
    return sign_for_family(actor=family_of(cast), plan=plan, name=cast.parent.name)


def agreed(
    cast: Cast, asked: dict[FundingStream, int], *, aside: dict[FundingStream, int] | None = None
) -> SupportPlan:
    """Return a plan that asks the streams for so many pence, and keeps `aside` more of them aside, signed by all."""
    plan = start(cast)
    for stream, pence in asked.items():
        money_line(plan, cast, pence, stream, category=_kind_for(stream))
    for stream, pence in (aside or {}).items():
        money_line(plan, cast, pence, stream, category=_kind_for(stream), is_contingency=True)
    return signed_by_all(plan, cast, [*asked])


def signed_by_all(plan: SupportPlan, cast: Cast, streams: list[FundingStream]) -> SupportPlan:
    """Send the plan and let the head of service and the family sign it."""
    plan = sent(plan, cast)
    head = signer("Head of service")
    for stream in streams:
        sign(plan, stream, head)
    family_signs(plan, cast)
    plan.refresh_from_db()
    return plan


def amended(plan: SupportPlan, cast: Cast) -> SupportPlan:
    """Start an amendment of the plan."""
    return amend_plan(actor=family_of(cast), plan=plan, reason="The club closed")


def figure(
    child: Child, stream: FundingStream, pence: int, *, tolerance: int = 0, **fields: Any
) -> IndicativeAllocation:
    """Release a figure for the child in the financial year."""
    officer = UserFactory()
    policy, _ = AllocationPolicy.objects.get_or_create(
        stream=stream,
        valid_from=FIRST_DAY,
        defaults={"method": AllocationMethod.PRESENT_PACKAGE, "pack_tolerance_percent": tolerance},
    )
    talk = ReleaseConversation.objects.create(
        child=child, held_on=clock.today(), kind=ConversationKind.PHONE, with_whom="Parent", notes="-", held_by=officer
    )
    first, last = this_year()
    released = {"state": AllocationState.RELEASED, "released_at": clock.now(), "conversation": talk}
    return IndicativeAllocation.objects.create(
        child=child,
        stream=stream,
        policy=policy,
        table_pence=pence,
        protected_pence=pence,
        amount_pence=pence,
        made_by=officer,
        **{"valid_from": first, "valid_to": last} | released | fields,
    )


def _kind_for(stream: FundingStream) -> str:
    return {EQUIPMENT: "equipment"}.get(stream.code, "weekend-clubs")
