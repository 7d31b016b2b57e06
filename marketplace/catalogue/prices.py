"""Prices as sentences: an amount always says what it is for."""

from decimal import Decimal

from marketplace.core.money import format_pounds

from .enums import DayType, Unit
from .models import UnitCost

_DAY_TYPE_WORDS = {
    DayType.WEEKDAY: "on weekdays",
    DayType.WEEKEND: "at weekends",
    DayType.BANK_HOLIDAY: "on bank holidays",
    DayType.NIGHT: "at night",
}


def format_unit_price(amount_pence: int, unit: str) -> str:
    """Return an amount with its unit: `£12.50 per session`."""
    return f"{format_pounds(amount_pence)} per {Unit(unit).label}"


def format_quantity(quantity: Decimal, unit: str) -> str:
    """Return a quantity with its unit: `1 session`, `2.5 hours`, `1,040 miles`."""
    number = f"{quantity.normalize():,f}"
    return f"{number} {Unit(unit).label}" if quantity == 1 else f"{number} {Unit(unit).label}s"


def price_sentence(cost: UnitCost) -> str:
    """Return a unit cost as a sentence: `£24 per hour, 2:1, at weekends, at least 2 hours, VAT included.`"""
    parts = [format_unit_price(cost.amount_pence, cost.unit)]
    if cost.grade:
        parts.append(cost.grade)
    if cost.day_type in _DAY_TYPE_WORDS:
        parts.append(_DAY_TYPE_WORDS[DayType(cost.day_type)])
    if cost.minimum_quantity > 1:
        parts.append(f"at least {format_quantity(cost.minimum_quantity, cost.unit)}")
    if cost.vat_percent:
        parts.append(f"{cost.vat_percent}% VAT included")
    return ", ".join(parts)
