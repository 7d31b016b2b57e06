"""Awarding a budget to a child, and reducing it."""

from datetime import date
from uuid import uuid4

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import Account, TransactionKind
from ..errors import AwardRefused
from ..models import FundingStream, Pot
from .ledger import Leg, is_posted, post_transaction, refuse_closed

#: The most that one award may be (£500,000): above it, a slip of the keyboard is likelier than an award.
HIGHEST_AWARD_PENCE = 50_000_000
_ENDS_WITH_ITS_STREAM = "budgets_a_pot_ends_with_its_stream"


def award_budget(
    *,
    actor: Actor,
    child: Child,
    stream: FundingStream,
    valid_from: date,
    valid_to: date,
    amount_pence: int,
    reason: str,
    idempotency_key: str = "",
) -> Pot:
    """Award pence from a stream to a child for a period, both days included; the same period adds to the same pot.

    Raises AwardRefused without a reason, for reversed dates, an amount outside £0.01 to £500,000, a child outside the
    stream's ages on the first day, a period that overlaps another one of the same stream, or one that runs past the
    stream's last day; PotClosed for a pot that is closed.
    """
    check_award(
        child=child, stream=stream, valid_from=valid_from, valid_to=valid_to, amount_pence=amount_pence, reason=reason
    )
    with deciding():
        pot = pot_for(child=child, stream=stream, valid_from=valid_from, valid_to=valid_to)
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        award_to_locked(actor=actor, pot=pot, amount_pence=amount_pence, reason=reason, idempotency_key=idempotency_key)
    pot.refresh_from_db()
    return pot


def award_to_locked(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> None:
    """Award pence to a pot that the caller has locked, after `check_award`; raises PotClosed."""
    key = f"award:{idempotency_key or uuid4()}"
    is_new = not is_posted(key)
    if is_new:
        refuse_closed(pot)
    post_transaction(
        kind=TransactionKind.AWARD,
        legs=[Leg(Account.COUNCIL, -amount_pence), Leg(Account.LEFT, amount_pence, pot.pk)],
        actor=actor,
        idempotency_key=key,
        reason=reason,
    )
    if is_new:
        record_event(actor=actor, action="budget.award", subject=pot, reason=reason, after={"pence": amount_pence})


def reduce_award(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> Pot:
    """Take pence that are left back from a pot; the same key does it once.

    Raises AwardRefused below what is reserved, spent and kept aside, saying by how much, and without a reason;
    PotClosed for a pot that is closed.
    """
    if not reason.strip():
        raise AwardRefused("Say why the award is reduced; the family can read it.")
    if amount_pence < 1:
        raise AwardRefused(f"Reduce the award by at least {format_pounds(1)}.")
    with deciding():
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        reduce_locked(actor=actor, pot=pot, amount_pence=amount_pence, reason=reason, idempotency_key=idempotency_key)
    pot.refresh_from_db()
    return pot


def reduce_locked(*, actor: Actor, pot: Pot, amount_pence: int, reason: str, idempotency_key: str = "") -> None:
    """Take pence back from a pot that the caller has locked and read since; raises as `reduce_award`."""
    key = f"reduce:{idempotency_key or uuid4()}"
    is_new = not is_posted(key)
    if is_new:
        refuse_closed(pot)
        _refuse_below_use(pot, amount_pence)
    post_transaction(
        kind=TransactionKind.RECLAIM,
        legs=[Leg(Account.LEFT, -amount_pence, pot.pk), Leg(Account.COUNCIL, amount_pence)],
        actor=actor,
        idempotency_key=key,
        reason=reason,
    )
    if is_new:
        record_event(actor=actor, action="budget.reduce", subject=pot, reason=reason, after={"pence": -amount_pence})


def _refuse_below_use(pot: Pot, amount_pence: int) -> None:
    if amount_pence > pot.left_pence:
        kept = f", {format_pounds(pot.set_aside_pence)} is kept aside" if pot.set_aside_pence else ""
        raise AwardRefused(
            f"{format_pounds(pot.held_pence)} is reserved{kept} and {format_pounds(pot.spent_pence)} is spent, so at "
            f"most {format_pounds(pot.left_pence)} can be taken back. You asked for "
            f"{format_pounds(amount_pence - pot.left_pence)} more than that."
        )


def check_award(
    *, child: Child, stream: FundingStream, valid_from: date, valid_to: date, amount_pence: int, reason: str
) -> None:
    """Raise AwardRefused where `award_budget` would before it looks at the pot."""
    if not reason.strip():
        raise AwardRefused("Say why the award is made; the family can read it.")
    if valid_to < valid_from:
        raise AwardRefused("The last day must be on or after the first day.")
    if not 1 <= amount_pence <= HIGHEST_AWARD_PENCE:
        raise AwardRefused(f"An award is from {format_pounds(1)} to {format_pounds(HIGHEST_AWARD_PENCE)}.")
    rules = stream.rules_on(valid_from)
    if rules is None:
        raise AwardRefused(f"{stream.name} does not run on {valid_from:%-d %B %Y}. Choose another stream or period.")
    if stream.valid_to and valid_to > stream.valid_to:
        raise _past_the_end(stream)
    age = child.age_on(valid_from)
    if not rules.age_min <= age <= rules.age_max:
        raise AwardRefused(
            f"{stream.name} is for ages {rules.age_min} to {rules.age_max}. The child is {age} on the first day."
        )


def pot_for(*, child: Child, stream: FundingStream, valid_from: date, valid_to: date) -> Pot:
    """Return the child's pot of the stream and period, made empty where there is none.

    Raises AwardRefused where the period overlaps another one.
    """
    try:
        with transaction.atomic():
            pot, _ = Pot.objects.get_or_create(child=child, stream=stream, valid_from=valid_from, valid_to=valid_to)
    except IntegrityError as error:
        if _ENDS_WITH_ITS_STREAM in str(error):
            stream.refresh_from_db()
            raise _past_the_end(stream) from error
        raise AwardRefused(
            f"The child has a {stream.name} budget that overlaps this period. Add to that one, or choose later dates."
        ) from error
    return pot


def _past_the_end(stream: FundingStream) -> AwardRefused:
    return AwardRefused(f"{stream.name} ends on {stream.valid_to:%-d %B %Y}. Choose a last day until then.")
