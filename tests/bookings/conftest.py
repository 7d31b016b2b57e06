"""A family with a budget, and something to book."""

import pytest

from marketplace.bookings.models import Booking
from marketplace.budgets.models import FundingStream, Pot
from marketplace.catalogue.models import Service, Session
from tests.conftest import Cast
from tests.factories import SessionFactory, bookable_service, pot_with

from .scenario import hold, wish_for


@pytest.fixture
def pot(cast: Cast, streams: dict[str, FundingStream]) -> Pot:
    """£100 for the child's short breaks."""
    return pot_with(cast.child, streams["social-care-short-breaks"], 10_000)


@pytest.fixture
def service(cast: Cast) -> Service:
    """An after-school club at £12.50 per session."""
    return bookable_service(provider=cast.provider, name="After-school club")


@pytest.fixture
def session(service: Service) -> Session:
    """The club's session in a week, with one place."""
    return SessionFactory(service=service, capacity=1)


@pytest.fixture
def held(cast: Cast, pot: Pot, session: Session) -> Booking:
    """A booking of the session that waits for the family's confirmation."""
    return hold(cast, wish_for(cast.child, session.service, session), pot)
