"""Making a booking: its place and its money are held while the family checks its answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Child, User
from marketplace.budgets.errors import IdempotencyConflict
from marketplace.budgets.models import Pot
from marketplace.budgets.rules import why_not
from marketplace.budgets.services import HoldWish, place_holds
from marketplace.catalogue.bookability import Bookability
from marketplace.catalogue.models import Service, Session, UnitCost
from marketplace.catalogue.quantities import end_of, session_quantity, why_not_quantity
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.errors import Busy
from marketplace.core.locks import deciding
from marketplace.core.money import format_pounds, line_pence

from ..deadlines import HOLD_FOR
from ..enums import OCCUPYING_STATES, BookingEvent, BookingState, Party
from ..errors import AlreadyBooked, BookingRefused, ChildOutsideAges, FundingRefused, NotBookable, VettingLapsed
from ..locks import lock_for_bookings
from ..models import Booking, FundingLine
from .effects import carry_out, carry_out_all
from .overdue import overdue_holding, run_out

#: How far ahead a time without a session can be booked.
FURTHEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class BookingWish:
    """What a family wants: a place in a session, or a quantity from a moment on, at one of the service's prices.

    With a session, `starts_at` and `quantity` follow from it and are not asked for.
    """

    child: Child
    service: Service
    unit_cost: UnitCost
    session: Session | None = None
    starts_at: datetime | None = None
    quantity: Decimal | None = None
    note: str = field(default="", repr=False)

    @property
    def moment(self) -> datetime:
        """Return when the service begins."""
        moment = self.session.starts_at if self.session else self.starts_at
        assert moment is not None, "a wish names a session or a moment"
        return moment

    @property
    def amount(self) -> Decimal:
        """Return how many units are wanted."""
        if self.session:
            return session_quantity(self.session.starts_at, self.session.ends_at, self.unit_cost.unit)
        assert self.quantity is not None, "a wish without a session names a quantity"
        return self.quantity

    @property
    def price_pence(self) -> int:
        """Return what it costs, rounded half up, once."""
        return line_pence(self.unit_cost.amount_pence, self.amount)

    @property
    def ends_at(self) -> datetime | None:
        """Return when it ends, where that can be said."""
        return self.session.ends_at if self.session else end_of(self.moment, self.amount, self.unit_cost.unit)


@dataclass(frozen=True, kw_only=True)
class BookingOrder:
    """A wish, how many pence each pot pays for it, and the key under which it is booked once."""

    wish: BookingWish
    funding: Mapping[UUID, int]
    idempotency_key: str

    @property
    def lines(self) -> dict[UUID, int]:
        """Return the pots that pay something."""
        return {pot_id: pence for pot_id, pence in self.funding.items() if pence}


def check_wish(wish: BookingWish, replacing: Booking | None = None) -> None:
    """Raise, as a sentence, what stands in the way of the wish whoever pays: NotBookable, VettingLapsed, …

    `replacing` is a held booking that will be given up, and does not count as the child's place.
    """
    _Checks([wish], replacing).check(wish)


def hold_booking(
    *,
    actor: Actor,
    wish: BookingWish,
    funding: Mapping[UUID, int],
    idempotency_key: str,
    replacing: Booking | None = None,
) -> Booking:
    """Take the place and reserve the money for 30 minutes, all or nothing.

    `funding` says how many pence each pot pays; together they are the price. `replacing` is a held booking whose
    answers are being changed: it is given up in the same transaction. A key that this person used before returns the
    booking of then. Raises a DomainError with a sentence where anything stands in the way; nothing is written then.
    """
    order = BookingOrder(wish=wish, funding=funding, idempotency_key=idempotency_key)
    return hold_bookings(actor=actor, orders=[order], replacing=replacing)[0]


def hold_bookings(*, actor: Actor, orders: Sequence[BookingOrder], replacing: Booking | None = None) -> list[Booking]:
    """Take the places and reserve the money of all the orders or of none, such as a term of a weekly club.

    As `hold_booking`; two orders of one child for one session are refused.
    """
    bookings = _made_before(actor, orders)
    new = [order for order in orders if order.idempotency_key not in bookings]
    if new:
        with deciding():
            made = _hold_all(actor, new, replacing)
        bookings |= {order.idempotency_key: booking for order, booking in zip(new, made, strict=True)}
    return [bookings[order.idempotency_key] for order in orders]


def _hold_all(actor: Actor, orders: Sequence[BookingOrder], replacing: Booking | None) -> list[Booking]:
    _lock_and_make_room(actor, orders, replacing)
    checks = _Checks([order.wish for order in orders], replacing)
    pots = _pots({pot_id for order in orders for pot_id in order.lines})
    for order in orders:
        checks.check(order.wish)
        check_funding(order.wish, order.lines, pots)
    bookings = _create(actor, orders, checks)
    expires_at = clock.now() + HOLD_FOR
    carry_out_all(
        actor=actor,
        party=Party.FAMILY,
        bookings=bookings,
        event=BookingEvent.HOLD,
        deadlines=lambda _: {"hold_expires_at": expires_at},
    )
    _hold_money(actor, list(zip(bookings, orders, strict=True)), pots)
    return bookings


def check_funding(wish: BookingWish, lines: Mapping[UUID, int], pots: Mapping[UUID, Pot]) -> None:
    """Raise FundingRefused where the lines are not the price, or a pot may not pay for the wish on its day.

    Which pot may pay is decided by the day of the service, not by that of the booking.
    """
    day = clock.local_day(wish.moment)
    age = wish.child.age_on(day)
    for pot_id, pence in lines.items():
        pot = pots.get(pot_id)
        if pot is None or pot.child_id != wish.child.pk:
            raise FundingRefused("One of the budgets is not this child's. Choose again how to pay.")
        if pence < 0:
            raise FundingRefused("An amount cannot be below £0. Choose again how to pay.")
        if not pot.valid_from <= day <= pot.valid_to:
            raise FundingRefused(
                f"{pot.stream.name} runs from {pot.valid_from:%-d %B %Y} to {pot.valid_to:%-d %B %Y}, and the service "
                f"is on {day:%-d %B %Y}. Choose a budget that covers that day."
            )
        refusal = why_not(pot.stream, wish.service, age, day)
        if refusal:
            raise FundingRefused(f"{refusal} Choose another budget.")
    paid = sum(lines.values())
    if paid != wish.price_pence:
        raise FundingRefused(
            f"The amounts come to {format_pounds(paid)}, and the price is {format_pounds(wish.price_pence)}. "
            "Change them so that they are the same."
        )


def _lock_and_make_room(actor: Actor, orders: Sequence[BookingOrder], replacing: Booking | None) -> None:
    """Lock all that the bookings touch, and end what ran out or is being replaced, so that it takes no room."""
    session_ids = {order.wish.session.pk for order in orders if order.wish.session}
    pot_ids = {pot_id for order in orders for pot_id in order.lines}
    overdue = overdue_holding(session_ids, pot_ids)
    replaced = [replacing.pk] if replacing else []
    rows = lock_for_bookings([*overdue, *replaced], session_ids=session_ids, pot_ids=pot_ids)
    for booking_id in overdue:
        run_out(rows.bookings[booking_id])
    for booking_id in replaced:
        booking = rows.bookings[booking_id]
        if booking.state == BookingState.HELD:
            carry_out(actor=actor, party=Party.FAMILY, booking=booking, event=BookingEvent.CANCEL)


def _pots(pot_ids: Iterable[UUID]) -> dict[UUID, Pot]:
    """Return the locked pots as they are after what ran out has been given back."""
    pots = Pot.objects.filter(pk__in=list(pot_ids)).select_related("stream")
    return {pot.pk: pot for pot in pots.prefetch_related("stream__rules__categories")}


def _hold_money(actor: Actor, made: Sequence[tuple[Booking, BookingOrder]], pots: Mapping[UUID, Pot]) -> None:
    lines = [(booking, pots[pot_id], order.lines[pot_id]) for booking, order in made for pot_id in sorted(order.lines)]
    wishes = [
        HoldWish(pot, pence, clock.local_day(booking.starts_at), f"hold:{booking.pk}:{pot.pk}")
        for booking, pot, pence in lines
    ]
    holds = place_holds(actor=actor, wishes=wishes)
    FundingLine.objects.bulk_create(
        FundingLine(booking=booking, pot=pot, amount_pence=pence, hold=hold)
        for (booking, pot, pence), hold in zip(lines, holds, strict=True)
    )


def _made_before(actor: Actor, orders: Sequence[BookingOrder]) -> dict[str, Booking]:
    """Return the bookings that this person made with the keys; raises IdempotencyConflict where one was another."""
    wishes = {order.idempotency_key: order.wish for order in orders}
    earlier = Booking.objects.filter(made_by=actor.user, idempotency_key__in=wishes)
    bookings = {booking.idempotency_key: booking for booking in earlier}
    for key, booking in bookings.items():
        wish = wishes[key]
        wanted = (wish.child.pk, wish.service.pk, wish.unit_cost.pk, wish.moment, wish.price_pence)
        made = (booking.child_id, booking.service_id, booking.unit_cost_id, booking.starts_at, booking.price_pence)
        if made != wanted:
            raise IdempotencyConflict
    return bookings


def _create(actor: Actor, orders: Sequence[BookingOrder], checks: "_Checks") -> list[Booking]:
    """Write the drafts, with everything frozen as it is at this moment."""
    try:
        with transaction.atomic():
            return Booking.objects.bulk_create(_draft(actor, order, checks) for order in orders)
    except IntegrityError as error:
        if "bookings_made_once_per_key" in str(error):
            raise Busy from error
        raise


def _draft(actor: Actor, order: BookingOrder, checks: "_Checks") -> Booking:
    assert isinstance(actor.user, User), "a booking is made by a person"
    wish = order.wish
    return Booking(
        child=wish.child,
        service=wish.service,
        session=wish.session,
        unit_cost=wish.unit_cost,
        starts_at=wish.moment,
        ends_at=wish.ends_at,
        quantity=wish.amount,
        unit=wish.unit_cost.unit,
        unit_price_pence=wish.unit_cost.amount_pence,
        price_pence=wish.price_pence,
        includes=wish.unit_cost.includes,
        not_included=wish.service.not_included,
        cancellation_cover=wish.service.cancellation_cover,
        vetting=_vetting(checks.of(wish.service), clock.local_day(wish.moment)),
        note=wish.note,
        made_by=actor.user,
        idempotency_key=order.idempotency_key,
    )


def _vetting(bookability: Bookability, day: date) -> list[dict[str, str]]:
    """Return the checks that hold on the day and, for those that do not, the officers' exceptions, to be frozen."""
    held = bookability.checks_held(day)
    kinds = {check.check_type_id for check in held}
    vetting = [{"check": check.check_type.code, "valid_to": check.valid_to.isoformat()} for check in held]
    return vetting + [
        {"check": each.check_type.code, "valid_to": each.valid_to.isoformat(), "override": str(each.pk)}
        for each in bookability.overrides(day)
        if each.check_type_id not in kinds
    ]


