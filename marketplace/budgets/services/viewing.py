"""Recording that a supporter looked at a budget, so that the family knows."""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family
from marketplace.core import clock
from marketplace.core.audit import audit_event, record_once


@transaction.atomic
def record_view(*, viewer: User, children: Sequence[Child]) -> None:
    """Record that a supporter saw the budgets of the children, once a day for each; a member of the family is not.

    The children come with their families.
    """
    actors = {family: actor_for_family(viewer, family) for family in {child.family for child in children}}
    events = []
    for child in children:
        actor = actors[child.family]
        if actor.on_behalf_of:
            event = audit_event(actor=actor, action="budget.view", subject=child)
            # Made of who, what and when, so that a second look, even at the same moment, is the same event.
            event.pk = uuid5(NAMESPACE_OID, f"budget.view:{viewer.pk}:{child.pk}:{clock.today()}")
            events.append(event)
    record_once(events)
