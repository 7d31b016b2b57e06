"""Showing the report's figures: only what the protected tables give."""

from typing import Any

from django import template

from marketplace.core.suppression import Figure, ProtectedTable

register = template.Library()


@register.simple_tag
def figure(table: ProtectedTable[Any, Any], row: object, column: object) -> Figure:
    """Return the figure of a cell."""
    return table.cell(row, column)


@register.simple_tag
def row_total(table: ProtectedTable[Any, Any], row: object) -> Figure:
    """Return the total of a row."""
    return table.row_total(row)


@register.simple_tag
def column_total(table: ProtectedTable[Any, Any], column: object) -> Figure:
    """Return the total of a column."""
    return table.column_total(column)
