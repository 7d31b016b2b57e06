"""Words for the pages on which listings are written and decided."""

from django import template

from ..listing_words import session_in_words

register = template.Library()

register.filter("session_in_words", session_in_words)
