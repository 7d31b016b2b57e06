"""Reserving a pot's money, and resolving the reservation exactly once."""

from django.db import IntegrityError, transaction

from marketplace.core.audit import Actor

from ..enums import Account, Resolution, TransactionKind
from ..errors import HoldResolved, InsufficientFunds
from ..models import Hold, HoldResolution, Pot
from .ledger import Leg, post_transaction


def place_hold(*, actor: Actor, pot: Pot, amount_pence: int, idempotency_key: str, reason: str = "") -> Hold:
    """Reserve pence of a pot that the caller has locked; raises InsufficientFunds."""
    if pot.left_pence < amount_pence:
        raise InsufficientFunds(stream=pot.stream.name, left_pence=pot.left_pence, wanted_pence=amount_pence)
    posted = post_transaction(
        kind=TransactionKind.HOLD,
        legs=[Leg(Account.LEFT, -amount_pence, pot.pk), Leg(Account.HELD, amount_pence, pot.pk)],
        actor=actor,
        idempotency_key=idempotency_key,
        reason=reason,
    )
    return Hold.objects.create(pot=pot, amount_pence=amount_pence, transaction=posted)


def capture_hold(*, actor: Actor, hold: Hold, amount_pence: int | None = None, reason: str = "") -> HoldResolution:
    """Spend a hold, in full or in part; the rest goes back to the pot. Raises HoldResolved the second time."""
    captured = hold.amount_pence if amount_pence is None else amount_pence
    assert 0 < captured <= hold.amount_pence, "a capture is above zero and at most what is held"
    return _resolve(actor, hold, Resolution.CAPTURED, captured, reason)


def release_hold(*, actor: Actor, hold: Hold, expired: bool = False, reason: str = "") -> HoldResolution:
    """Give a hold back to its pot. Raises HoldResolved the second time."""
    return _resolve(actor, hold, Resolution.EXPIRED if expired else Resolution.RELEASED, 0, reason)


def _resolve(actor: Actor, hold: Hold, outcome: Resolution, captured: int, reason: str) -> HoldResolution:
    posted = post_transaction(
        kind=TransactionKind.CAPTURE if captured else TransactionKind.RELEASE,
        legs=[
            Leg(Account.HELD, -hold.amount_pence, hold.pot_id),
            Leg(Account.SPENT, captured, hold.pot_id),
            Leg(Account.LEFT, hold.amount_pence - captured, hold.pot_id),
        ],
        actor=actor,
        idempotency_key=f"resolve:{hold.pk}:{outcome}",
        reason=reason,
    )
    try:
        with transaction.atomic():
            return HoldResolution.objects.create(
                hold=hold,
                outcome=outcome,
                held_pence=hold.amount_pence,
                captured_pence=captured,
                transaction=posted,
            )
    except IntegrityError as error:
        raise HoldResolved("This reservation has been spent or given back already.") from error
