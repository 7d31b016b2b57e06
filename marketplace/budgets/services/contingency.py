"""Keeping part of a pot aside for what cannot be foreseen, and putting it back."""

from marketplace.core.audit import Actor, record_event
from marketplace.core.money import format_pounds

from ..enums import Account, TransactionKind
from ..errors import AwardRefused
from ..models import Pot
from .ledger import Leg, post_transaction


def set_aside(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str) -> None:
    """Keep pence aside of what is left of a pot that the caller has locked and read since.

    Raises AwardRefused where less is left.
    """
    if amount_pence > pot.left_pence:
        raise AwardRefused(
            f"{format_pounds(amount_pence)} would be kept aside, but only {format_pounds(pot.left_pence)} is left, "
            f"which is {format_pounds(amount_pence - pot.left_pence)} less."
        )
    _move(actor, pot, amount_pence, reason, f"set-aside:{idempotency_key}", "budget.set_aside")


def put_back(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str) -> None:
    """Let pence that are kept aside of a locked pot be left again; there are as many there."""
    assert amount_pence <= pot.set_aside_pence, "what is put back was kept aside"
    _move(actor, pot, -amount_pence, reason, f"put-back:{idempotency_key}", "budget.put_back")


def _move(actor: Actor, pot: Pot, amount_pence: int, reason: str, key: str, action: str) -> None:
    post_transaction(
        kind=TransactionKind.AWARD,
        legs=[Leg(Account.LEFT, -amount_pence, pot.pk), Leg(Account.SET_ASIDE, amount_pence, pot.pk)],
        actor=actor,
        idempotency_key=key,
        reason=reason,
    )
    record_event(actor=actor, action=action, subject=pot, reason=reason, after={"pence": amount_pence})
