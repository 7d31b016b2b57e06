"""Which bookings are made, and what becomes of each: a plan drawn before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
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
PAST_BOOKINGS = 1520
COMING_BOOKINGS = 140
#: At most so much of a pot is planned for, by the end of its period, per cent.
_SPENT_AT_MOST = 88
_LONGEST_UNTIMED = timedelta(hours=1)
#: Older bookings are marked as delivered several at a time, those of the last weeks one by one.
_MARKED_TOGETHER = 6
_RECENT = timedelta(days=21)
_WAITING_AT_LEAST = timedelta(days=4)


class Step(Enum):
    """Something that happens to bookings in the replay."""

    HOLD = "hold"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL_BY_FAMILY = "cancel by family"
    CANCEL_BY_PROVIDER = "cancel by provider"
    DELIVER = "deliver"
    AGREE = "agree"
    SWEEP = "sweep"


#: What becomes of a run of bookings before it is accepted, and of each one afterwards; the rest goes well. Per cent.
_ABANDONED, _UNANSWERED, _DECLINED = 2, 2, 3
_CANCELLED_BY_FAMILY, _CANCELLED_BY_PROVIDER = 5, 3
#: Families that say nothing for two weeks after a delivery, and providers that have just been asked. Per cent.
_SILENT, _WAITING = 7, 30

#: Places in a run.
Members = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A booking to be made, and how many pence each pot pays for it."""

    candidate: Candidate
    funding: dict[UUID, int]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Bookings that are made together, and when what happens to which of them."""

    number: int
    visits: tuple[Visit, ...]
    steps: tuple[tuple[datetime, Step, Members], ...]


def draw_runs(load: Load, random: Random, children: list[Child]) -> list[Run]:
    """Return the bookings of the coming weeks and of the past year, spread evenly over the children."""
    diary = _Diary(load, random)
    runs_of_child = diary.runs_of(children)
    ahead = [[run for run in runs if run[-1].starts_at >= diary.now] for runs in runs_of_child]
    behind = [[run for run in runs if run[-1].starts_at < diary.now] for runs in runs_of_child]
    coming = diary.draw(
        ahead, load.number(COMING_BOOKINGS), counts=lambda visit: visit.candidate.starts_at >= diary.now
    )
    begun = sum(visit.candidate.starts_at < diary.now for run in coming for visit in run.visits)
    return coming + diary.draw(behind, load.number(PAST_BOOKINGS) - begun, first=len(coming))


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

    def runs_of(self, children: list[Child]) -> list[list[list[Candidate]]]:
        """Return the runs that each child could be booked for, from what the council manages."""
        pots: dict[UUID, list[Pot]] = defaultdict(list)
        rows = (
            Pot.objects.filter(child__in=children, routes__isnull=True)
            .select_related("stream")
            .prefetch_related("stream__rules__categories")
        )
        for pot in rows.order_by("valid_from", "stream__position"):
            pots[pot.child_id].append(pot)
        return [self._directory.runs(self._random, child, pots[child.pk]) for child in children]

    def draw(
        self,
        by_child: list[list[list[Candidate]]],
        wanted: int,
        first: int = 0,
        counts: Callable[[Visit], bool] = lambda visit: True,
    ) -> list[Run]:
        """Return runs with so many bookings that count, taking the children in turns; fewer where room runs out."""
        drawn: list[Run] = []
        number, waiting = 0, [iter(runs) for runs in by_child]
        while waiting and number < wanted:
            for runs in list(waiting):
                run = next(filter(None, (self._take(candidates, first + len(drawn)) for candidates in runs)), None)
                if run is None:
                    waiting.remove(runs)
                elif number < wanted:
                    drawn.append(run)
                    number += sum(map(counts, run.visits))
        return drawn

    def _take(self, candidates: Sequence[Candidate], number: int) -> Run | None:
        """Return the run of those candidates that still fit, with what they take taken, or None where none does."""
        is_waiting = self._percent(_WAITING) and candidates[0].starts_at >= self.now + _WAITING_AT_LEAST
        made = self._asked_just_now() if is_waiting else self._made(candidates[0])
        in_time = [candidate for candidate in candidates if candidate.starts_at > made + timedelta(days=1)]
        visits = tuple(filter(None, (self._visit(candidate) for candidate in in_time)))
        if not visits:
            return None
        steps = self._request(visits, made) if is_waiting else self._course(visits, made)
        return Run(
            number=number, visits=visits, steps=tuple((at, step, who) for at, step, who in steps if at < self.now)
        )

    def _visit(self, candidate: Candidate) -> Visit | None:
        session, child = candidate.session, candidate.child
        if session and self._places[session.pk] >= session.capacity:
            return None
        ends_at = candidate.ends_at or candidate.starts_at + _LONGEST_UNTIMED
        if any(starts < ends_at and candidate.starts_at < ends for starts, ends in self._busy[child.pk]):
            return None
        parts = split_in_order(candidate.price_pence, [self._left(pot) for pot in candidate.pots])
        if sum(parts) < candidate.price_pence:
            return None
        funding = {pot.pk: part for pot, part in zip(candidate.pots, parts, strict=True) if part}
        self._planned.update(funding)
        self._busy[child.pk].append((candidate.starts_at, ends_at))
        if session:
            self._places[session.pk] += 1
        return Visit(candidate=candidate, funding=funding)

    def _left(self, pot: Pot) -> int:
        """Return what may still be planned from a pot: what its period has seen so far, and the coming weeks."""
        length = (pot.valid_to - pot.valid_from).days + 1
        seen = min((self._load.day - pot.valid_from).days + COMING_DAYS, length)
        return (pot.funded_pence - pot.set_aside_pence) * _SPENT_AT_MOST * seen // (100 * length) - self._planned[
            pot.pk
        ]

    def _asked_just_now(self) -> datetime:
        return self.now - timedelta(minutes=self._random.randint(20, 28 * 60))

    def _made(self, first: Candidate) -> datetime:
        """Return when the family books: some evening before, not before the pots are there, and not in the future."""
        evening = time(self._random.randint(17, 21), self._random.randint(0, 59))
        day = clock.local_day(first.starts_at) - timedelta(days=self._random.randint(5, 24))
        made = clock.local_moment(day, evening)
        if made >= self.now:
            made = self.now - timedelta(minutes=self._random.randint(4 * 24 * 60, 12 * 24 * 60))
        return max(made, *(_minute(pot.created_at) + timedelta(hours=1) for pot in first.pots))

    def _request(self, visits: Sequence[Visit], made: datetime) -> list[tuple[datetime, Step, Members]]:
        everyone = tuple(range(len(visits)))
        return [(made, Step.HOLD, everyone), (made + timedelta(minutes=4), Step.CONFIRM, everyone)]

    def _course(self, visits: Sequence[Visit], made: datetime) -> Iterator[tuple[datetime, Step, Members]]:
        """Yield what happens to a run from the family's booking on."""
        everyone = tuple(range(len(visits)))
        yield made, Step.HOLD, everyone
        if self._percent(_ABANDONED):
            yield made + HOLD_FOR + timedelta(minutes=5), Step.SWEEP, everyone
            return
        sent = made + timedelta(minutes=self._random.randint(1, 20))
        yield sent, Step.CONFIRM, everyone
        answers = [answer_deadline(sent, visit.candidate.starts_at) for visit in visits]
        if self._percent(_UNANSWERED):
            yield max(answers) + timedelta(minutes=5), Step.SWEEP, everyone
            return
        answered = sent + (min(answers) - sent) * self._random.uniform(0.02, 0.8)
        declined = {place for place in everyone if self._percent(_DECLINED)}
        for place in sorted(declined):
            yield answered, Step.DECLINE, (place,)
        accepted = tuple(place for place in everyone if place not in declined)
        if accepted:
            yield answered, Step.ACCEPT, accepted
            yield from self._after_acceptance(visits, answered, accepted)

    def _after_acceptance(
        self, visits: Sequence[Visit], answered: datetime, accepted: Members
    ) -> Iterator[tuple[datetime, Step, Members]]:
        kept = []
        for place in accepted:
            starts_at = visits[place].candidate.starts_at
            cancelled = answered + (starts_at - answered) * self._random.uniform(0.1, 0.95)
            if self._percent(_CANCELLED_BY_FAMILY):
                yield cancelled, Step.CANCEL_BY_FAMILY, (place,)
            elif self._percent(_CANCELLED_BY_PROVIDER):
                yield cancelled, Step.CANCEL_BY_PROVIDER, (place,)
            else:
                kept.append(place)
        for places in self._marked_together(visits, kept):
            yield from self._delivery(visits, places)

    def _marked_together(self, visits: Sequence[Visit], kept: list[int]) -> Iterator[Members]:
        old = [place for place in kept if visits[place].candidate.starts_at < self.now - _RECENT]
        for start in range(0, len(old), _MARKED_TOGETHER):
            yield tuple(old[start : start + _MARKED_TOGETHER])
        yield from ((place,) for place in kept if place not in old)

    def _delivery(self, visits: Sequence[Visit], places: Members) -> Iterator[tuple[datetime, Step, Members]]:
        last = visits[places[-1]].candidate
        delivered = (last.ends_at or last.starts_at + timedelta(days=2)) + self._minutes(20, 30 * 60)
        yield delivered, Step.DELIVER, places
        if self._percent(_SILENT):
            yield delivered + ACCEPT_WITHIN + timedelta(minutes=5), Step.SWEEP, places
        else:
            yield delivered + self._minutes(30, 6 * 24 * 60), Step.AGREE, places

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self._random.randint(least, most))

    def _percent(self, share: int) -> bool:
        return self._random.randrange(100) < share


def _minute(moment: datetime) -> datetime:
    """Return the minute of something that was written: how long writing it took must not decide what is drawn."""
    return moment.replace(second=0, microsecond=0)
