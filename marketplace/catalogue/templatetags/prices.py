"""Showing prices."""

from django import template

from marketplace.catalogue.models import UnitCost
from marketplace.catalogue.prices import price_sentence

register = template.Library()


@register.filter
def in_words(cost: UnitCost) -> str:
    """Show a unit cost as a sentence: an amount always says what it is for."""
    return price_sentence(cost)