class _Checks:
    """What stands in the way of wishes that are made together; what they share is read once."""

    def __init__(self, wishes: Sequence[BookingWish], replacing: Booking | None) -> None:
        services = {wish.service.pk: wish.service for wish in wishes}
        self._services = {pk: Bookability(service) for pk, service in services.items()}
        self._taken = _places_of(wishes, replacing)

    def of(self, service: Service) -> Bookability:
        """Return when the service can be booked."""
        return self._services[service.pk]

    def check(self, wish: BookingWish) -> None:
        """Raise what stands in the way of a wish; its place counts as taken for the next."""
        _check_time(wish)
        self._check_bookable(wish)
        self._check_not_booked(wish)
        if wish.unit_cost not in self.of(wish.service).costs_at(wish.moment):
            raise NotBookable("This price does not apply on that day. Choose one of the prices shown for it.")
        _check_quantity(wish)
        _check_age(wish)

    def _check_bookable(self, wish: BookingWish) -> None:
        service, day = wish.service, clock.local_day(wish.moment)
        bookability = self.of(service)
        if bookability.on(day):
            return
        missing = bookability.checks_missing(day)
        if missing and bookability.is_sold_here:
            names = ", ".join(check.name for check in missing)
            raise VettingLapsed(
                f"{service.provider.name} cannot be booked for that day, because a check would not be valid then: "
                f"{names}. Choose an earlier day, or another service."
            )
        raise NotBookable(
            "This service cannot be booked here for that day. Ask the provider, or choose another service."
        )

    def _check_not_booked(self, wish: BookingWish) -> None:
        if wish.session is None:
            return
        place = (wish.child.pk, wish.session.pk)
        if place in self._taken:
            raise AlreadyBooked("Your child has a place in this session already. You will find it under your bookings.")
        self._taken.add(place)


