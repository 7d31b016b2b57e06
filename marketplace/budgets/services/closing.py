"""Closing a pot when its period is over and settled: what is left goes into the next period, or back to the council."""

from marketplace.core import clock
from marketplace.core.audit import Actor, audit_event, record_events
from marketplace.core.locks import deciding, lock_rows

from ..enums import Account, TransactionKind
from ..errors import ClosingRefused
from ..models import Pot
from ..selectors.period_end import PeriodEnd, closing_key, next_pots, period_ends
from .ledger import Leg, Movement, post_transactions, refuse_closed


def close_pot(*, actor: Actor, pot: Pot) -> PeriodEnd:
    """Close a pot: carry over the share that the stream's rules of its last day say, and take the rest back.

    What is carried over goes into the pot of the next period that is there; where there is none, nothing is, and the
    reason says so. Raises PotClosed the second time; ClosingRefused before the day from which the council's policy
    allows it, and while reservations are open, saying how many and how much.
    """
    with deciding():
        pots = lock_rows({Pot: [pot.pk, *next_pots(pot).values_list("pk", flat=True)]})[Pot]
        refuse_closed(pots[pot.pk])
        [end] = period_ends([pots[pot.pk]])
        if end.why_not:
            raise ClosingRefused(end.why_not)
        reason = reason_for_closing(end)
        post_transactions(movements=_movements(end), actor=actor, reason=reason)
        Pot.objects.filter(pk=pot.pk).update(closed_on=clock.today())
        _record(actor, end, reason)
    return end


def reason_for_closing(end: PeriodEnd) -> str:
    """Return why what is left moves, as the family reads it."""
    reason = f"The period ended on {end.pot.valid_to:%-d %B %Y}."
    if end.carried_pence:
        return f"{reason} {end.carry_percent} per cent of what was left goes into the next period."
    if end.lacks_next_pot:
        return f"{reason} There is no budget for the next period that it could go into."
    return reason


def _movements(end: PeriodEnd) -> list[Movement]:
    """Return what closing moves, each part by itself, so that the family can follow it; nothing where it is nothing."""
    pot, left = end.pot, Account.LEFT
    aside, carried, reclaimed = pot.set_aside_pence, end.carried_pence, end.reclaimed_pence
    movements = []
    if aside:
        legs = [Leg(Account.SET_ASIDE, -aside, pot.pk), Leg(left, aside, pot.pk)]
        movements.append(Movement(TransactionKind.AWARD, legs, closing_key(pot.pk, "aside")))
    if end.next_pot and carried:
        legs = [Leg(left, -carried, pot.pk), Leg(left, carried, end.next_pot.pk)]
        movements.append(Movement(TransactionKind.VIREMENT, legs, closing_key(pot.pk, "carry")))
    if reclaimed:
        legs = [Leg(left, -reclaimed, pot.pk), Leg(Account.COUNCIL, reclaimed)]
        movements.append(Movement(TransactionKind.RECLAIM, legs, closing_key(pot.pk, "reclaim")))
    return movements


def _record(actor: Actor, end: PeriodEnd, reason: str) -> None:
    after = {"carried_pence": end.carried_pence, "reclaimed_pence": end.reclaimed_pence}
    events = [audit_event(actor=actor, action="budget.close", subject=end.pot, reason=reason, after=after)]
    if end.next_pot and end.carried_pence:
        events.append(
            audit_event(
                actor=actor,
                action="budget.carry_over",
                subject=end.next_pot,
                reason=reason,
                after={"pence": end.carried_pence, "from_pot": str(end.pot.pk)},
            )
        )
    record_events(events)
