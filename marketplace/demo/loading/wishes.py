"""What a child could be booked for: services within reach that its budget may pay for, and when it would go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from math import cos, hypot, radians
from random import Random
from uuid import UUID

from marketplace.accounts.models import Child
from marketplace.budgets.models import FundingStream, Pot
from marketplace.budgets.rules import why_not
from marketplace.catalogue.enums import SessionState, Setting, Unit
from marketplace.catalogue.models import CategoryCheck, Service, Session, UnitCost
from marketplace.catalogue.quantities import end_of, session_quantity, why_not_quantity
from marketplace.catalogue.selectors import costs_applying, public_services
from marketplace.core import clock
from marketplace.core.models import Postcode
from marketplace.core.money import line_pence
from marketplace.providers.models import VettingCheck

from .load import COMING_DAYS, PAST_DAYS, Load
from .terms import is_closed, is_holiday

#: How far a family travels to a place, in miles.
_REACH = 14
_MILES_PER_DEGREE = 69
#: Of the services that one budget may pay for, a child uses the nearest to its needs, at most so many.
_SERVICES_PER_STREAM = 4
#: Of a service's sessions, a child goes to so many; they are booked by the half-term.
_ATTENDANCE = 0.85
_SESSIONS_AT_ONCE = 9


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How a service without sessions is used: every so many weeks, at a time of day, in one of the quantities."""

    weeks: int
    starts: tuple[time, ...]
    quantities: tuple[str, ...]
    booked_at_once: int = 10
    holidays_only: bool = False


_AFTERNOON = (time(15, 30), time(16, 0), time(16, 30), time(17, 0))
_MORNING = (time(9, 30), time(10, 0), time(10, 30))
_RHYTHMS = {
    Unit.HOUR: Rhythm(weeks=1, starts=(*_AFTERNOON, *_MORNING), quantities=("1.5", "2", "2", "2.5", "3", "4")),
    Unit.HALF_HOUR: Rhythm(weeks=1, starts=_AFTERNOON, quantities=("1", "2")),
    Unit.SESSION: Rhythm(weeks=2, starts=(*_AFTERNOON, *_MORNING), quantities=("1",)),
    Unit.DAY: Rhythm(weeks=2, starts=_MORNING, quantities=("1",), booked_at_once=4, holidays_only=True),
    Unit.NIGHT: Rhythm(weeks=4, starts=(time(17, 0), time(18, 0)), quantities=("1", "1", "2"), booked_at_once=3),
    Unit.WEEK: Rhythm(weeks=13, starts=(time(9, 0),), quantities=("1",), booked_at_once=1, holidays_only=True),
    Unit.MILE: Rhythm(weeks=1, starts=(time(8, 0), time(8, 15)), quantities=("14", "18.5", "22", "30")),
    Unit.ITEM: Rhythm(weeks=30, starts=_MORNING, quantities=("1",), booked_at_once=1),
    Unit.PLACE: Rhythm(weeks=16, starts=_MORNING, quantities=("1",), booked_at_once=1),
    Unit.PACK: Rhythm(weeks=5, starts=(time(9, 0),), quantities=("2", "3", "4"), booked_at_once=3),
}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A booking that could be made: the service at its price on the day, and the child's pots that may pay for it."""

    child: Child
    service: Service
    session: Session | None
    cost: UnitCost
    starts_at: datetime
    ends_at: datetime | None
    quantity: Decimal
    pots: tuple[Pot, ...]

    @property
    def price_pence(self) -> int:
        """Return what it costs, as the booking will say."""
        return line_pence(self.cost.amount_pence, self.quantity)


@dataclass(frozen=True)
class Occasion:
    """A session of a service, or a time at which so many of a unit of it would be used."""

    starts_at: datetime
    session: Session | None = None
    unit: Unit | None = None
    quantity: Decimal = Decimal(1)


