"""Officers look at listings and decide."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import public_services
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words

INDEX = "/council/listings/"


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.LISTINGS))


def listing(cast: Cast, state: ListingState = ListingState.SUBMITTED, **fields: object) -> Service:
    return factories.ServiceFactory(provider=cast.provider, state=state, state_reason="The old reason.", **fields)


def url(service: Service) -> str:
    return reverse("council_listings:review", args=[service.slug])


def test_listings_wait_oldest_first(cast: Cast, officer: Client) -> None:
    listing(cast, name="Newer")
    older = listing(cast, name="Older")
    Service.objects.filter(pk=older.pk).update(updated_at=clock.now() - timedelta(days=3))
    listing(cast, ListingState.DRAFT, name="Draft of theirs")
    page = words(officer.get(INDEX))
    assert page.index("Older") < page.index("Newer")
    assert "Draft of theirs" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=live", {"Swim", "Ride"}),
        ("?state=live&q=swi", {"Swim"}),
        ("?state=live&q=riverside", {"Swim", "Ride"}),
        ("?state=submitted&q=wait", {"Waiting one"}),
        ("?state=nonsense&page=nine", {"Waiting one"}),
        ("?q=%00", {"Waiting one"}),
        ("?state=suspended", set()),
    ],
)
def test_listings_are_found_by_state_and_name(cast: Cast, officer: Client, query: str, found: set[str]) -> None:
    for name in ("Swim", "Ride"):
        listing(cast, ListingState.LIVE, name=name)
    listing(cast, name="Waiting one")
    listing(cast, ListingState.LIVE, name="Swim elsewhere", source="elsewhere", external_id="1")
    page = words(officer.get(INDEX + query))
    assert {name for name in ("Swim", "Ride", "Waiting one") if f"{name} Riverside Play" in page} == found
    assert "Swim elsewhere" not in page


def test_the_review_shows_what_the_provider_wrote_and_what_is_missing(cast: Cast, officer: Client) -> None:
    service = listing(cast, not_included="The bus")
    factories.UnitCostFactory(service=service)
    factories.SessionFactory(service=service)
    page = words(officer.get(url(service)))
    for word in ("Riverside Play", "A place to be with friends.", "The bus", "£12.50 per session", "6 places"):
        assert word in page
    assert "Not valid today Public liability insurance" in page


def test_the_review_of_a_free_listing_says_so_instead_of_a_price(cast: Cast, officer: Client) -> None:
    page = words(officer.get(url(listing(cast, is_free=True))))
    assert "Prices Free to families" in page
    assert "No price holds today" not in page
    assert "not book it" not in page
    assert "No price holds today" in words(officer.get(url(listing(cast))))


@pytest.mark.parametrize(
    ("before", "decision", "reason", "after"),
    [
        (ListingState.SUBMITTED, "approve", "", ListingState.LIVE),
        (ListingState.SUBMITTED, "return", "Say where.", ListingState.DRAFT),
        (ListingState.LIVE, "suspend", "Flooded", ListingState.SUSPENDED),
        (ListingState.SUSPENDED, "restore", "", ListingState.LIVE),
    ],
)
def test_a_listing_is_decided(
    cast: Cast, officer: Client, before: ListingState, decision: str, reason: str, after: ListingState
) -> None:
    service = listing(cast, before)
    assert officer.post(url(service), {"decision": decision, "reason": reason})["Location"] == INDEX
    service.refresh_from_db()
    assert (service.state, service.state_reason) == (after, reason)
    assert public_services().filter(pk=service.pk).exists() == (after == ListingState.LIVE)
    event = AuditEvent.objects.get(action=f"listing.{decision}")
    assert (event.actor, event.actor_role) == (cast.officer(OfficerRole.LISTINGS), "officer:listings")


@pytest.mark.parametrize(
    ("before", "decision", "sentence"),
    [
        (ListingState.SUBMITTED, "return", "Say why, so that the provider knows what to change."),
        (ListingState.LIVE, "suspend", "Say why, so that the provider knows what to change."),
        (ListingState.SUBMITTED, "", "Choose what you decide."),
        (
            ListingState.LIVE,
            "approve",
            "The listing has changed in the meantime. Look at it again, then decide.",
        ),
        (
            ListingState.DRAFT,
            "approve",
            "The listing has changed in the meantime. Look at it again, then decide.",
        ),
    ],
)
def test_half_a_decision_changes_nothing(
    cast: Cast, officer: Client, before: ListingState, decision: str, sentence: str
) -> None:
    service = listing(cast, before)
    response = officer.post(url(service), {"decision": decision, "reason": " "})
    assert errors(response) == [sentence]
    service.refresh_from_db()
    assert service.state == before


def test_a_reason_that_was_typed_is_kept(cast: Cast, officer: Client) -> None:
    response = officer.post(url(listing(cast)), {"decision": "", "reason": "Because of this"})
    assert value(response, "reason") == "Because of this"


def test_an_imported_entry_is_not_reviewed(cast: Cast, officer: Client) -> None:
    service = listing(cast, ListingState.LIVE, source="elsewhere", external_id="1")
    assert officer.get(url(service)).status_code == 404
