"""Reserving a pot's money, and resolving the reservation exactly once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from marketplace.core.audit import Actor

from ..enums import Account, Resolution, TransactionKind
from ..errors import HoldResolved, InsufficientFunds
from ..models import Hold, HoldResolution, Pot
from .ledger import Leg, Movement, post_transactions, refuse_closed


@dataclass(frozen=True)
class HoldWish:
    """Pence of a pot that are to be reserved for what happens on a day."""

    pot: Pot
    amount_pence: int
    expected_on: date
    idempotency_key: str


@dataclass(frozen=True)
class HoldEnd:
    """How a hold ends: so much is spent, the rest goes back to the pot."""

    hold: Hold
    outcome: Resolution
    captured_pence: int = 0


def place_hold(
    *, actor: Actor, pot: Pot, amount_pence: int, expected_on: date, idempotency_key: str, reason: str = ""
) -> Hold:
    """Reserve pence of a pot that the caller has locked; raises InsufficientFunds or PotClosed."""
    return place_holds(actor=actor, wishes=[HoldWish(pot, amount_pence, expected_on, idempotency_key)], reason=reason)[
        0
    ]


def place_holds(*, actor: Actor, wishes: Sequence[HoldWish], reason: str = "") -> list[Hold]:
    """Reserve pence of pots that the caller has locked, all or nothing; raises InsufficientFunds or PotClosed."""
    _check_funds(wishes)
    posted = post_transactions(movements=[_reservation(wish) for wish in wishes], actor=actor, reason=reason)
    return Hold.objects.bulk_create(
        Hold(pot=wish.pot, amount_pence=wish.amount_pence, expected_on=wish.expected_on, transaction=row)
        for wish, row in zip(wishes, posted, strict=True)
    )


def capture_hold(*, actor: Actor, hold: Hold, amount_pence: int | None = None, reason: str = "") -> HoldResolution:
    """Spend a hold, in full or in part; the rest goes back to the pot. Raises HoldResolved the second time."""
    captured = hold.amount_pence if amount_pence is None else amount_pence
    return resolve_holds(actor=actor, ends=[HoldEnd(hold, Resolution.CAPTURED, captured)], reason=reason)[0]


def release_hold(*, actor: Actor, hold: Hold, expired: bool = False, reason: str = "") -> HoldResolution:
    """Give a hold back to its pot. Raises HoldResolved the second time."""
    outcome = Resolution.EXPIRED if expired else Resolution.RELEASED
    return resolve_holds(actor=actor, ends=[HoldEnd(hold, outcome)], reason=reason)[0]


def resolve_holds(*, actor: Actor, ends: Sequence[HoldEnd], reason: str = "") -> list[HoldResolution]:
    """End holds, all or nothing; raises HoldResolved where one of them has ended before."""
    for end in ends:
        lowest = 1 if end.outcome == Resolution.CAPTURED else 0
        assert lowest <= end.captured_pence <= end.hold.amount_pence, "a capture is above zero and at most what is held"
    posted = post_transactions(movements=[_resolution(end) for end in ends], actor=actor, reason=reason)
    try:
        with transaction.atomic():
            return HoldResolution.objects.bulk_create(
                HoldResolution(
                    hold=end.hold,
                    outcome=end.outcome,
                    held_pence=end.hold.amount_pence,
                    captured_pence=end.captured_pence,
                    transaction=row,
                )
                for end, row in zip(ends, posted, strict=True)
            )
    except IntegrityError as error:
        raise HoldResolved("This reservation has been spent or given back already.") from error


def _check_funds(wishes: Sequence[HoldWish]) -> None:
    wanted: Counter[UUID] = Counter()
    for wish in wishes:
        refuse_closed(wish.pot)
        wanted[wish.pot.pk] += wish.amount_pence
        if wish.pot.left_pence < wanted[wish.pot.pk]:
            raise InsufficientFunds(
                stream=wish.pot.stream.name, left_pence=wish.pot.left_pence, wanted_pence=wanted[wish.pot.pk]
            )


def _reservation(wish: HoldWish) -> Movement:
    legs = [Leg(Account.LEFT, -wish.amount_pence, wish.pot.pk), Leg(Account.HELD, wish.amount_pence, wish.pot.pk)]
    return Movement(TransactionKind.HOLD, legs, wish.idempotency_key)


def _resolution(end: HoldEnd) -> Movement:
    hold, captured = end.hold, end.captured_pence
    legs = [
        Leg(Account.HELD, -hold.amount_pence, hold.pot_id),
        Leg(Account.SPENT, captured, hold.pot_id),
        Leg(Account.LEFT, hold.amount_pence - captured, hold.pot_id),
    ]
    kind = TransactionKind.CAPTURE if captured else TransactionKind.RELEASE
    return Movement(kind, legs, f"resolve:{hold.pk}:{end.outcome}")
