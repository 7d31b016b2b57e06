"""What a family spends of money that it holds: recording it, which charges the pot at once, and taking it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.uploads import CheckedFile

from ..enums import UNDECIDED_SPENDING_STATES, Account, SpendingState, TransactionKind
from ..errors import IdempotencyConflict, InsufficientFunds, SpendingRefused
from ..models import LedgerTransaction, Pot, SpendingRecord
from ..rules import covers
from ..selectors.route import is_family_held
from .ledger import Leg, post_transaction


def record_spending(
    *,
    actor: Actor,
    pot: Pot,
    spent_on: date,
    payee: str,
    what: str,
    category: Category,
    amount_pence: int,
    token: UUID,
    receipt: CheckedFile | None = None,
) -> SpendingRecord:
    """Record what the family spent of a pot that it held that day, and charge the pot; a second click does nothing.

    Raises SpendingRefused for a day to come, outside the pot's period or on which the family did not hold the money,
    and for a kind of service that the stream's rules of that day do not pay for; InsufficientFunds above what is left;
    and IdempotencyConflict where the token comes with other answers.
    """
    record = SpendingRecord(
        pot=pot,
        spent_on=spent_on,
        payee=payee.strip(),
        what=what.strip(),
        category=category,
        amount_pence=amount_pence,
        recorded_by=actor.user,
        token=token,
    )
    with _receipt_only_if_recorded(record), deciding():
        record.pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        if earlier := SpendingRecord.objects.filter(token=token).first():
            return _refuse_other(earlier, record)
        _check(record)
        record.transaction = _charge(actor, record)
        if receipt:
            attach_receipt(record, receipt)
        record.save(force_insert=True)
        facts = {"pence": amount_pence, "spent_on": spent_on.isoformat(), "receipt": bool(receipt)}
        record_event(actor=actor, action="spending.record", subject=record, after=facts)
    return record


def withdraw_spending(*, actor: Actor, record: SpendingRecord) -> SpendingRecord:
    """Take back a record that the council has not decided about; the pot gets its money back.

    Raises SpendingRefused where it was decided or taken back before.
    """
    with deciding():
        record = locked_record(record)
        if record.state not in UNDECIDED_SPENDING_STATES:
            raise SpendingRefused("This was decided or taken back already, so it stays as it is.")
        before = record.state
        record.state = SpendingState.WITHDRAWN
        record.reversal = give_back(actor, record)
        record.save()
        record_event(actor=actor, action="spending.withdraw", subject=record, before={"state": before})
    return record


def locked_record(record: SpendingRecord) -> SpendingRecord:
    """Lock the record's pot and return the record as it now is."""
    pot = lock_rows({Pot: [record.pot_id]})[Pot][record.pot_id]
    current = SpendingRecord.objects.get(pk=record.pk)
    current.pot = pot
    return current


def give_back(actor: Actor, record: SpendingRecord) -> LedgerTransaction:
    """Take the charge back: what was spent is left again, or with the council where the pot is closed."""
    pence, pot = record.amount_pence, record.pot
    to = Leg(Account.COUNCIL, pence) if pot.closed_on else Leg(Account.LEFT, pence, pot.pk)
    return post_transaction(
        kind=TransactionKind.CORRECTION,
        legs=[Leg(Account.SPENT, -pence, pot.pk), to],
        actor=actor,
        idempotency_key=f"spending-back:{record.pk}",
        reason="Spending that does not count any more",
    )


def attach_receipt(record: SpendingRecord, receipt: CheckedFile) -> None:
    """Keep the receipt under a name by chance; saving the record is the caller's."""
    record.receipt.save(receipt.name, ContentFile(receipt.content), save=False)
    record.receipt_name, record.receipt_type = receipt.name, receipt.content_type


@contextmanager
def _receipt_only_if_recorded(record: SpendingRecord) -> Iterator[None]:
    """Leave no file behind of a record that was not made."""
    try:
        yield
    except BaseException:
        if record.receipt:
            record.receipt.delete(save=False)
        raise


def _check(record: SpendingRecord) -> None:
    pot, day, stream = record.pot, record.spent_on, record.pot.stream
    if day > clock.today():
        raise SpendingRefused("The day cannot be in the future. Record it when you have paid.")
    if not pot.valid_from <= day <= pot.valid_to:
        raise SpendingRefused(
            f"This {stream.name} budget is for {pot.valid_from:%-d %B %Y} to {pot.valid_to:%-d %B %Y}. "
            "Choose the budget that holds the day."
        )
    if pot.closed_on:
        raise SpendingRefused(f"This {stream.name} budget is closed. Ask your budget officer.")
    if not is_family_held(pot, day):
        raise SpendingRefused(f"You did not hold the money of {stream.name} on {day:%-d %B %Y}.")
    rules = stream.rules_on(day)
    if rules is None or not covers(rules, record.category):
        raise SpendingRefused(f"{stream.name} could not be spent on {record.category.name} on {day:%-d %B %Y}.")
    if record.amount_pence > pot.left_pence:
        raise InsufficientFunds(
            stream=stream.name, left_pence=pot.left_pence, wanted_pence=record.amount_pence, undone="recorded"
        )


def _charge(actor: Actor, record: SpendingRecord) -> LedgerTransaction:
    pence, pot = record.amount_pence, record.pot_id
    return post_transaction(
        kind=TransactionKind.CAPTURE,
        legs=[Leg(Account.LEFT, -pence, pot), Leg(Account.SPENT, pence, pot)],
        actor=actor,
        idempotency_key=f"spending:{record.pk}",
        reason=f"Spent by the family: {record.category.name}",
    )


def _refuse_other(earlier: SpendingRecord, record: SpendingRecord) -> SpendingRecord:
    names = ("pot_id", "spent_on", "payee", "what", "category_id", "amount_pence")
    if any(getattr(earlier, name) != getattr(record, name) for name in names):
        raise IdempotencyConflict
    return earlier
