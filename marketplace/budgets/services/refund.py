"""Giving back what was spent of a hold, to where it came from."""

from uuid import uuid4

from django.db.models import Sum

from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import Account, TransactionKind
from ..errors import IdempotencyConflict, RefundRefused
from ..models import Hold, HoldRefund, HoldResolution, Pot
from .ledger import Leg, post_transaction


def refund_capture(
    *, actor: Actor, hold: Hold, amount_pence: int, reason: str, idempotency_key: str = ""
) -> HoldRefund:
    """Give pence that a hold captured back to its own pot, never to another; the same key gives them back once.

    Once the pot is closed they are the council's: it is taken back there and what was awarded falls by as much. Raises
    RefundRefused above what was captured less what was refunded before, saying by how much, and without a reason;
    IdempotencyConflict where the key came with another hold or amount.
    """
    if not reason.strip():
        raise RefundRefused("Say why the money is given back; the family can read it.")
    if amount_pence < 1:
        raise RefundRefused(f"Give back at least {format_pounds(1)}.")
    key = f"refund:{idempotency_key or uuid4()}"
    with deciding():
        pot = lock_rows({Pot: [hold.pot_id]})[Pot][hold.pot_id]
        earlier = HoldRefund.objects.filter(transaction__idempotency_key=key).first()
        if earlier:
            return _refuse_other(earlier, hold, amount_pence)
        _check(hold, amount_pence)
        refund = _write(actor, pot, hold, amount_pence, reason.strip(), key)
        after = {"pence": amount_pence, "hold": str(hold.pk), "to": "council" if pot.closed_on else "pot"}
        record_event(actor=actor, action="budget.refund", subject=pot, reason=reason.strip(), after=after)
    return refund


def _refuse_other(earlier: HoldRefund, hold: Hold, amount_pence: int) -> HoldRefund:
    if (earlier.hold_id, earlier.amount_pence) != (hold.pk, amount_pence):
        raise IdempotencyConflict
    return earlier


def _check(hold: Hold, amount_pence: int) -> None:
    captured = HoldResolution.objects.filter(hold=hold).aggregate(total=Sum("captured_pence"))["total"] or 0
    refunded = HoldRefund.objects.filter(hold=hold).aggregate(total=Sum("amount_pence"))["total"] or 0
    most = captured - refunded
    if amount_pence > most:
        raise RefundRefused(
            f"{format_pounds(captured)} was spent and {format_pounds(refunded)} of it was given back before, so at "
            f"most {format_pounds(most)} can be given back. You asked for {format_pounds(amount_pence - most)} more "
            "than that."
        )


def _write(actor: Actor, pot: Pot, hold: Hold, amount_pence: int, reason: str, key: str) -> HoldRefund:
    kind, back_to = TransactionKind.REFUND, Leg(Account.LEFT, amount_pence, pot.pk)
    if pot.closed_on:
        kind, back_to = TransactionKind.RECLAIM, Leg(Account.COUNCIL, amount_pence)
    row = post_transaction(
        kind=kind,
        legs=[Leg(Account.SPENT, -amount_pence, pot.pk), back_to],
        actor=actor,
        idempotency_key=key,
        reason=reason,
    )
    return HoldRefund.objects.create(hold=hold, amount_pence=amount_pence, transaction=row)
