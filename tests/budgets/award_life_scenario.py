"""What tests of the life of an award start from: pots of last year, this year and next, and how to spend of them."""

from contextlib import AbstractContextManager
from datetime import date, timedelta

from django.db import transaction

from marketplace.accounts.models import Child
from marketplace.budgets.models import FundingStream, Hold, HoldResolution, LedgerLeg, Pot, StreamRules
from marketplace.budgets.services import award_budget, capture_hold, place_hold
from marketplace.core import clock
from marketplace.core.audit import SYSTEM

#: The financial year that the tests live in, the one before it and the one after it.
LAST_YEAR = date(2025, 4, 1), date(2026, 3, 31)
THIS_YEAR = date(2026, 4, 1), date(2027, 3, 31)
NEXT_YEAR = date(2027, 4, 1), date(2028, 3, 31)

#: Sixty days after the end of last year: from then on its pots may be closed.
DUE = LAST_YEAR[1] + timedelta(days=60)

Year = tuple[date, date]


def pot_of(child: Child, stream: FundingStream, pence: int, year: Year = THIS_YEAR) -> Pot:
    """Award pence for a year through the service."""
    return award_budget(
        actor=SYSTEM,
        child=child,
        stream=stream,
        valid_from=year[0],
        valid_to=year[1],
        amount_pence=pence,
        reason="For the test",
    )


@transaction.atomic
def reserve(pot: Pot, pence: int, day: date | None = None) -> Hold:
    """Reserve pence of the pot for a day, the first of its period where none is named."""
    key = f"test:{pot.pk}:{pot.holds.count()}"
    pot.refresh_from_db()
    return place_hold(actor=SYSTEM, pot=pot, amount_pence=pence, expected_on=day or pot.valid_from, idempotency_key=key)


@transaction.atomic
def spend(pot: Pot, pence: int, day: date | None = None) -> HoldResolution:
    """Reserve pence of the pot for a day and spend them."""
    return capture_hold(actor=SYSTEM, hold=reserve(pot, pence, day))


def let_carry_over(stream: FundingStream, percent: int) -> None:
    """Let this share of what is left of the stream go into the next period, from last year on."""
    stream.rules.update(valid_to=date(2024, 12, 31))
    StreamRules.objects.create(
        stream=stream, valid_from=date(2025, 1, 1), summary="For fun", carry_over_percent=percent, age_max=25
    )


def purses(pot: Pot) -> dict[str, int]:
    """Return what the pot has, in pence, leaving out what is nothing."""
    pot.refresh_from_db()
    amounts = {
        "funded": pot.funded_pence,
        "left": pot.left_pence,
        "held": pot.held_pence,
        "spent": pot.spent_pence,
        "aside": pot.set_aside_pence,
    }
    return {name: pence for name, pence in amounts.items() if pence}


def legs() -> list[tuple[str, str, int]]:
    """Return kind, account and pence of every leg but those of awards, in the order written."""
    rows = LedgerLeg.objects.exclude(transaction__kind="award").order_by("transaction__created_at", "account")
    return list(rows.values_list("transaction__kind", "account", "amount_pence"))


def at_noon(day: date) -> AbstractContextManager[None]:
    """Let the domain believe that it is midday of the day."""
    return clock.at(clock.local_moment(day) + timedelta(hours=12))
