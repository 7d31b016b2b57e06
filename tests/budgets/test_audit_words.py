"""What the audit trail says to officers: words, and no codes or keys."""

from typing import Any
from uuid import uuid4

import pytest

from marketplace.budgets.audit_words import event_facts, event_title
from marketplace.core.models import AuditEvent

STREAMS = {"sen-top-up": "SEN top-up"}


def facts(action: str, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> list[str]:
    """Return what an event with these values says that it changed."""
    return list(event_facts(AuditEvent(action=action, before=before or {}, after=after or {}), STREAMS))


def test_a_title_says_what_was_done_and_an_unknown_action_is_spelt_out() -> None:
    assert event_title(AuditEvent(action="plan.return")) == "Plan given back to be changed"
    assert event_title(AuditEvent(action="old_plan.throw_away")) == "Old plan: throw away"


@pytest.mark.parametrize(
    ("action", "after", "sentence"),
    [
        ("plan.sign_stream", {"stream": "sen-top-up"}, "stream: SEN top-up"),
        ("plan.submit", {"needs_signing": True}, "an officer has to sign: yes"),
        ("plan.change", {"parts": ["what_matters", "keep_safe"]}, "what was written: what matters, keep safe"),
        ("budget.close", {"reclaimed_pence": 340}, "goes back to the council: £3.40"),
        ("package.record", {"valid_to": None}, "last day: not set"),
        ("payment.pay", {"paid_on": "2026-11-08"}, "paid on: 8 Nov 2026"),
        ("challenge.answer", {"state": "rejected"}, "state: Answered: the figure stays"),
        ("spending.reject", {"state": "rejected"}, "state: Not accepted"),
        ("conversation.record", {"kind": "visit"}, "kind: At home"),
        (
            "route.set",
            {"payments": [{"due_on": "2026-12-05", "pence": 2_500, "state": "scheduled"}]},
            "payments: 5 Dec 2026 £25 scheduled",
        ),
    ],
)
def test_a_fact_is_in_words(action: str, after: dict[str, Any], sentence: str) -> None:
    assert facts(action, after=after) == [sentence]


def test_a_change_says_what_was_and_what_is() -> None:
    assert facts("allocation.override", before={"pence": 100}, after={"pence": 250}) == ["amount: £1 → £2.50"]
    assert facts("outcome_review.record_consent", before={"consented": None}, after={"consented": True}) == [
        "the child wants to answer: not set → yes"
    ]


def test_keys_of_rows_and_empty_lists_are_left_out() -> None:
    after = {"policy": str(uuid4()), "cancelled_payments": [str(uuid4())], "payments": [], "holder": ""}
    assert facts("route.set", after=after) == []