def _places_of(wishes: Sequence[BookingWish], replacing: Booking | None) -> set[tuple[UUID, UUID]]:
    """Return the places, as child and session, that the children have in the sessions of the wishes."""
    session_ids = [wish.session.pk for wish in wishes if wish.session]
    if not session_ids:
        return set()
    booked = Booking.objects.filter(
        child__in={wish.child.pk for wish in wishes}, session__in=session_ids, state__in=OCCUPYING_STATES
    ).exclude(pk__in=[replacing.pk] if replacing else [])
    return set(booked.order_by().values_list("child", "session"))


def _check_time(wish: BookingWish) -> None:
    if wish.moment <= clock.now():
        raise BookingRefused("That time has passed. Choose a later one.")
    if wish.moment > clock.now() + FURTHEST_AHEAD:
        raise BookingRefused("That is more than a year ahead. Choose an earlier time.")


def _check_quantity(wish: BookingWish) -> None:
    if wish.session is None:
        refusal = why_not_quantity(wish.amount, wish.unit_cost.unit, wish.unit_cost.minimum_quantity)
        if refusal:
            raise BookingRefused(refusal)


def _check_age(wish: BookingWish) -> None:
    age = wish.child.age_on(clock.local_day(wish.moment))
    if not wish.service.takes_age(age):
        raise ChildOutsideAges(
            f"This service is for {_ages(wish.service)}, and your child will be {age} on that day. "
            "Search again with their age to see what is for them."
        )


def _ages(service: Service) -> str:
    if service.age_min is None:
        return f"ages up to {service.age_max}"
    if service.age_max is None:
        return f"ages {service.age_min} and over"
    return f"ages {service.age_min} to {service.age_max}"
