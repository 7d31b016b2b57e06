"""Showing money."""

from django import template

from marketplace.core.money import format_pounds

register = template.Library()


@register.filter
def pounds(pence: int | None) -> str:
    """Show pence as pounds; nothing where there is no amount."""
    return "" if pence is None else format_pounds(pence)