class Directory:
    """Every bookable service with all that decides about a booking, read once."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._services = list(
            public_services()
            .filter(source="")
            .select_related("provider")
            .prefetch_related("categories__parent", "needs", "areas", "unit_costs")
            .order_by("slug")
        )
        self._sessions: dict[UUID, list[Session]] = {}
        for session in Session.objects.filter(state=SessionState.SCHEDULED).order_by("starts_at", "service__slug"):
            self._sessions.setdefault(session.service_id, []).append(session)
        self._policy = list(CategoryCheck.objects.select_related("check_type"))
        self._checks: dict[UUID, list[VettingCheck]] = {}
        for check in VettingCheck.objects.approved():
            self._checks.setdefault(check.provider_id, []).append(check)
        self._payable: dict[tuple[UUID, UUID, int], bool] = {}
        self._places = {row.postcode: row for row in Postcode.objects.all()}

    def runs(self, random: Random, child: Child, pots: list[Pot]) -> list[list[Candidate]]:
        """Return what the child could be booked for, a year ago to the coming weeks: runs that are booked together.

        A run is of one service and paid from the same pots; the runs come in an order that was drawn.
        """
        found: list[list[Candidate]] = []
        for service in self._chosen(random, child, pots):
            occasions = self._occasions(random, service)
            candidates = filter(None, (self._candidate(child, pots, service, occasion) for occasion in occasions))
            for _, paid_alike in groupby(candidates, key=lambda candidate: [pot.pk for pot in candidate.pots]):
                found += _cut(random, [each for each in paid_alike if random.random() < _ATTENDANCE])
        random.shuffle(found)
        return found

    def _chosen(self, random: Random, child: Child, pots: list[Pot]) -> list[Service]:
        """Return, for each stream of the child, the services it uses."""
        reachable = [service for service in self._services if self._in_reach(child, service)]
        needs, age = {need.pk for need in child.needs.all()}, child.age_on(self._load.day)
        chosen: dict[UUID, Service] = {}
        for stream in {pot.stream.code: pot.stream for pot in pots}.values():
            payable = [service for service in reachable if self._may_pay(stream, service, age, self._load.day)]
            ranked = sorted(payable, key=lambda service: _fit(service, needs) + random.random(), reverse=True)
            chosen.update({service.pk: service for service in ranked[:_SERVICES_PER_STREAM]})
        return list(chosen.values())

    def _in_reach(self, child: Child, service: Service) -> bool:
        home = self._places.get(child.family.postcode)
        if service.setting == Setting.ONLINE or home is None:
            return True
        if service.setting != Setting.PLACE:
            return any(area.outward == home.outward for area in service.areas.all())
        if service.latitude is None or service.longitude is None:
            return False
        north = (service.latitude - home.latitude) * _MILES_PER_DEGREE
        east = (service.longitude - home.longitude) * _MILES_PER_DEGREE * cos(radians(home.latitude))
        return hypot(north, east) <= _REACH

    def _occasions(self, random: Random, service: Service) -> Iterator[Occasion]:
        """Yield the sessions of a service, or the times at which one without sessions would be used."""
        sessions = self._sessions.get(service.pk)
        if sessions:
            yield from (Occasion(session.starts_at, session) for session in sessions)
            return
        units = sorted({Unit(cost.unit) for cost in service.unit_costs.all()})
        if units:
            unit = random.choice(units)
            rhythm = _RHYTHMS[unit]
            quantity, starts = Decimal(random.choice(rhythm.quantities)), random.choice(rhythm.starts)
            for day in self._days(random, service, rhythm):
                yield Occasion(clock.local_moment(day, starts), None, unit, quantity)

    def _days(self, random: Random, service: Service, rhythm: Rhythm) -> Iterator[date]:
        weekday = random.choice(service.days or range(5))
        first = self._load.day - timedelta(days=PAST_DAYS - random.randrange(7 * rhythm.weeks))
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        while day <= self._load.day + timedelta(days=COMING_DAYS):
            if not is_closed(day) and (is_holiday(day) or not rhythm.holidays_only):
                yield day
            day += timedelta(weeks=rhythm.weeks)

    def _candidate(self, child: Child, pots: list[Pot], service: Service, occasion: Occasion) -> Candidate | None:
        starts_at, session = occasion.starts_at, occasion.session
        day = clock.local_day(starts_at)
        age = child.age_on(day)
        paying = [p for p in pots if p.valid_from <= day <= p.valid_to and self._may_pay(p.stream, service, age, day)]
        cost = _lowest_cost(service, day, occasion)
        if cost is None or not paying or not service.takes_age(age) or not self._is_vetted(service, day):
            return None
        if session:
            quantity = session_quantity(session.starts_at, session.ends_at, cost.unit)
        else:
            quantity = max(occasion.quantity, cost.minimum_quantity)
            if why_not_quantity(quantity, cost.unit, cost.minimum_quantity):
                return None
        return Candidate(
            child=child,
            service=service,
            session=session,
            cost=cost,
            starts_at=starts_at,
            ends_at=session.ends_at if session else end_of(starts_at, quantity, cost.unit),
            quantity=quantity,
            pots=tuple(paying),
        )

    def _may_pay(self, stream: FundingStream, service: Service, age: int, day: date) -> bool:
        """Say whether the stream may pay for the service; asked so often that the answers are kept."""
        rules = stream.rules_on(day)
        key = (rules.pk if rules else stream.pk, service.pk, age)
        if key not in self._payable:
            self._payable[key] = not why_not(stream, service, age, day)
        return self._payable[key]

    def _is_vetted(self, service: Service, day: date) -> bool:
        kinds = {category.pk for category in service.categories.all()}
        kinds |= {category.parent_id for category in service.categories.all() if category.parent_id}
        needed = {
            check.check_type_id for check in self._policy if check.category_id is None or check.category_id in kinds
        }
        held = {check.check_type_id for check in self._checks.get(service.provider_id, []) if check.is_valid_on(day)}
        return needed <= held


def _cut(random: Random, candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Yield runs of a length that is usual for the service."""
    while candidates:
        session, unit = candidates[0].session, Unit(candidates[0].cost.unit)
        longest = _SESSIONS_AT_ONCE if session else _RHYTHMS[unit].booked_at_once
        length = random.randint((longest + 1) // 2, longest)
        yield candidates[:length]
        candidates = candidates[length:]


def _fit(service: Service, needs: set[UUID]) -> int:
    return 2 * len(needs & {need.pk for need in service.needs.all()})


def _lowest_cost(service: Service, day: date, occasion: Occasion) -> UnitCost | None:
    """Return the lowest price of the moment, where a unit is wanted in that unit."""
    valid = [cost for cost in service.unit_costs.all() if cost.valid_from <= day <= (cost.valid_to or day)]
    costs = costs_applying(valid, occasion.starts_at)
    return next((cost for cost in costs if occasion.unit in (None, cost.unit)), None)
