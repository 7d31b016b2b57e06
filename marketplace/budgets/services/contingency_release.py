"""An officer keeps part of a pot aside for what cannot be foreseen, and lets it go when that comes."""

from uuid import uuid4

from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import Account, TransactionKind
from ..errors import ContingencyRefused
from ..models import Pot
from .ledger import Leg, is_posted, post_transaction, refuse_closed


def set_contingency_aside(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> Pot:
    """Keep pence of what is left of a pot aside, so that nothing is booked from them; the same key does it once.

    Raises ContingencyRefused above what is left, saying by how much, and without a reason; PotClosed.
    """
    key = f"keep-aside:{idempotency_key or uuid4()}"
    return _move(actor, pot, amount_pence, reason, key, Account.LEFT, Account.SET_ASIDE)


def release_contingency(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> Pot:
    """Let pence that were kept aside be spent like the rest of the pot; the same key does it once.

    Raises ContingencyRefused above what is kept aside, saying by how much, and without a reason; PotClosed.
    """
    key = f"let-go:{idempotency_key or uuid4()}"
    return _move(actor, pot, amount_pence, reason, key, Account.SET_ASIDE, Account.LEFT)


def _move(actor: Actor, pot: Pot, amount_pence: int, reason: str, key: str, source: Account, target: Account) -> Pot:
    if not reason.strip():
        raise ContingencyRefused("Say why; the family can read it.")
    if amount_pence < 1:
        raise ContingencyRefused(f"Enter at least {format_pounds(1)}.")
    with deciding():
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        is_new = not is_posted(key)
        if is_new:
            _check(pot, amount_pence, source)
        post_transaction(
            kind=TransactionKind.AWARD,
            legs=[Leg(source, -amount_pence, pot.pk), Leg(target, amount_pence, pot.pk)],
            actor=actor,
            idempotency_key=key,
            reason=reason.strip(),
        )
        if is_new:
            action = "budget.set_aside" if target == Account.SET_ASIDE else "budget.put_back"
            record_event(actor=actor, action=action, subject=pot, reason=reason.strip(), after={"pence": amount_pence})
    pot.refresh_from_db()
    return pot


def _check(pot: Pot, amount_pence: int, source: Account) -> None:
    refuse_closed(pot)
    is_left = source == Account.LEFT
    most = pot.left_pence if is_left else pot.set_aside_pence
    if amount_pence > most:
        raise ContingencyRefused(
            f"{format_pounds(most)} of {pot.stream.name} is {'left' if is_left else 'kept aside'}, which is "
            f"{format_pounds(amount_pence - most)} less than {format_pounds(amount_pence)}. Nothing was changed."
        )
