"""What a child's story says of each row and movement, in words for officers."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.core.money import format_pounds

from .models import (
    Assessment,
    Challenge,
    HolderStatement,
    IndicativeAllocation,
    LedgerLeg,
    ManagementRoute,
    OutcomeReview,
    PlanSignature,
    Pot,
    PresentPackage,
    ReleaseConversation,
    ScheduledPayment,
    SpendingRecord,
    SupportPlan,
    Withholding,
)
from .outcome_words import review_title

_ROLES = {"family": "family member", "supporter": "supporter", "system": "the system"}


def role_words(role: str) -> str:
    """Return in which role somebody acted: `budget officer`, `supporter`."""
    officer = role.removeprefix("officer:")
    if officer in OfficerRole.values:
        return OfficerRole(officer).label.lower()
    return _ROLES.get(role, role)


def leg_words(leg: LedgerLeg) -> str:
    """Return what a movement did to one purse of a pot: `Short breaks, left: +£24`."""
    assert leg.pot is not None, "legs of the council's account are not the child's"
    sign = "+" if leg.amount_pence > 0 else ""
    return f"{leg.pot.stream}, {leg.get_account_display().lower()}: {sign}{format_pounds(leg.amount_pence)}"


def row_title(row: Any) -> str:
    """Return what kind of row it is: `Figure`, `Way of managing`."""
    return _TITLES.get(type(row)) or str(row._meta.verbose_name).capitalize()


def row_words(row: Any) -> list[str]:
    """Return what a row is and says, a sentence each; it is as it is now, whenever it was written."""
    return [words for words in _WORDS.get(type(row), _nothing)(row) if words]


def _period(first: date, last: date | None) -> str:
    until = f" to {last:%-d %b %Y}" if last else " on"
    return f"{first:%-d %b %Y}{until}"


def _nothing(row: Any) -> Iterator[str]:
    yield ""


def _child(row: Child) -> Iterator[str]:
    yield "The child’s details"


def _assessment(row: Assessment) -> Iterator[str]:
    yield f"{row.questionnaire}, {row.get_taken_with_display().lower()}: {row.get_state_display().lower()}"
    if row.points is not None:
        yield f"{row.points} points"


def _package(row: PresentPackage) -> Iterator[str]:
    yield f"Present package from {row.stream}: {format_pounds(row.amount_pence)} a year"
    yield row.description


def _allocation(row: IndicativeAllocation) -> Iterator[str]:
    yield f"{row.stream}, {_period(row.valid_from, row.valid_to)}: {format_pounds(row.amount_pence)}"
    yield row.get_state_display()
    yield f"Set by an officer, because: {row.override_reason}" if row.override_reason else ""


def _conversation(row: ReleaseConversation) -> Iterator[str]:
    yield f"{row.get_kind_display()} on {row.held_on:%-d %b %Y}, with {row.with_whom}, held by {row.held_by}"
    yield row.notes


def _challenge(row: Challenge) -> Iterator[str]:
    yield f"{row.allocation.stream}, to be answered by {row.answer_by:%-d %b %Y}: {row.get_state_display().lower()}"
    yield f"The family: {row.reason}"
    yield f"The council: {row.answer}" if row.answer else ""


def _plan(row: SupportPlan) -> Iterator[str]:
    yield f"{row}, {_period(row.valid_from, row.valid_to)}: {row.get_state_display().lower()}"
    yield f"Changed because: {row.amendment_reason}" if row.amendment_reason else ""
    yield f"Sent back because: {row.return_reason}" if row.return_reason else ""


def _signature(row: PlanSignature) -> Iterator[str]:
    part = f", {row.stream}" if row.stream else ""
    yield f"{row.plan}{part}: {format_pounds(row.amount_pence)}, signed by {row.name} for {row.get_party_display()}"
    yield row.note


def _pot(row: Pot) -> Iterator[str]:
    yield f"{row.stream}, {_period(row.valid_from, row.valid_to)}"


def _route(row: ManagementRoute) -> Iterator[str]:
    holder = row.holder or row.holder_name
    yield f"{row.pot.stream}: {row.get_route_display()}, {_period(row.valid_from, row.valid_to)}"
    yield f"Held by {holder}" if holder else ""
    yield f"Fee {format_pounds(row.fee_pence)}: {row.get_fee_mode_display().lower()}" if row.fee_pence else ""
    yield row.reason


def _withholding(row: Withholding) -> Iterator[str]:
    yield f"{row.pot.stream} withheld, {_period(row.valid_from, row.valid_to)}: {row.get_kind_display().lower()}"
    yield row.reason


def _payment(row: ScheduledPayment) -> Iterator[str]:
    due = f"due on {row.due_on:%-d %b %Y}"
    yield f"{row.route.pot.stream}: {format_pounds(row.amount_pence)}, {due}, {row.get_state_display().lower()}"


def _spending(row: SpendingRecord) -> Iterator[str]:
    spent = f"{format_pounds(row.amount_pence)} to {row.payee} on {row.spent_on:%-d %b %Y}"
    yield f"{row.pot.stream}: {spent}, {row.get_state_display().lower()}"
    yield row.what
    yield f"The council asks: {row.query}" if row.query else ""
    yield f"The family: {row.reply}" if row.reply else ""
    yield f"Decided because: {row.decision_reason}" if row.decision_reason else ""


def _statement(row: HolderStatement) -> Iterator[str]:
    yield f"{row.route.pot.stream}, {_period(row.first_day, row.last_day)}: {format_pounds(row.spent_pence)} spent"
    yield row.note


def _review(row: OutcomeReview) -> Iterator[str]:
    yield f"{review_title(row)}, {row.get_kind_display().lower()}, due by {row.due_on:%-d %b %Y}"


_WORDS: dict[type, Callable[[Any], Iterator[str]]] = {
    Child: _child,
    Assessment: _assessment,
    PresentPackage: _package,
    IndicativeAllocation: _allocation,
    ReleaseConversation: _conversation,
    Challenge: _challenge,
    SupportPlan: _plan,
    PlanSignature: _signature,
    Pot: _pot,
    ManagementRoute: _route,
    Withholding: _withholding,
    ScheduledPayment: _payment,
    SpendingRecord: _spending,
    HolderStatement: _statement,
    OutcomeReview: _review,
}
#: What officers call a row where its own name is the code's.
_TITLES: dict[type, str] = {
    HolderStatement: "Statement of the holder",
    IndicativeAllocation: "Figure",
    ManagementRoute: "Way of managing",
    OutcomeReview: "Review of outcomes",
    PlanSignature: "Signature",
    Pot: "Budget",
    ReleaseConversation: "Conversation",
    ScheduledPayment: "Payment planned",
    SpendingRecord: "Spending",
    Withholding: "Payments withheld",
}
