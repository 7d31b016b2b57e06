"""A child with a budget that the family holds, and what people then do with it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import PaymentRhythm, Route
from marketplace.budgets.models import FundingStream, ManagementRoute, Pot, ScheduledPayment, SpendingRecord
from marketplace.budgets.services import record_spending, schedule_payments, set_route
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor
from tests.conftest import Cast
from tests.factories import pot_with


def day(days: int = 0) -> date:
    """Return the day so many days from today."""
    return clock.today() + timedelta(days=days)


def officer(cast: Cast, role: OfficerRole = OfficerRole.BUDGETS) -> Actor:
    """Return the officer of the cast as an actor."""
    return actor_for_officer(cast.officer(role), role)


def short_breaks(cast: Cast, streams: dict[str, FundingStream], pence: int = 240_000) -> Pot:
    """Return the child's short breaks budget, which began 60 days ago."""
    return pot_with(cast.child, streams["social-care-short-breaks"], pence)


def manage(cast: Cast, pot: Pot, route: Route = Route.DIRECT_PAYMENT, **asked: Any) -> ManagementRoute:
    """Let the pot be managed this way from today on."""
    usual = {"valid_from": day(), "reason": "The family wants it"}
    return set_route(actor=officer(cast), pot=pot, route=route, **usual | asked)


def since_long_ago(route: ManagementRoute, days: int = 30) -> ManagementRoute:
    """Let the route have begun so many days ago, as if it had been set then."""
    ManagementRoute.objects.filter(pk=route.pk).update(valid_from=day(-days))
    route.refresh_from_db()
    return route


def family_held(cast: Cast, streams: dict[str, FundingStream], pence: int = 240_000) -> Pot:
    """Return a budget that the family holds since 30 days."""
    pot = short_breaks(cast, streams, pence)
    since_long_ago(manage(cast, pot))
    return pot


def plan(cast: Cast, route: ManagementRoute, total_pence: int = 60_000, **asked: Any) -> list[ScheduledPayment]:
    """Plan payments by the route, one today unless told otherwise."""
    usual = {"first_due": day(), "every": PaymentRhythm.ONCE}
    return schedule_payments(actor=officer(cast), route=route, total_pence=total_pence, **usual | asked)


def spend(cast: Cast, pot: Pot, pence: int = 2_500, **said: Any) -> SpendingRecord:
    """Record what the family paid for a club yesterday."""
    usual = {
        "spent_on": day(-1),
        "payee": "Otter club",
        "what": "Saturday club",
        "category": Category.objects.get(code="weekend-clubs"),
        "token": uuid4(),
    }
    actor = actor_for_family(cast.parent, cast.family)
    return record_spending(actor=actor, pot=pot, amount_pence=pence, **usual | said)
