"""Moving money between two budgets of one child."""

from uuid import uuid4

from marketplace.core.audit import Actor, audit_event, record_events
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import Account, TransactionKind
from ..errors import VirementRefused
from ..models import LedgerTransaction, Pot
from .ledger import Leg, is_posted, post_transaction, refuse_closed


def move_between_pots(
    *, actor: Actor, source: Pot, target: Pot, amount_pence: int, reason: str, idempotency_key: str = ""
) -> LedgerTransaction:
    """Move pence that are left of one pot to another of the same child; the same key moves them once.

    "Individual contributions from separate funding streams are each bound by their associated restrictions" (2008), so
    both are paid by the same part of the system, and have days in common. Raises VirementRefused where they are not or
    have not, above what is left (saying by how much), and without a reason; PotClosed where one is closed.
    """
    if not reason.strip():
        raise VirementRefused("Say why the money is moved; the family can read it.")
    if amount_pence < 1:
        raise VirementRefused(f"Move at least {format_pounds(1)}.")
    if source.pk == target.pk:
        raise VirementRefused("Choose another budget to move the money to.")
    key = f"virement:{idempotency_key or uuid4()}"
    with deciding():
        pots = lock_rows({Pot: [source.pk, target.pk]})[Pot]
        source, target = pots[source.pk], pots[target.pk]
        is_new = not is_posted(key)
        if is_new:
            _check(source, target, amount_pence)
        moved = post_transaction(
            kind=TransactionKind.VIREMENT,
            legs=[Leg(Account.LEFT, -amount_pence, source.pk), Leg(Account.LEFT, amount_pence, target.pk)],
            actor=actor,
            idempotency_key=key,
            reason=reason.strip(),
        )
        if is_new:
            _record(actor, source, target, amount_pence, reason.strip())
    return moved


def _check(source: Pot, target: Pot, amount_pence: int) -> None:
    refuse_closed(source, target)
    if source.child_id != target.child_id:
        raise VirementRefused("Money moves only between budgets of the same child.")
    if source.stream.owner != target.stream.owner:
        raise VirementRefused(
            f"{source.stream.name} is paid by {source.stream.get_owner_display().lower()}, and {target.stream.name} by "
            f"{target.stream.get_owner_display().lower()}. Money moves only between streams that the same part pays."
        )
    if source.valid_to < target.valid_from or target.valid_to < source.valid_from:
        raise VirementRefused("The periods of the two budgets have no day in common. Choose a budget of the same time.")
    if amount_pence > source.left_pence:
        raise VirementRefused(
            f"{source.stream.name} has {format_pounds(source.left_pence)} left, which is "
            f"{format_pounds(amount_pence - source.left_pence)} less than {format_pounds(amount_pence)}. "
            "Nothing was moved."
        )


def _record(actor: Actor, source: Pot, target: Pot, amount_pence: int, reason: str) -> None:
    parts = (("budget.move_out", source, target, -amount_pence), ("budget.move_in", target, source, amount_pence))
    record_events(
        [
            audit_event(
                actor=actor,
                action=action,
                subject=pot,
                reason=reason,
                after={"pence": pence, "other_pot": str(other.pk)},
            )
            for action, pot, other, pence in parts
        ]
    )
