"""Which bookings are made, and what becomes of each: a plan drawn before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from random import Random
from uuid import UUID

from marketplace.accounts.models import Child
from marketplace.bookings.deadlines import ACCEPT_WITHIN, HOLD_FOR, answer_deadline
from marketplace.budgets.models import Pot
from marketplace.core import clock
from marketplace.core.money import split_in_order

from .load import COMING_DAYS, Load
from .wishes import Candidate, Directory

#: Of the year behind, and of the weeks ahead.
PAST_BOOKINGS = 1560
COMING_BOOKINGS = 130
#: At most so much of a pot is planned for, by the end of its period, per cent.
_SPENT_AT_MOST = 88
_LONGEST_UNTIMED = timedelta(hours=1)


class Step(Enum):
    """Something that happens to a booking in the replay."""

    HOLD = "hold"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL_BY_FAMILY = "cancel by family"
    CANCEL_BY_PROVIDER = "cancel by provider"
    DELIVER = "deliver"
    AGREE = "agree"
    SWEEP = "sweep"


class Ending(Enum):
    """How a booking ends, if it has had the time to."""

    AGREED = "the family says that it took place"
    SILENT = "the family says nothing for two weeks"
    DECLINED = "the provider declines"
    UNANSWERED = "the provider does not answer"
    CANCELLED_BY_FAMILY = "the family cancels"
    CANCELLED_BY_PROVIDER = "the provider cancels"
    ABANDONED = "the family does not send it"


_ENDINGS = {
    Ending.AGREED: 72,
    Ending.SILENT: 11,
    Ending.DECLINED: 4,
    Ending.UNANSWERED: 2,
    Ending.CANCELLED_BY_FAMILY: 5,
    Ending.CANCELLED_BY_PROVIDER: 4,
    Ending.ABANDONED: 2,
}
#: Of the bookings ahead, so many wait for their provider, per cent.
_WAITING = 18


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A booking to be made: what, paid from which pots (pence by pot), and when what happens to it."""

    number: int
    candidate: Candidate
    funding: dict[UUID, int]
    steps: tuple[tuple[datetime, Step], ...]


def draw_plans(load: Load, random: Random, children: list[Child]) -> list[Plan]:
    """Return the bookings of the past year and of the coming weeks, spread evenly over the children."""
    diary = _Diary(load, random)
    ahead, behind = [], []
    for candidates in diary.candidates_of(children):
        coming = [candidate for candidate in candidates if candidate.starts_at >= diary.now]
        ahead.append(coming)
        behind.append([candidate for candidate in candidates if candidate.starts_at < diary.now])
    plans = list(diary.draw(ahead, load.number(COMING_BOOKINGS)))
    plans += diary.draw(behind, load.number(PAST_BOOKINGS), first=len(plans))
    return plans


