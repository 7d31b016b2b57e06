"""Noting that somebody read a child's whole story."""

from django.db import transaction

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event


@transaction.atomic
def note_story_read(*, actor: Actor, child: Child) -> None:
    """Record that an officer looked at everything that is known of a child's budget."""
    record_event(actor=actor, action="child.view_story", subject=child)
