from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.deadlines import HOLD_FOR
from marketplace.bookings.enums import BookingState
from marketplace.bookings.errors import (
    AlreadyBooked,
    BookingRefused,
    ChildOutsideAges,
    FundingRefused,
    NotBookable,
    VettingLapsed,
)
from marketplace.bookings.models import Booking
from marketplace.bookings.services import hold_booking, sweep_overdue
from marketplace.budgets.errors import IdempotencyConflict, InsufficientFunds
from marketplace.budgets.models import FundingStream, LedgerTransaction, Pot
from marketplace.catalogue.enums import SessionState, Unit
from marketplace.catalogue.models import Service, Session
from marketplace.catalogue.services import SessionFull
from marketplace.core import clock
from marketplace.providers.models import VettingCheck
from tests.conftest import Cast
from tests.factories import SessionFactory, bookable_service, pot_with

from .scenario import hold, wish_for

pytestmark = pytest.mark.moves_money

Streams = dict[str, FundingStream]


def nothing_written(pot: Pot) -> bool:
    pot.refresh_from_db()
    return not Booking.objects.exists() and pot.held_pence == 0


def test_a_hold_takes_the_place_and_the_money_for_30_minutes(cast: Cast, pot: Pot, session: Session) -> None:
    booking = hold(cast, wish_for(cast.child, session.service, session), pot)
    session.refresh_from_db()
    pot.refresh_from_db()
    assert booking.state == BookingState.HELD
    assert (session.places_taken, pot.held_pence, booking.price_pence) == (1, 1250, 1250)
    assert booking.hold_expires_at is not None
    assert timedelta(0) < booking.hold_expires_at - clock.now() <= HOLD_FOR


def test_the_booking_keeps_its_price_when_the_price_changes(cast: Cast, pot: Pot, session: Session) -> None:
    booking = hold(cast, wish_for(cast.child, session.service, session), pot)
    session.service.unit_costs.update(amount_pence=9_999)
    booking.refresh_from_db()
    assert (booking.unit_price_pence, booking.price_pence, booking.unit) == (1250, 1250, Unit.SESSION)
    assert {row["check"] for row in booking.vetting} >= {"public-liability", "enhanced-dbs"}


def test_a_price_by_the_hour_is_multiplied_by_the_length_of_the_session(cast: Cast, pot: Pot) -> None:
    service = bookable_service(unit=Unit.HOUR, amount_pence=1_115)
    start = clock.now() + timedelta(days=7)
    session = SessionFactory(service=service, starts_at=start, ends_at=start + timedelta(minutes=90))
    booking = hold(cast, wish_for(cast.child, service, session), pot)
    assert (booking.quantity, booking.price_pence) == (Decimal("1.50"), 1_673)


def test_one_booking_is_split_over_two_pots(cast: Cast, streams: Streams, pot: Pot, session: Session) -> None:
    other = pot_with(cast.child, streams["social-care-support"], 600)
    hold(cast, wish_for(cast.child, session.service, session), funding={pot.pk: 650, other.pk: 600})
    pot.refresh_from_db()
    other.refresh_from_db()
    assert (pot.held_pence, other.held_pence) == (650, 600)


@pytest.mark.parametrize(("first", "second"), [(650, 599), (650, 601), (1250, 1), (2_000, -750)])
def test_amounts_that_are_not_the_price_are_refused(
    cast: Cast, streams: Streams, pot: Pot, session: Session, first: int, second: int
) -> None:
    other = pot_with(cast.child, streams["social-care-support"], 600)
    with pytest.raises(FundingRefused):
        hold(cast, wish_for(cast.child, session.service, session), funding={pot.pk: first, other.pk: second})
    assert nothing_written(pot)


def test_not_enough_money_says_how_much_is_missing(cast: Cast, streams: Streams, session: Session) -> None:
    poor = pot_with(cast.child, streams["social-care-short-breaks"], 1_000)
    with pytest.raises(InsufficientFunds, match=r"£2\.50 less than £12\.50"):
        hold(cast, wish_for(cast.child, session.service, session), poor)
    assert nothing_written(poor)
    session.refresh_from_db()
    assert session.places_taken == 0


