"""A child's needs: personal data, of which the audit trail says only that they were changed."""

from collections.abc import Iterable

from django.db import transaction

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event

from ..models import Need


@transaction.atomic
def set_child_needs(*, actor: Actor, child: Child, needs: Iterable[Need]) -> None:
    """Note which needs a child has, in place of those noted before."""
    child.needs.set(needs)
    record_event(actor=actor, action="child.set_needs", subject=child)
