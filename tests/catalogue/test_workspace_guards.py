"""Who may open which page about listings, prices and sessions, and the officers' pages about listings."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.catalogue.enums import ListingState
from marketplace.providers.enums import ProviderRole
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded


@pytest.fixture
def lister(cast: Cast) -> User:
    """Return a person of the provider with the role LISTINGS."""
    person = factories.UserFactory()
    factories.ProviderMemberFactory(provider=cast.provider, user=person, role=ProviderRole.LISTINGS)
    return person


@pytest.fixture
def booker(cast: Cast) -> User:
    """Return a person of the provider with the role BOOKINGS."""
    person = factories.UserFactory()
    factories.ProviderMemberFactory(provider=cast.provider, user=person, role=ProviderRole.BOOKINGS)
    return person


@pytest.mark.parametrize(("page", "takes_posts"), [("index", False), ("checks", False), ("new_listing", True)])
def test_pages_of_a_provider(cast: Cast, lister: User, booker: User, page: str, takes_posts: bool) -> None:
    assert_guarded(
        reverse(f"provider_listings:{page}", args=[cast.provider.slug]),
        allowed=[cast.provider_owner, lister],
        refused_to=[booker],
        hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider, cast.officer(OfficerRole.LISTINGS)],
        takes_posts=takes_posts,
    )


PAGES = {
    "listing": False,
    "step": True,
    "preview": False,
    "withdraw": True,
    "prices": False,
    "new_price": True,
    "free": True,
    "end_price": True,
    "sessions": False,
    "new_session": True,
    "session": True,
    "cancel_session": True,
}


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.LIVE])
@pytest.mark.parametrize(("page", "takes_posts"), PAGES.items())
def test_pages_of_a_listing(
    cast: Cast, lister: User, booker: User, page: str, takes_posts: bool, state: ListingState
) -> None:
    service = factories.ServiceFactory(provider=cast.provider, state=state)
    more = {
        "step": ["basics"],
        "end_price": [factories.UnitCostFactory(service=service).pk],
        "session": [(session := factories.SessionFactory(service=service)).pk],
        "cancel_session": [session.pk],
    }.get(page, [])
    assert_guarded(
        reverse(f"provider_listings:{page}", args=[cast.provider.slug, service.slug, *more]),
        allowed=[cast.provider_owner, lister],
        refused_to=[booker],
        hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider, cast.officer(OfficerRole.LISTINGS)],
        takes_posts=takes_posts,
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_listing_of_another_provider_is_not_found(cast: Cast, client: Client, page: str) -> None:
    theirs = factories.ServiceFactory(provider=cast.other_provider)
    session, cost = factories.SessionFactory(service=theirs), factories.UnitCostFactory(service=theirs)
    more = {"step": ["basics"], "end_price": [cost.pk], "session": [session.pk], "cancel_session": [session.pk]}
    client.force_login(cast.provider_owner)
    slugs = [cast.provider.slug, theirs.slug, *more.get(page, [])]
    assert client.get(reverse(f"provider_listings:{page}", args=slugs)).status_code == 404


@pytest.mark.parametrize("page", ["end_price", "session", "cancel_session"])
def test_a_price_or_session_of_another_listing_is_not_found(cast: Cast, client: Client, page: str) -> None:
    mine = factories.ServiceFactory(provider=cast.provider)
    theirs = factories.ServiceFactory(provider=cast.other_provider)
    factory = factories.UnitCostFactory if page == "end_price" else factories.SessionFactory
    client.force_login(cast.provider_owner)
    slugs = [cast.provider.slug, mine.slug, factory(service=theirs).pk]
    assert client.get(reverse(f"provider_listings:{page}", args=slugs)).status_code == 404


def test_sending_a_listing_is_guarded_and_only_posted(cast: Cast, client: Client, booker: User) -> None:
    service = factories.ServiceFactory(provider=cast.provider, state=ListingState.DRAFT)
    url = reverse("provider_listings:submit", args=[cast.provider.slug, service.slug])
    assert client.post(url)["Location"].startswith("/accounts/login/")
    for person, status in ((booker, 403), (cast.other_provider_owner, 404), (cast.outsider, 404)):
        client.force_login(person)
        assert client.post(url).status_code == status
    client.force_login(cast.provider_owner)
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("state", ListingState)
def test_officers_pages_about_listings(cast: Cast, state: ListingState) -> None:
    service = factories.ServiceFactory(state=state, state_reason="why")
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    others = [officer for role, officer in cast.officers.items() if role not in may]
    for url, takes_posts in (
        (reverse("council_listings:index"), False),
        (reverse("council_listings:review", args=[service.slug]), True),
    ):
        assert_guarded(
            url,
            allowed=[cast.officer(role) for role in may],
            refused_to=[*others, cast.provider_owner, cast.parent, cast.outsider],
            takes_posts=takes_posts,
        )