def test_a_pot_whose_stream_may_not_buy_this_is_refused(cast: Cast, streams: Streams, session: Session) -> None:
    continence = pot_with(cast.child, streams["continence"], 10_000)
    with pytest.raises(FundingRefused, match="may not be spent on this kind of service"):
        hold(cast, wish_for(cast.child, session.service, session), continence)
    assert nothing_written(continence)


def test_a_pot_of_another_child_is_refused(cast: Cast, streams: Streams, session: Session) -> None:
    theirs = pot_with(cast.other_child, streams["social-care-short-breaks"], 10_000)
    with pytest.raises(FundingRefused, match="not this child's"):
        hold(cast, wish_for(cast.child, session.service, session), theirs)
    assert nothing_written(theirs)


def test_the_pot_is_chosen_by_the_day_of_the_service(cast: Cast, streams: Streams, session: Session) -> None:
    ends = clock.local_day(session.starts_at) - timedelta(days=1)
    ending = pot_with(cast.child, streams["social-care-short-breaks"], 10_000, valid_to=ends)
    with pytest.raises(FundingRefused, match="Choose a budget that covers that day"):
        hold(cast, wish_for(cast.child, session.service, session), ending)
    later = pot_with(
        cast.child,
        streams["social-care-short-breaks"],
        10_000,
        valid_from=ends + timedelta(days=1),
        valid_to=ends + timedelta(days=30),
    )
    assert hold(cast, wish_for(cast.child, session.service, session), later).state == BookingState.HELD


def test_a_full_session_is_refused(cast: Cast, streams: Streams, pot: Pot, session: Session) -> None:
    theirs = pot_with(cast.other_child, streams["social-care-short-breaks"], 10_000)
    hold(cast, wish_for(cast.other_child, session.service, session), theirs)
    with pytest.raises(SessionFull, match="choose another session"):
        hold(cast, wish_for(cast.child, session.service, session), pot)
    pot.refresh_from_db()
    assert pot.held_pence == 0
    assert Booking.objects.count() == 1


def test_the_same_child_is_not_booked_twice_into_a_session(cast: Cast, pot: Pot, service: Service) -> None:
    session = SessionFactory(service=service, capacity=5)
    hold(cast, wish_for(cast.child, service, session), pot)
    with pytest.raises(AlreadyBooked):
        hold(cast, wish_for(cast.child, service, session), pot)


def test_lapsed_vetting_is_refused_by_the_day_of_the_service(cast: Cast, pot: Pot, session: Session) -> None:
    day = clock.local_day(session.starts_at)
    VettingCheck.objects.filter(provider=session.service.provider, check_type__code="enhanced-dbs").update(
        valid_to=day - timedelta(days=1)
    )
    with pytest.raises(VettingLapsed, match="Enhanced DBS arrangements"):
        hold(cast, wish_for(cast.child, session.service, session), pot)
    assert nothing_written(pot)


def test_a_child_outside_the_ages_on_the_day_is_refused(cast: Cast, pot: Pot, session: Session) -> None:
    Service.objects.filter(pk=session.service_id).update(age_min=11, age_max=17)
    session.service.refresh_from_db()
    with pytest.raises(ChildOutsideAges, match="ages 11 to 17, and your child will be 9"):
        hold(cast, wish_for(cast.child, session.service, session), pot)
    assert nothing_written(pot)


@pytest.mark.parametrize("change", [{"state": "draft"}, {"source": "elsewhere", "external_id": "1"}])
def test_a_service_that_is_not_bookable_is_refused(
    cast: Cast, pot: Pot, session: Session, change: dict[str, str]
) -> None:
    Service.objects.filter(pk=session.service_id).update(**change)
    with pytest.raises(NotBookable):
        hold(cast, wish_for(cast.child, session.service, session), pot)
    assert nothing_written(pot)


def test_a_session_in_the_past_or_cancelled_is_refused(cast: Cast, pot: Pot, service: Service) -> None:
    past = SessionFactory(service=service, starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now())
    with pytest.raises(BookingRefused, match="has passed"):
        hold(cast, wish_for(cast.child, service, past), pot)
    cancelled = SessionFactory(service=service, state=SessionState.CANCELLED)
    with pytest.raises(SessionFull):
        hold(cast, wish_for(cast.child, service, cancelled), pot)
    assert nothing_written(pot)


