"""Sharing figures with a family: only after a conversation, because letters raised drop-out and one lowered it."""

from collections.abc import Sequence
from datetime import date

from marketplace.accounts.models import Child
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import AllocationState, ConversationKind
from ..errors import AllocationRefused
from ..models import IndicativeAllocation, ReleaseConversation
from ..notices import tell_of_figures


def record_conversation(
    *, actor: Actor, child: Child, held_on: date, kind: ConversationKind, with_whom: str, notes: str
) -> ReleaseConversation:
    """Record a conversation with a family about its figures.

    Raises AllocationRefused for a day to come, and without who took part and what was said.
    """
    if held_on > clock.today():
        raise AllocationRefused("The conversation must have been held: enter today or an earlier day.")
    if not with_whom.strip():
        raise AllocationRefused("Say who took part in the conversation.")
    if not notes.strip():
        raise AllocationRefused("Say what was said in the conversation.")
    with deciding():
        made = ReleaseConversation.objects.create(
            child=child,
            held_on=held_on,
            kind=kind,
            with_whom=with_whom.strip(),
            notes=notes.strip(),
            held_by=actor.user,
        )
        after = {"held_on": held_on.isoformat(), "kind": kind}
        record_event(actor=actor, action="conversation.record", subject=made, after=after)
    return made


def release_allocations(
    *, actor: Actor, conversation: ReleaseConversation, allocations: Sequence[IndicativeAllocation]
) -> list[IndicativeAllocation]:
    """Share figures with the family after the conversation about them, and tell it by e-mail, all or nothing.

    Raises AllocationRefused for a figure that does not wait for a conversation, is another child's, or was worked out
    after the conversation.
    """
    with deciding():
        rows = lock_rows({IndicativeAllocation: [allocation.pk for allocation in allocations]})
        locked = list(rows[IndicativeAllocation].values())
        for allocation in locked:
            _check_release(allocation, conversation)
        for allocation in locked:
            _release(actor, allocation, conversation)
        if locked:
            tell_of_figures(conversation.child_id)
    return locked


def release_after_conversation(
    *,
    actor: Actor,
    child: Child,
    held_on: date,
    kind: ConversationKind,
    with_whom: str,
    notes: str,
    allocations: Sequence[IndicativeAllocation],
) -> ReleaseConversation:
    """Record a conversation and share figures after it, both or neither; see the two services that this joins."""
    with deciding():
        conversation = record_conversation(
            actor=actor, child=child, held_on=held_on, kind=kind, with_whom=with_whom, notes=notes
        )
        release_allocations(actor=actor, conversation=conversation, allocations=allocations)
    return conversation


def _check_release(allocation: IndicativeAllocation, conversation: ReleaseConversation) -> None:
    if allocation.child_id != conversation.child_id:
        raise AllocationRefused("This conversation was about another child.")
    if allocation.state != AllocationState.TO_RELEASE:
        raise AllocationRefused("A figure no longer waits for a conversation. Look at where it stands now.")
    if conversation.held_on < clock.local_day(allocation.created_at):
        raise AllocationRefused(
            f"The conversation of {conversation.held_on:%-d %B %Y} was before the figure was worked out. Talk to the "
            "family about the figure first."
        )


def _release(actor: Actor, allocation: IndicativeAllocation, conversation: ReleaseConversation) -> None:
    allocation.state = AllocationState.RELEASED
    allocation.conversation = conversation
    allocation.released_at = clock.now()
    allocation.save(update_fields=["state", "conversation", "released_at", "updated_at"])
    record_event(
        actor=actor, action="allocation.release", subject=allocation, after={"conversation": str(conversation.pk)}
    )
