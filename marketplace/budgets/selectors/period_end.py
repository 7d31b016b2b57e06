"""What happens to what is left of a pot when its period is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from marketplace.core import clock
from marketplace.core.money import format_pounds

from ..models import Hold, Pot
from .policy import policy_on


@dataclass(frozen=True)
class PeriodEnd:
    """A pot, when it may be closed, and what closing it would do. Amounts in pence.

    `next_pot` is the open pot of the same child and stream whose period begins on the day after.
    """

    pot: Pot
    due_on: date
    carry_percent: int
    next_pot: Pot | None
    open_holds: int

    @property
    def remains_pence(self) -> int:
        """Return what is neither spent nor reserved, with what is kept aside."""
        return self.pot.left_pence + self.pot.set_aside_pence

    @property
    def carried_pence(self) -> int:
        """Return the share that goes into the next period, rounded half up; nothing where there is none."""
        return (self.remains_pence * self.carry_percent + 50) // 100 if self.next_pot else 0

    @property
    def reclaimed_pence(self) -> int:
        """Return what the council takes back."""
        return self.remains_pence - self.carried_pence

    @property
    def lacks_next_pot(self) -> bool:
        """Say whether something would be carried over if there were a pot to carry it to."""
        return bool(self.carry_percent and self.remains_pence and self.next_pot is None)

    @property
    def why_not(self) -> str:
        """Return, as a sentence, why it cannot be closed today; empty where it can."""
        if self.due_on > clock.today():
            return f"It can be closed from {self.due_on:%-d %B %Y} on."
        if self.open_holds:
            reservations = "1 reservation is" if self.open_holds == 1 else f"{self.open_holds} reservations are"
            return f"{reservations} still open, {format_pounds(self.pot.held_pence)} in all. Settle those first."
        return ""


def closing_key(pot_id: object, part: str) -> str:
    """Return the idempotency key of a part of closing a pot: `aside`, `carry` or `reclaim`.

    `periods.pots_in_time` builds it in SQL.
    """
    return f"close:{pot_id}:{part}"


def ended_pots() -> QuerySet[Pot]:
    """Return the pots whose period is over and that are not closed, the longest over first."""
    return (
        Pot.objects.filter(closed_on__isnull=True, valid_to__lt=clock.today())
        .select_related("stream", "child__family")
        .prefetch_related("stream__rules")
        .order_by("valid_to", "child__family_name", "child__given_name", "stream__position")
    )


def period_ends(pots: Iterable[Pot]) -> list[PeriodEnd]:
    """Return what closing each pot would do, in a constant number of statements.

    A pot may be closed from `close_after_days` of today's policy after its last day on; which share goes into the next
    period is in the stream's rules of its last day.
    """
    pots = list(pots)
    wait = timedelta(days=max(policy_on(clock.today()).close_after_days, 1))
    following, holds = _following(pots), _open_holds(pots)
    return [
        PeriodEnd(pot, pot.valid_to + wait, _carry_percent(pot), following.get(pot.pk), holds.get(pot.pk, 0))
        for pot in pots
    ]


def next_pots(pot: Pot) -> QuerySet[Pot]:
    """Return the pot of the same child and stream whose period begins on the day after, where there is one."""
    return Pot.objects.filter(child=pot.child_id, stream=pot.stream_id, valid_from=pot.valid_to + timedelta(days=1))


def _carry_percent(pot: Pot) -> int:
    rules = pot.stream.rules_on(pot.valid_to)
    return rules.carry_over_percent if rules else 0


def _following(pots: list[Pot]) -> dict[UUID, Pot]:
    """Return the open pot of the next period by the key of the pot before it."""
    wanted = {(pot.child_id, pot.stream_id, pot.valid_to + timedelta(days=1)): pot.pk for pot in pots}
    candidates = Pot.objects.filter(
        child__in={pot.child_id for pot in pots}, valid_from__in={day for _, _, day in wanted}, closed_on__isnull=True
    )
    keyed = {(pot.child_id, pot.stream_id, pot.valid_from): pot for pot in candidates}
    return {pk: keyed[key] for key, pk in wanted.items() if key in keyed}


def _open_holds(pots: list[Pot]) -> dict[UUID, int]:
    held = Hold.objects.filter(pot__in=pots, resolution__isnull=True)
    return dict(held.order_by().values_list("pot").annotate(Count("pk")))
