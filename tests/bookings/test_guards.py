"""Who may open which page of bookings."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.models import Booking
from marketplace.bookings.services import accept_request, confirm_booking
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import actor_for_provider
from tests.conftest import Cast
from tests.factories import ProviderMemberFactory, SupportConsentFactory
from tests.guards import assert_guarded

SignIn = Callable[[User], Client]


@pytest.fixture
def confirmed(cast: Cast, held: Booking) -> Booking:
    confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)
    return accept_request(actor=actor_for_provider(cast.provider_owner), booking=held)


def strangers(cast: Cast) -> list[User]:
    return [cast.other_parent, cast.outsider, cast.other_provider_owner, *cast.officers.values()]


def test_a_booking_is_seen_by_its_family_and_supporter(cast: Cast, confirmed: Booking) -> None:
    url = reverse("bookings:family_booking", args=[confirmed.pk])
    assert_guarded(url, allowed=[cast.parent, cast.supporter], hidden_from=[*strangers(cast), cast.provider_owner])


def test_a_booking_is_cancelled_only_by_who_may_book(cast: Cast, confirmed: Booking) -> None:
    looker = SupportConsentFactory(family=cast.family, scopes=["see"], given_by=cast.parent).supporter
    assert_guarded(
        reverse("bookings:family_cancel", args=[confirmed.pk]),
        allowed=[cast.parent, cast.supporter],
        hidden_from=[looker, *strangers(cast), cast.provider_owner],
        takes_posts=True,
    )


def test_the_held_booking_is_seen_by_its_family_only(cast: Cast, held: Booking) -> None:
    assert_guarded(
        reverse("bookings:check", args=[held.pk]),
        allowed=[cast.parent, cast.supporter],
        hidden_from=[*strangers(cast), cast.provider_owner],
        takes_posts=True,
    )
    assert_guarded(
        reverse("bookings:family_booking", args=[held.pk]), allowed=[cast.parent], hidden_from=[cast.provider_owner]
    )


def test_a_providers_page_of_a_booking_is_seen_by_its_people_with_the_role(cast: Cast, confirmed: Booking) -> None:
    bookings = ProviderMemberFactory(provider=cast.provider, role=ProviderRole.BOOKINGS).user
    listings = ProviderMemberFactory(provider=cast.provider, role=ProviderRole.LISTINGS).user
    assert_guarded(
        reverse("bookings:provider_booking", args=[confirmed.pk]),
        allowed=[cast.provider_owner, bookings],
        hidden_from=[listings, cast.parent, *strangers(cast)],
    )
    assert_guarded(
        reverse("bookings:provider_bookings"),
        allowed=[cast.provider_owner, bookings, cast.other_provider_owner],
        refused_to=[listings, cast.parent, cast.outsider],
    )


def test_a_provider_does_not_see_a_booking_that_is_only_held(cast: Cast, held: Booking) -> None:
    assert_guarded(
        reverse("bookings:family_booking", args=[held.pk]),
        allowed=[cast.parent],
        hidden_from=[cast.provider_owner],
    )


@pytest.mark.parametrize("page", ["provider_decline", "provider_cancel"])
def test_a_provider_declines_and_cancels_only_its_own(cast: Cast, confirmed: Booking, page: str) -> None:
    assert_guarded(
        reverse(f"bookings:{page}", args=[confirmed.pk]),
        allowed=[cast.provider_owner],
        hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider],
        takes_posts=True,
    )


@pytest.mark.parametrize("page", ["provider_accept", "provider_deliver", "family_accept"])
def test_buttons_take_only_posts_of_those_they_belong_to(
    cast: Cast, confirmed: Booking, signed_in: SignIn, page: str
) -> None:
    url = reverse(f"bookings:{page}", args=[confirmed.pk])
    own = cast.parent if page == "family_accept" else cast.provider_owner
    assert signed_in(own).get(url).status_code == 405
    assert signed_in(own).post(url).status_code == 302
    for person in [cast.other_parent, cast.other_provider_owner, cast.outsider]:
        assert signed_in(person).post(url).status_code == 404
    assert Client().post(url)["Location"].startswith("/accounts/login/")


def test_officers_pages_are_for_their_roles(cast: Cast, confirmed: Booking) -> None:
    money = [
        cast.officer(OfficerRole.BUDGETS),
        cast.officer(OfficerRole.FINANCE),
        cast.officer(OfficerRole.ADMINISTRATOR),
    ]
    others = [
        cast.officer(OfficerRole.CONTENT),
        cast.officer(OfficerRole.LISTINGS),
        cast.officer(OfficerRole.COMMISSIONER),
        cast.parent,
        cast.provider_owner,
        cast.outsider,
    ]
    for url in (
        reverse("bookings:council_bookings"),
        reverse("bookings:council_booking", args=[confirmed.pk]),
    ):
        assert_guarded(url, allowed=money, refused_to=others)
    assert_guarded(
        reverse("bookings:council_cancel", args=[confirmed.pk]),
        allowed=[cast.officer(OfficerRole.BUDGETS)],
        refused_to=[cast.officer(OfficerRole.FINANCE), *others],
        takes_posts=True,
    )
