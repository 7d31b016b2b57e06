"""What the audit trail keeps of a child's budget, in words for officers: what was done, and what it changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from marketplace.core.models import AuditEvent
from marketplace.core.money import format_pounds

from .enums import (
    AllocationState,
    ChallengeState,
    ConversationKind,
    FeeMode,
    Respondent,
    ReviewKind,
    Route,
    SpendingState,
    WithholdingReason,
)

#: What was done, by the action under which the audit trail keeps it.
TITLES = {
    "allocation.offer": "Figure ready to talk about",
    "allocation.override": "Figure set by an officer",
    "allocation.release": "Figure shared with the family",
    "allocation.withdraw": "Figure withdrawn",
    "allocation.work_out": "Figure worked out",
    "assessment.answer": "Questions answered",
    "assessment.begin": "Assessment begun",
    "assessment.carry_over": "Answers brought over to a new version of the questions",
    "assessment.complete": "Assessment sent",
    "assessment.withdraw": "Assessment given up",
    "budget.close": "Period closed",
    "budget.view": "Looked at the budget",
    "challenge.answer": "Challenge answered",
    "challenge.raise": "Figure challenged by the family",
    "challenge.withdraw": "Challenge withdrawn by the family",
    "child.add": "Child added",
    "child.change": "Child’s details changed",
    "child.set_needs": "Child’s needs changed",
    "child.view_story": "Looked at the whole story",
    "conversation.record": "Conversation recorded",
    "outcome_review.answer": "Review answered",
    "outcome_review.plan": "Review planned",
    "outcome_review.record_consent": "Whether the child wants to answer recorded",
    "outcome_review.remind": "Reminder sent",
    "outcome_review.reminder_failed": "Reminder could not be sent",
    "outcome_review.reschedule": "Review moved to another day",
    "package.correct": "Present package corrected",
    "package.record": "Present package recorded",
    "payment.cancel": "Payment cancelled",
    "payment.pay": "Payment made",
    "plan.abandon": "Plan given up",
    "plan.amend": "Change of an agreed plan begun",
    "plan.change": "Part of the plan written",
    "plan.final": "Plan agreed",
    "plan.replace": "Plan replaced by a later version",
    "plan.return": "Plan given back to be changed",
    "plan.sign_family": "Plan signed for the family",
    "plan.sign_stream": "Plan signed for the council",
    "plan.start": "Plan begun",
    "plan.submit": "Plan sent to be agreed",
    "route.ask": "Another way of managing asked for",
    "route.refuse": "Another way of managing not agreed",
    "route.set": "Way of managing set",
    "route.withdraw": "Way of managing taken back",
    "spending.accept": "Spending accepted",
    "spending.query": "Spending asked about",
    "spending.receipt": "Receipt opened",
    "spending.record": "Spending recorded",
    "spending.reject": "Spending not accepted",
    "spending.reply": "Question about spending answered",
    "spending.sample": "Spending chosen to be looked at",
    "spending.withdraw": "Spending taken back by the family",
    "statement.enter": "Statement of the holder entered",
    "withholding.begin": "Payments withheld",
    "withholding.end": "Payments can be made again",
}
#: What a fact is called where its own name would not say it.
_NAMES = {
    "answers": "questions answered",
    "carried": "goes into the next period",
    "consented": "the child wants to answer",
    "due_on": "due by",
    "fee_mode": "where the fee comes from",
    "needs_signing": "an officer has to sign",
    "number": "plan",
    "parts": "what was written",
    "pence": "amount",
    "protected": "after protection and rounding",
    "reclaimed": "goes back to the council",
    "respondent": "whose view",
    "revision": "times sent",
    "route": "way of managing",
    "table": "the policy gives",
    "valid_from": "first day",
    "valid_to": "last day",
    "wanted": "way asked for",
}
#: Where the words for a code are, by what the event is about and the fact, or by the fact alone.
_CHOICES: dict[str, type[TextChoices]] = {
    "allocation.state": AllocationState,
    "challenge.state": ChallengeState,
    "conversation.kind": ConversationKind,
    "fee_mode": FeeMode,
    "outcome_review.kind": ReviewKind,
    "respondent": Respondent,
    "route": Route,
    "spending.state": SpendingState,
    "wanted": Route,
    "withholding.kind": WithholdingReason,
}
#: The length of a day as machines write it, such as 2027-03-31.
_DAY_LENGTH = 10


def event_title(event: AuditEvent) -> str:
    """Return what was done: `Plan sent to be agreed`; an action without words of its own is spelt out."""
    noun, _, verb = event.action.partition(".")
    return TITLES.get(event.action) or f"{noun.replace('_', ' ').capitalize()}: {verb.replace('_', ' ')}"


def event_facts(event: AuditEvent, streams: Mapping[str, str]) -> Iterator[str]:
    """Yield what an event changed: `state: Recorded → Accepted`, `amount: £24`; `streams` are names by code.

    Keys of other rows are left out: they say nothing to people, and those rows have entries of their own.
    """
    noun = event.action.partition(".")[0]
    for name in [*event.before, *(name for name in event.after if name not in event.before)]:
        words = streams if name == "stream" else _words_for(noun, name)
        before, after = (
            _value(name, values[name], words) if name in values else "" for values in (event.before, event.after)
        )
        if before and after:
            yield f"{_name(name)}: {before} → {after}"
        elif before or after:
            yield f"{_name(name)}: {before or after}"


def _name(name: str) -> str:
    short = name.removesuffix("_pence")
    return _NAMES.get(short, short.replace("_", " "))


def _words_for(noun: str, name: str) -> Mapping[str, str]:
    choices = _CHOICES.get(f"{noun}.{name}") or _CHOICES.get(name)
    return dict(choices.choices) if choices else {}


def _value(name: str, value: Any, words: Mapping[str, str]) -> str:
    """Return a value in words, nothing where it is the key of another row or an empty list."""
    if value is None:
        return "not set"
    if isinstance(value, list):
        return ", ".join(filter(None, (_value(name, each, words) for each in value)))
    if isinstance(value, dict):
        return " ".join(filter(None, (_value(key, each, {}) for key, each in value.items())))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return format_pounds(value) if name.endswith("pence") else str(value)
    return words.get(value) or _text(str(value))


def _text(text: str) -> str:
    """Return a day as people write it, nothing for a key, and any other text as words."""
    try:
        return f"{date.fromisoformat(text):%-d %b %Y}" if len(text) == _DAY_LENGTH else _without_keys(text)
    except ValueError:
        return _without_keys(text)


def _without_keys(text: str) -> str:
    try:
        UUID(text)
    except ValueError:
        return text.replace("_", " ")
    return ""
