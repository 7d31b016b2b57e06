"""Words for the pages on which listings are written and decided."""

from django import template

from ..freshness_forms import SMALL_FIELDS
from ..listing_words import session_in_words

register = template.Library()

register.filter("session_in_words", session_in_words)


@register.filter
def field_labels(names: list[str]) -> list[str]:
    """Return the words for fields of a listing, in the order in which the pages ask for them."""
    return [label for name, label in SMALL_FIELDS if name in names]
