"""Money is a whole number of pence. Nothing here uses floating point."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

#: The most that one unit may cost (£50,000): above it, a slip of the keyboard is likelier than a price.
HIGHEST_UNIT_COST_PENCE = 5_000_000


def format_pounds(pence: int) -> str:
    """Return pence as pounds for people: `1250` is `£12.50`, `100000` is `£1,000`, `-5` is `−£0.05`."""
    sign = "−" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}.{rest:02d}" if rest else f"{sign}£{pounds:,}"


def line_pence(unit_pence: int, quantity: Decimal) -> int:
    """Return a rate times a quantity in pence, rounded half up, once."""
    return int((Decimal(unit_pence) * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def pence_from_pounds(pounds: Decimal) -> int:
    """Return pounds with at most two decimals as pence; raises ValueError for a fraction of a penny."""
    pence = pounds * 100
    if pence != pence.to_integral_value():
        raise ValueError(f"{pounds} is not a whole number of pence")
    return int(pence)


def split_in_order(total_pence: int, available_pence: Sequence[int]) -> list[int]:
    """Return how much of the total each purse pays when they are emptied in order.

    The sum is less than the total where the purses together hold less.
    """
    parts: list[int] = []
    for available in available_pence:
        part = min(total_pence - sum(parts), max(available, 0))
        parts.append(part)
    return parts


def split_by_shares(total_pence: int, shares: Sequence[Decimal | int]) -> list[int]:
    """Return the total in parts that stand to each other as the shares and add up to it, to the penny.

    Pence that are left over after rounding down go to the largest remainders, of equal ones to the first (so three
    shares of 33.33 per cent of £1 are 34p, 33p and 33p). Shares are at least 0, and not all of them are.
    """
    weights = [Decimal(share) for share in shares]
    whole = sum(weights)
    assert whole > 0, "somebody pays"
    assert min(weights) >= 0, "nobody pays less than nothing"
    exact = [total_pence * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
    for at in by_remainder[: total_pence - sum(parts)]:
        parts[at] += 1
    return parts
