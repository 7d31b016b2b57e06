"""What the home pages say of budgets and bookings: what there is, and what waits for whom."""

from datetime import timedelta

import pytest

from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.models import Booking
from marketplace.bookings.services import confirm_booking
from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.demand.enums import RequestSource
from marketplace.demand.services import record_request, withdraw_request
from tests.bookings.scenario import hold, wish_for
from tests.conftest import Cast
from tests.factories import SessionFactory, bookable_service, pot_with
from tests.pages import signed_in, words

pytestmark = pytest.mark.moves_money


@pytest.fixture
def held(cast: Cast, streams: dict[str, FundingStream]) -> Booking:
    """Return a booking of a session of the provider's, held for the family."""
    service = bookable_service(provider=cast.provider, name="Den club")
    session = SessionFactory(service=service, starts_at=clock.now() + timedelta(days=9))
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 10_000)
    return hold(cast, wish_for(cast.child, service, session), pot)


def test_a_family_sees_what_is_left_and_a_booking_to_confirm(cast: Cast, held: Booking) -> None:
    page = words(signed_in(cast.parent).get("/family/"))
    assert "£87.50 left for Yusuf, £12.50 reserved" in page
    assert "Confirm your booking of Den club" in page
    assert "Nothing is booked" in page


def test_a_family_sees_its_next_booking(cast: Cast, held: Booking) -> None:
    confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)
    page = words(signed_in(cast.parent).get("/family/"))
    assert "1 to come. Next: Den club Yusuf," in page
    assert "Confirm your booking" not in page


def test_a_supporter_who_may_not_book_is_not_asked_to_confirm(cast: Cast, held: Booking) -> None:
    cast.family.consents.update(scopes=["see"])
    page = words(signed_in(cast.supporter).get("/family/"))
    assert "£87.50 left for Yusuf" in page
    assert "Confirm your booking" not in page


def test_another_family_sees_nothing_of_it(cast: Cast, held: Booking) -> None:
    page = words(signed_in(cast.other_parent).get("/family/"))
    assert "Den club" not in page
    assert "£" not in page


def test_a_provider_sees_how_many_requests_wait(cast: Cast, held: Booking) -> None:
    home = f"/provider/{cast.provider.slug}/"
    assert "0 Requests to answer" in words(signed_in(cast.provider_owner).get(home))
    confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)
    assert "1 Requests to answer All came today" in words(signed_in(cast.provider_owner).get(home))


def test_what_was_asked_for_is_counted_until_it_is_withdrawn(cast: Cast) -> None:
    actor = actor_for_family(cast.parent, cast.family)
    request = record_request(
        actor=actor,
        family=cast.family,
        source=RequestSource.WRITTEN,
        what="A Saturday club",
        category=Category.objects.get(code="weekend-clubs"),
        child=None,
        needs=[],
        age=None,
        outward="GL1",
    )
    assert "You have asked for 1 thing that you could not find" in words(signed_in(cast.parent).get("/family/"))
    assert "1 Requests to publish" in words(signed_in(cast.officers["listings"]).get("/council/"))
    withdraw_request(actor=actor, request=request)
    assert "Ask providers for what you need" in words(signed_in(cast.parent).get("/family/"))
