"""What supporters looked at and did for a family, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from marketplace.accounts.models import Child, Family
from marketplace.core.models import AuditEvent

#: What somebody did, as the family would say it. An act that is not here is told by what it was about.
_ACTS = {
    "booking.hold": "Reserved a booking",
    "booking.confirm": "Sent a booking to the provider",
    "booking.cancel": "Cancelled a booking",
    "booking.accept_delivery": "Confirmed that a booking took place",
    "request.record": "Asked for a service that you could not find",
    "assessment.begin": "Began an assessment",
    "assessment.answer": "Answered questions of an assessment",
    "assessment.complete": "Finished an assessment",
    "assessment.withdraw": "Gave up an assessment",
    "challenge.raise": "Told the council that a figure is wrong",
    "challenge.withdraw": "Took back that a figure is wrong",
    "outcome_review.answer": "Answered a review",
    "route.ask": "Asked for another way to manage a budget",
    "spending.record": "Recorded what was spent",
    "spending.receipt": "Added a receipt",
    "spending.reply": "Answered a question about what was spent",
    "spending.withdraw": "Took back what was recorded as spent",
}
_NOUNS = {
    "assessment": "an assessment",
    "booking": "a booking",
    "budget": "a budget",
    "challenge": "a figure that you do not agree with",
    "outcome_review": "a review",
    "payment": "a payment",
    "plan": "a support plan",
    "request": "a request",
    "route": "how a budget is managed",
    "spending": "what was spent",
}


@dataclass(frozen=True)
class Act:
    """Who looked at or did what for a family, in which role, and when."""

    who: str
    role: str
    what: str
    done_at: datetime


def acts_for(family: Family) -> QuerySet[AuditEvent]:
    """Return what supporters looked at and did for the family, the latest first."""
    return AuditEvent.objects.filter(on_behalf_of=family.pk).select_related("actor").order_by("-occurred_at")


def in_words(family: Family, events: Iterable[AuditEvent]) -> list[Act]:
    """Return acts for the family in plain words."""
    children: dict[Any, Child] = {child.pk: child for child in family.children.all()}
    return [
        Act(
            who=str(event.actor or "Somebody"),
            role=event.actor_role.capitalize(),
            what=_what(event, children.get(event.object_id)),
            done_at=event.occurred_at,
        )
        for event in events
    ]


def _what(event: AuditEvent, child: Child | None) -> str:
    if event.action == "budget.view":
        return f"Looked at {child.given_name}’s budget" if child else "Looked at a budget"
    noun = event.action.partition(".")[0]
    return _ACTS.get(event.action) or f"Changed something about {_NOUNS.get(noun, noun.replace('_', ' '))}"