@pytest.mark.parametrize("quantity", ["0", "-1", "10000", "1.1", "0.5"])
def test_a_quantity_out_of_bounds_is_refused(cast: Cast, pot: Pot, quantity: str) -> None:
    service = bookable_service(unit=Unit.HOUR)
    with pytest.raises(BookingRefused, match="Enter a quantity"):
        hold(cast, wish_for(cast.child, service, quantity=Decimal(quantity)), pot)
    assert nothing_written(pot)


def test_a_price_of_another_service_or_day_is_refused(cast: Cast, pot: Pot, session: Session) -> None:
    foreign = bookable_service().unit_costs.get()
    with pytest.raises(NotBookable, match="does not apply"):
        hold(cast, wish_for(cast.child, session.service, session, unit_cost=foreign), pot)
    assert nothing_written(pot)


def test_the_same_key_makes_one_booking_and_other_input_is_an_error(cast: Cast, pot: Pot, service: Service) -> None:
    session, other = (
        SessionFactory(service=service),
        SessionFactory(
            service=service, starts_at=clock.now() + timedelta(days=9), ends_at=clock.now() + timedelta(days=10)
        ),
    )
    first = hold(cast, wish_for(cast.child, service, session), pot, key="once")
    assert hold(cast, wish_for(cast.child, service, session), pot, key="once") == first
    with pytest.raises(IdempotencyConflict):
        hold(cast, wish_for(cast.child, service, other), pot, key="once")
    pot.refresh_from_db()
    assert pot.held_pence == 1250


def test_what_ran_out_makes_room_without_waiting_for_the_sweeper(
    cast: Cast, streams: Streams, pot: Pot, session: Session
) -> None:
    theirs = pot_with(cast.other_child, streams["social-care-short-breaks"], 10_000)
    forgotten = hold(cast, wish_for(cast.other_child, session.service, session), theirs)
    with clock.at(clock.now() + HOLD_FOR):
        booking = hold(cast, wish_for(cast.child, session.service, session), pot)
    forgotten.refresh_from_db()
    theirs.refresh_from_db()
    assert (forgotten.state, booking.state) == (BookingState.EXPIRED, BookingState.HELD)
    assert theirs.held_pence == 0


def test_money_that_ran_out_is_free_for_the_same_family(cast: Cast, streams: Streams, service: Service) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    sessions = [
        SessionFactory(
            service=service, starts_at=clock.now() + timedelta(days=n), ends_at=clock.now() + timedelta(days=n, hours=1)
        )
        for n in (5, 6)
    ]
    hold(cast, wish_for(cast.child, service, sessions[0]), pot)
    with clock.at(clock.now() + HOLD_FOR):
        assert hold(cast, wish_for(cast.child, service, sessions[1]), pot).state == BookingState.HELD


def test_changing_the_answers_replaces_the_hold_in_one_transaction(
    cast: Cast, streams: Streams, session: Session
) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 1_250)
    wish = wish_for(cast.child, session.service, session)
    first = hold(cast, wish, pot)
    second = hold_booking(
        actor=actor_for_family(cast.parent, cast.family),
        wish=wish,
        funding={pot.pk: 1_250},
        idempotency_key="again",
        replacing=first,
    )
    first.refresh_from_db()
    assert (first.state, second.state) == (BookingState.CANCELLED, BookingState.HELD)
    with pytest.raises(FundingRefused):
        hold_booking(
            actor=actor_for_family(cast.parent, cast.family),
            wish=wish,
            funding={pot.pk: 1},
            idempotency_key="bad",
            replacing=second,
        )
    second.refresh_from_db()
    assert second.state == BookingState.HELD


def test_the_sweeper_gives_back_what_ran_out(cast: Cast, pot: Pot, session: Session) -> None:
    booking = hold(cast, wish_for(cast.child, session.service, session), pot)
    assert sweep_overdue() == 0
    with clock.at(clock.now() + HOLD_FOR):
        assert sweep_overdue() == 1
        assert sweep_overdue() == 0
    booking.refresh_from_db()
    pot.refresh_from_db()
    assert (booking.state, pot.held_pence) == (BookingState.EXPIRED, 0)
    assert LedgerTransaction.objects.filter(kind="release").count() == 1
