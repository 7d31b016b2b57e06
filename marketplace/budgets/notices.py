"""E-mails to a family about its money. They say where to look: no amount, no name, no need, not even in the text."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.core.audit import Actor
from marketplace.core.notices import link_to, tell_after_commit

from .models import SupportPlan

_SUBJECT = "Your personal budget: {what}"


def tell_of_figures(child_id: UUID) -> None:
    """Tell the child's family that figures are shared with it."""
    _tell(child_id, "something to look at", "family_figure", "released")


def tell_of_answer(child_id: UUID) -> None:
    """Tell the child's family that a challenge is answered."""
    _tell(child_id, "the council has answered you", "family_figure", "answered")


def tell_of_managing(child_id: UUID, *, what: str, sentence: str, page: str = "family_managing") -> None:
    """Tell the child's family about how its money is managed.

    `what` ends the subject, `sentence` says it in full, and `page` is the name of the child's page to look at.
    """
    _tell(child_id, what, page, "managing", sentence=sentence)


def tell_of_plan(actor: Actor, plan: SupportPlan, *, what: str, sentence: str) -> None:
    """Tell the child's family what became of its support plan, unless a member of it did that.

    `what` ends the subject, and `sentence` says it in full.
    """
    if actor.user is None or not actor.user.family_memberships.filter(family=plan.child.family_id).exists():
        _tell(plan.child_id, what, "family_plan_plans", "managing", sentence=sentence)


def _tell(child_id: UUID, what: str, page: str, template: str, **context: Any) -> None:
    tell_after_commit(partial(_messages, child_id, what, page, template, context))


def _messages(child_id: UUID, what: str, page: str, template: str, context: dict[str, Any]) -> list[EmailMessage]:
    members = User.objects.filter(family_memberships__family__children=child_id, is_active=True).distinct()
    url = link_to(f"budgets:{page}", child_id)
    body = render_to_string(f"budgets/email/{template}.txt", context | {"url": url})
    subject = _SUBJECT.format(what=what)
    return [EmailMessage(subject, body, to=[email]) for email in members.values_list("email", flat=True)]
