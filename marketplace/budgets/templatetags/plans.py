"""Showing support plans."""

from django import template
from django.template.context import Context

from marketplace.catalogue.cards import lowest_price_sentence

from ..enums import PlanState
from ..selectors.plan_differences import quantity_in_words

register = template.Library()

_KINDS = {PlanState.SUBMITTED: "waiting", PlanState.FINAL: "success", PlanState.DRAFT: "info"}

register.filter("quantity_words", quantity_in_words)
register.filter("lowest_price", lowest_price_sentence)


@register.simple_tag(takes_context=True)
def plan_url(context: Context, page: str, *args: object) -> str:
    """Return the address of a page of the desk at which the person works."""
    return context["desk"].url(page, *args)


@register.filter
def state_kind(state: str) -> str:
    """Return how the tag of a plan's state looks."""
    return _KINDS.get(PlanState(state), "neutral")


@register.filter
def absolute(pence: int) -> int:
    """Return pence without their sign, where the words beside them say which it is."""
    return abs(pence)