class _Diary:
    """What the plan has taken so far: places, money and everyone's time."""

    def __init__(self, load: Load, random: Random) -> None:
        self._load = load
        self._random = random
        #: What has happened by the first minute of the day of the load is replayed, whatever the time of day.
        self.now = clock.local_moment(load.day)
        self._directory = Directory(load)
        self._places: Counter[UUID] = Counter()
        self._planned: Counter[UUID] = Counter()
        self._busy: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)

    def candidates_of(self, children: list[Child]) -> Iterator[list[Candidate]]:
        """Yield what each child could be booked for, in an order that was drawn."""
        pots: dict[UUID, list[Pot]] = defaultdict(list)
        rows = Pot.objects.filter(child__in=children).select_related("stream").prefetch_related("stream__categories")
        for pot in rows.order_by("valid_from", "stream__position"):
            pots[pot.child_id].append(pot)
        for child in children:
            yield self._directory.candidates(self._random, child, pots[child.pk])

    def draw(self, by_child: list[list[Candidate]], wanted: int, first: int = 0) -> Iterator[Plan]:
        """Yield so many plans, taking the children in turns; fewer where places, money or time run out."""
        drawn, waiting = 0, [iter(candidates) for candidates in by_child]
        while waiting and drawn < wanted:
            for candidates in list(waiting):
                plan = next(filter(None, (self._take(candidate, first + drawn) for candidate in candidates)), None)
                if plan is None:
                    waiting.remove(candidates)
                    continue
                drawn += 1
                yield plan
                if drawn == wanted:
                    return

    def _take(self, candidate: Candidate, number: int) -> Plan | None:
        """Return the plan for a candidate with what it takes taken, or None where it does not fit any more."""
        session = candidate.session
        if session and self._places[session.pk] >= session.capacity:
            return None
        ends_at = candidate.ends_at or candidate.starts_at + _LONGEST_UNTIMED
        busy = self._busy[candidate.child.pk]
        if any(starts < ends_at and candidate.starts_at < ends for starts, ends in busy):
            return None
        parts = split_in_order(candidate.price_pence, [self._left(pot) for pot in candidate.pots])
        steps = self._steps(candidate)
        if sum(parts) < candidate.price_pence or not steps:
            return None
        funding = {pot.pk: part for pot, part in zip(candidate.pots, parts, strict=True) if part}
        self._planned.update(funding)
        busy.append((candidate.starts_at, ends_at))
        if session:
            self._places[session.pk] += 1
        return Plan(number=number, candidate=candidate, funding=funding, steps=steps)

    def _left(self, pot: Pot) -> int:
        """Return what may still be planned from a pot: what its period has seen so far, and the coming weeks."""
        length = (pot.valid_to - pot.valid_from).days + 1
        seen = min((self._load.day - pot.valid_from).days + COMING_DAYS, length)
        return pot.funded_pence * _SPENT_AT_MOST * seen // (100 * length) - self._planned[pot.pk]

    def _steps(self, candidate: Candidate) -> tuple[tuple[datetime, Step], ...]:
        """Draw when the booking is made and what becomes of it; what is still to come is left out."""
        made = self._made(candidate)
        if made >= candidate.starts_at - timedelta(days=1):
            return ()
        ending = self._random.choices(list(_ENDINGS), list(_ENDINGS.values()))[0]
        if candidate.starts_at >= self.now + timedelta(days=3) and self._random.randrange(100) < _WAITING:
            made = self.now - timedelta(minutes=self._random.randint(20, 28 * 60))
            return ((made, Step.HOLD), (made + timedelta(minutes=4), Step.CONFIRM))
        steps = self._course(candidate, made, ending)
        return tuple((moment, step) for moment, step in steps if moment < self.now)

    def _made(self, candidate: Candidate) -> datetime:
        """Return when the family books: some evening before, not before the pots are there, and not in the future."""
        evening = time(self._random.randint(17, 21), self._random.randint(0, 59))
        day = clock.local_day(candidate.starts_at) - timedelta(days=self._random.randint(5, 30))
        made = clock.local_moment(day, evening)
        if made >= self.now:
            made = self.now - timedelta(minutes=self._random.randint(3 * 24 * 60, 12 * 24 * 60))
        return max(made, *(pot.created_at + timedelta(hours=1) for pot in candidate.pots))

    def _course(self, candidate: Candidate, made: datetime, ending: Ending) -> Iterator[tuple[datetime, Step]]:
        yield made, Step.HOLD
        if ending is Ending.ABANDONED:
            yield made + HOLD_FOR + timedelta(minutes=5), Step.SWEEP
            return
        sent = made + timedelta(minutes=self._random.randint(1, 20))
        yield sent, Step.CONFIRM
        answer_by = answer_deadline(sent, candidate.starts_at)
        if ending is Ending.UNANSWERED:
            yield answer_by + timedelta(minutes=5), Step.SWEEP
            return
        answered = sent + (answer_by - sent) * self._random.uniform(0.02, 0.8)
        if ending is Ending.DECLINED:
            yield answered, Step.DECLINE
            return
        yield answered, Step.ACCEPT
        if ending in (Ending.CANCELLED_BY_FAMILY, Ending.CANCELLED_BY_PROVIDER):
            by_family = ending is Ending.CANCELLED_BY_FAMILY
            cancelled = answered + (candidate.starts_at - answered) * self._random.uniform(0.1, 0.95)
            yield cancelled, Step.CANCEL_BY_FAMILY if by_family else Step.CANCEL_BY_PROVIDER
            return
        yield from self._delivery(candidate, ending)

    def _delivery(self, candidate: Candidate, ending: Ending) -> Iterator[tuple[datetime, Step]]:
        over = candidate.ends_at or candidate.starts_at + timedelta(days=2)
        delivered = over + timedelta(minutes=self._random.randint(20, 30 * 60))
        yield delivered, Step.DELIVER
        if ending is Ending.SILENT:
            yield delivered + ACCEPT_WITHIN + timedelta(minutes=5), Step.SWEEP
        else:
            yield delivered + timedelta(minutes=self._random.randint(30, 6 * 24 * 60)), Step.AGREE
