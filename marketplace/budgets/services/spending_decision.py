"""What officers do with spending that families record: draw a sample, ask, accept, reject; and families' replies."""

import hashlib
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor, audit_event, record_event, record_events
from marketplace.core.locks import deciding
from marketplace.core.uploads import CheckedFile

from ..enums import UNDECIDED_SPENDING_STATES, SpendingState
from ..errors import SpendingRefused
from ..models import SpendingRecord
from ..notices import tell_of_managing
from ..selectors.policy import policy_on
from .spending import attach_receipt, give_back, locked_record

#: Spending from this amount on is always looked at (£500).
ALWAYS_SAMPLED_FROM_PENCE = 50_000


def sample_spending(*, actor: Actor = SYSTEM) -> int:
    """Choose what officers look at among records older than a day, and return how many were chosen.

    The council's policy says how large a share; which records, their ids alone say, so that drawing again changes
    nothing. Those of £500 and more are always chosen.
    """
    percent = policy_on(clock.today()).sample_percent
    waiting = SpendingRecord.objects.filter(
        state=SpendingState.RECORDED, is_sampled=False, created_at__lt=clock.now() - timedelta(days=1)
    )
    with transaction.atomic():
        chosen = [
            record
            for record in waiting.select_for_update(no_key=True, of=("self",)).order_by("pk")
            if record.amount_pence >= ALWAYS_SAMPLED_FROM_PENCE or draw(record.pk) < percent
        ]
        SpendingRecord.objects.filter(pk__in=[record.pk for record in chosen]).update(
            is_sampled=True, updated_at=clock.now()
        )
        record_events([audit_event(actor=actor, action="spending.sample", subject=record) for record in chosen])
    return len(chosen)


def draw(record_id: UUID) -> int:
    """Return the number from 0 to 99 that a record draws by its id."""
    return int.from_bytes(hashlib.sha256(record_id.bytes).digest()[:8]) % 100


def accept_spending(*, actor: Actor, record: SpendingRecord, reason: str = "") -> SpendingRecord:
    """Accept what was recorded; raises SpendingRefused where it was decided or taken back."""
    with deciding():
        record = _undecided(record)
        return _decide(actor, record, SpendingState.ACCEPTED, "spending.accept", reason)


def reject_spending(*, actor: Actor, record: SpendingRecord, reason: str) -> SpendingRecord:
    """Reject what was recorded, with a reason that the family reads; the pot gets its money back.

    The family then has to show other spending, or to pay it back. Raises SpendingRefused where it was decided or taken
    back, and without a reason.
    """
    _require(reason, "Say why it is not accepted; the family reads it.")
    with deciding():
        record = _undecided(record)
        record.reversal = give_back(actor, record)
        _decide(actor, record, SpendingState.REJECTED, "spending.reject", reason)
        _tell(record, "an answer", "The council has not accepted something that you spent of your personal budget.")
    return record


def query_spending(*, actor: Actor, record: SpendingRecord, question: str) -> SpendingRecord:
    """Ask the family about what it recorded, once; its reply brings the record back to the officers.

    Raises SpendingRefused where it was decided, taken back or asked about before, and without a question.
    """
    _require(question, "Write what you want to know.")
    with deciding():
        record = _undecided(record)
        if record.query:
            raise SpendingRefused("The family was asked about this already. Accept it, or reject it with a reason.")
        record.state, record.query, record.is_sampled = SpendingState.QUERIED, question.strip(), True
        record.save()
        record_event(actor=actor, action="spending.query", subject=record)
        _tell(record, "a question", "The council has a question about something that you spent.")
    return record


def reply_to_query(
    *, actor: Actor, record: SpendingRecord, reply: str, receipt: CheckedFile | None = None
) -> SpendingRecord:
    """Answer the council's question, perhaps with the receipt that was missing.

    Raises SpendingRefused where no question is open, and without words.
    """
    _require(reply, "Write an answer. A sentence is enough.")
    with deciding():
        record = locked_record(record)
        if record.state != SpendingState.QUERIED:
            raise SpendingRefused("The council does not wait for an answer to this any more.")
        record.state, record.reply = SpendingState.RECORDED, reply.strip()
        if receipt and not record.receipt:
            attach_receipt(record, receipt)
        record.save()
        record_event(actor=actor, action="spending.reply", subject=record, after={"receipt": bool(receipt)})
    return record


def _undecided(record: SpendingRecord) -> SpendingRecord:
    record = locked_record(record)
    if record.state not in UNDECIDED_SPENDING_STATES:
        raise SpendingRefused(
            f"Somebody was here before you: {record.get_state_display().lower()}. Nothing was changed."
        )
    return record


def _decide(actor: Actor, record: SpendingRecord, state: SpendingState, action: str, reason: str) -> SpendingRecord:
    before = record.state
    record.state, record.decided_by, record.decision_reason = state, actor.user, reason.strip()
    record.save()
    record_event(
        actor=actor,
        action=action,
        subject=record,
        before={"state": before},
        after={"state": state, "pence": record.amount_pence},
    )
    return record


def _require(words: str, sentence: str) -> None:
    if not words.strip():
        raise SpendingRefused(sentence)


def _tell(record: SpendingRecord, what: str, sentence: str) -> None:
    tell_of_managing(record.pot.child_id, what=what, sentence=sentence, page="family_spending")
