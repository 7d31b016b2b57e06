"""Showing money that families or others hold: how it is managed, paid and spent."""

from typing import Any

from django import template

from marketplace.core import clock

from ..enums import FAMILY_HELD_ROUTES, HOLDER_ROUTES, PaymentState, Route, SpendingState
from ..models import Pot, ScheduledPayment, SpendingRecord
from ..selectors.route import Way, route_on

register = template.Library()

_PAYMENT_KINDS = {
    PaymentState.SCHEDULED: "waiting",
    PaymentState.PAID: "success",
    PaymentState.WITHHELD: "warning",
}
_SPENDING_KINDS = {
    SpendingState.RECORDED: "info",
    SpendingState.QUERIED: "waiting",
    SpendingState.ACCEPTED: "success",
    SpendingState.REJECTED: "danger",
}

_WAY_WORDS = {
    Route.COUNCIL: "The council keeps the money and pays for what you choose. You do no paperwork.",
    Route.DIRECT_PAYMENT: "The council pays the money to you. You choose, you pay, and you show what it was spent on.",
    Route.SERVICE_FUND: "A provider you choose holds the money. It plans with you and says what it spent.",
    Route.THIRD_PARTY: "Someone you trust, or an organisation, holds the money and says what it spent.",
    Route.PREPAID_CARD: "The council puts the money on a card. You pay with the card, and show what it was spent on.",
}


@register.inclusion_tag("components/tag.html")
def payment_tag(payment: ScheduledPayment) -> dict[str, str]:
    """Show how far a payment read by `payments_as_of` is; one whose day is still to come is not due yet."""
    state = PaymentState(payment.state_now)  # type: ignore[attr-defined]
    if state == PaymentState.SCHEDULED and payment.due_on > clock.today():
        return {"text": "Coming", "kind": "info"}
    return {"text": state.label, "kind": _PAYMENT_KINDS.get(state, "neutral")}


@register.inclusion_tag("components/tag.html")
def spending_tag(record: SpendingRecord) -> dict[str, str]:
    """Show what the council thinks of a record."""
    state = SpendingState(record.state)
    return {"text": state.label, "kind": _SPENDING_KINDS.get(state, "neutral")}


@register.simple_tag
def ways_explained() -> list[tuple[str, str]]:
    """Return the name of each way of managing, and what it means in plain words."""
    return [(route.label, _WAY_WORDS[route]) for route in Route]


@register.simple_tag
def managing(pot: Pot) -> dict[str, Any]:
    """Return how a pot is managed today, and whether the family, or somebody for it, holds or has held it.

    Prefetch the pot's `routes`.
    """
    route, kinds = route_on(pot, clock.today()), {each.route for each in pot.routes.all()}
    return {
        "way": Route(route.route if route else Route.COUNCIL).label,
        "family_held": not kinds.isdisjoint(FAMILY_HELD_ROUTES),
        "has_holder": not kinds.isdisjoint(HOLDER_ROUTES),
    }


@register.simple_tag
def way_words(way: Way) -> str:
    """Return what a way of managing means in plain words."""
    return _WAY_WORDS[way.kind]
