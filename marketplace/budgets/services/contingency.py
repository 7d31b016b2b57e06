"""Part of a pot is kept aside for what cannot be foreseen, by a plan or an officer, and let go when that comes."""

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
    _check_wish(amount_pence, reason)
    with deciding():
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        keep_aside_of_locked(
            actor=actor, pot=pot, amount_pence=amount_pence, reason=reason, idempotency_key=idempotency_key
        )
    pot.refresh_from_db()
    return pot


def release_contingency(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> Pot:
    """Let pence that were kept aside be spent like the rest of the pot; the same key does it once.

    Raises ContingencyRefused above what is kept aside, saying by how much, and without a reason; PotClosed.
    """
    _check_wish(amount_pence, reason)
    with deciding():
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        let_go_of_locked(
            actor=actor, pot=pot, amount_pence=amount_pence, reason=reason, idempotency_key=idempotency_key
        )
    pot.refresh_from_db()
    return pot


def keep_aside_of_locked(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> None:
    """As `set_contingency_aside`, of a pot that the caller has locked and read since."""
    key = f"keep-aside:{idempotency_key or uuid4()}"
    is_new = not is_posted(key)
    if is_new:
        _refuse_more_than(pot, pot.left_pence, "left", amount_pence)
    _post(actor, pot, amount_pence, reason, key)
    if is_new:
        _record(actor, "budget.set_aside", pot, amount_pence, reason)


def let_go_of_locked(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> None:
    """As `release_contingency`, of a pot that the caller has locked and read since."""
    key = f"let-go:{idempotency_key or uuid4()}"
    is_new = not is_posted(key)
    if is_new:
        _refuse_more_than(pot, pot.set_aside_pence, "kept aside", amount_pence)
    _post(actor, pot, -amount_pence, reason, key)
    if is_new:
        _record(actor, "budget.put_back", pot, amount_pence, reason)


def _check_wish(amount_pence: int, reason: str) -> None:
    if not reason.strip():
        raise ContingencyRefused("Say why; the family can read it.")
    if amount_pence < 1:
        raise ContingencyRefused(f"Enter at least {format_pounds(1)}.")


def _refuse_more_than(pot: Pot, most_pence: int, what: str, amount_pence: int) -> None:
    refuse_closed(pot)
    if amount_pence > most_pence:
        raise ContingencyRefused(
            f"{format_pounds(most_pence)} of {pot.stream.name} is {what}, which is "
            f"{format_pounds(amount_pence - most_pence)} less than {format_pounds(amount_pence)}. Nothing was changed."
        )


def _post(actor: Actor, pot: Pot, aside_pence: int, reason: str, key: str) -> None:
    """Move pence from what is left to what is kept aside, or back where they are below 0."""
    post_transaction(
        kind=TransactionKind.AWARD,
        legs=[Leg(Account.LEFT, -aside_pence, pot.pk), Leg(Account.SET_ASIDE, aside_pence, pot.pk)],
        actor=actor,
        idempotency_key=key,
        reason=reason.strip(),
    )


def _record(actor: Actor, action: str, pot: Pot, amount_pence: int, reason: str) -> None:
    record_event(actor=actor, action=action, subject=pot, reason=reason.strip(), after={"pence": amount_pence})
