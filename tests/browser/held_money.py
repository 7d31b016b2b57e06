"""Money that the world's family and provider hold, in every state that pages show."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import PaymentRhythm, Route, WithholdingReason
from marketplace.budgets.models import (
    FundingStream,
    ManagementRoute,
    Pot,
    RouteRequest,
    ScheduledPayment,
    SpendingRecord,
    Withholding,
)
from marketplace.budgets.services import (
    ask_for_route,
    enter_statement,
    pay_payments,
    query_spending,
    record_spending,
    schedule_payments,
    set_route,
    withhold_payments,
)
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.models import Provider
from tests import factories


@dataclass(frozen=True)
class HeldMoney:
    """A direct payment with payments and spending; a fund of the provider; a way that is planned; a wish."""

    pot: Pot
    payment: ScheduledPayment
    withholding: Withholding
    spent: SpendingRecord
    asked_about: SpendingRecord
    fund: ManagementRoute
    planned: ManagementRoute
    wish: RouteRequest


def hold_money(*, parent: User, officer: User, child: Child, provider: Provider, wished_for: Pot) -> HeldMoney:
    """Let the family hold its social care support, and the provider its equipment money."""
    today, deciding = clock.today(), actor_for_officer(officer, OfficerRole.BUDGETS)
    family = actor_for_family(parent, child.family)
    support, equipment, learning = (
        factories.pot_with(child, FundingStream.objects.get(code=code), 120_000)
        for code in ("social-care-support", "equipment", "sen-top-up")
    )
    card = set_route(
        actor=deciding, pot=learning, route=Route.PREPAID_CARD, valid_from=today, reason="They asked for a card"
    )
    schedule_payments(actor=deciding, route=card, first_due=today, every=PaymentRhythm.FOUR_WEEKLY, total_pence=90_000)
    direct = set_route(
        actor=deciding, pot=support, route=Route.DIRECT_PAYMENT, valid_from=today, reason="They found a helper"
    )
    payments = schedule_payments(
        actor=deciding, route=direct, first_due=today, every=PaymentRhythm.MONTHLY, total_pence=100_000
    )
    pay_payments(actor=deciding, payments=payments[:1], paid_on=today, reference="BACS 1")
    fund = set_route(
        actor=deciding,
        pot=equipment,
        route=Route.SERVICE_FUND,
        valid_from=today,
        reason="They know each other",
        holder=provider,
        fee_pence=6_000,
        fee_mode="top_sliced",
    )
    enter_statement(
        actor=deciding, route=fund, first_day=today, last_day=today, spent_pence=2_000, note="A standing frame"
    )
    return HeldMoney(
        pot=support,
        payment=payments[1],
        withholding=withhold_payments(
            actor=deciding, pot=support, kind=WithholdingReason.RECORDS, reason="No receipts yet", valid_from=today
        ),
        spent=_spend(family, support, "Helper on Saturday"),
        asked_about=query_spending(
            actor=deciding, record=_spend(family, support, "Helper on Sunday"), question="Who went?"
        ),
        fund=fund,
        planned=set_route(
            actor=deciding,
            pot=support,
            route=Route.PREPAID_CARD,
            valid_from=today + timedelta(days=200),
            reason="Fewer receipts",
        ),
        wish=ask_for_route(actor=family, pot=wished_for, wanted=Route.THIRD_PARTY, reason="Grandpa would help"),
    )


def _spend(actor: Actor, pot: Pot, what: str) -> SpendingRecord:
    return record_spending(
        actor=actor,
        pot=pot,
        spent_on=clock.today(),
        payee="Jo Helper",
        what=what,
        category=Category.objects.get(code="weekend-clubs"),
        amount_pence=4_250,
        token=uuid4(),
    )
