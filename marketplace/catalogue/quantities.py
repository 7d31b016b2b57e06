"""How much of a unit one session is, and how much of a unit can be bought at once."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from .enums import Unit

#: More than this at once is a slip of the keyboard, whatever the unit.
HIGHEST_QUANTITY = Decimal(999)
#: Units that can be bought in quarters; all others are bought whole.
DIVISIBLE_UNITS = (Unit.HOUR, Unit.MILE)

_LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.HALF_HOUR: timedelta(minutes=30)}


def session_quantity(starts_at: datetime, ends_at: datetime, unit: str) -> Decimal:
    """Return how many of the unit one session is: its hours, its nights, or 1."""
    if unit in _LENGTHS:
        share = Decimal((ends_at - starts_at).total_seconds()) / Decimal(_LENGTHS[Unit(unit)].total_seconds())
        return share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if unit == Unit.NIGHT:
        nights = (timezone.localdate(ends_at) - timezone.localdate(starts_at)).days
        return Decimal(max(nights, 1))
    return Decimal(1)


def end_of(starts_at: datetime, quantity: Decimal, unit: str) -> datetime | None:
    """Return when so much of a unit of time ends, or None for a unit that is not a time of day."""
    length = _LENGTHS.get(Unit(unit))
    return starts_at + length * float(quantity) if length else None


def why_not_quantity(quantity: Decimal, unit: str, minimum: Decimal) -> str:
    """Return, as a sentence, why so much cannot be bought; empty where it can."""
    if quantity < minimum or quantity > HIGHEST_QUANTITY:
        return f"Enter a quantity from {minimum.normalize():f} to {HIGHEST_QUANTITY}."
    step = Decimal("0.25") if unit in DIVISIBLE_UNITS else Decimal(1)
    if quantity % step:
        return "Enter a quantity in quarters." if step < 1 else "Enter a whole number."
    return ""
