"""Officers' work on listings that nobody has checked for long, and the rules for keeping listings true."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.freshness_selectors import listing_policy_on, listings_to_look_at
from marketplace.catalogue.models import FreshnessRequest, ListingPolicy, Service
from marketplace.catalogue.services import (
    ListingPolicyRefused,
    change_listing_policy,
    load_listing_policy,
    withdraw_listing_policy,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words
from tests.racing import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(cast: Cast) -> Service:
    """Return a listing that nobody checked for more than a year."""
    load_listing_policy()
    service: Service = factories.ServiceFactory(
        provider=cast.provider,
        name="Otter club",
        slug="otter-club",
        last_checked_on=clock.today() - timedelta(days=400),
    )
    return service


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.LISTINGS))


def test_an_officer_confirms_after_a_call(cast: Cast, club: Service, officer: Client) -> None:
    assert "Otter club" in words(officer.get("/council/freshness/"))
    assert "Listings nobody has checked" in words(officer.get("/council/"))
    url = "/council/freshness/otter-club/"
    assert errors(officer.post(url, {"note": ""})) == ["Say who told you, and how."]
    officer.post(url, {"note": "Olu, by telephone"}, follow=True)
    club.refresh_from_db()
    assert club.last_checked_on == clock.today()
    assert AuditEvent.objects.get(action="listing.call").reason == "Olu, by telephone"
    assert "Otter club" not in words(officer.get("/council/freshness/"))


def test_an_officer_writes_to_the_provider_once_a_day(cast: Cast, club: Service, officer: Client) -> None:
    url = "/council/freshness/otter-club/write/"
    assert "1 person was written to" in words(officer.post(url, follow=True))
    assert [message.to for message in mail.outbox] == [["olu@riverside.example"]]
    assert "was written to today" in words(officer.post(url))
    assert len(mail.outbox) == 1
    with clock.at(clock.now() + timedelta(days=40)):
        officer.post(url)
        assert FreshnessRequest.objects.get().ends_on == clock.today() + timedelta(days=30)
    assert len(mail.outbox) == 2


def test_a_message_that_cannot_be_sent_is_not_recorded(
    cast: Cast, club: Service, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    page = officer.post("/council/freshness/otter-club/write/")
    assert "The message could not be sent" in words(page)
    assert not FreshnessRequest.objects.exists()


def test_nobody_is_written_to_where_nobody_runs_it(cast: Cast, club: Service, officer: Client) -> None:
    cast.provider.members.all().delete()
    page = officer.post("/council/freshness/otter-club/write/")
    assert "there is nobody to write to" in words(page)
    assert "No person can sign in for this provider" in words(page)


def test_an_officer_suspends_with_a_reason(cast: Cast, club: Service, officer: Client) -> None:
    url = "/council/freshness/otter-club/suspend/"
    assert errors(officer.post(url, {"reason": " "})) == ["Say why, so that the provider knows what to do."]
    officer.post(url, {"reason": "The number is dead"})
    club.refresh_from_db()
    assert (club.state, club.state_reason) == (ListingState.SUSPENDED, "The number is dead")
    assert officer.get(url).status_code == 404


def test_entries_of_other_directories_stand_apart_and_can_be_put_back(
    cast: Cast, club: Service, officer: Client
) -> None:
    Service.objects.update(source="Elsewhere", external_id="1")
    assert "Otter club" not in words(officer.get("/council/freshness/"))
    assert "Otter club" in words(officer.get("/council/freshness/?show=imported"))
    officer.post("/council/freshness/otter-club/suspend/", {"reason": "Closed"}, follow=True)
    assert "Closed" in words(officer.get("/council/freshness/?show=imported"))
    officer.post("/council/freshness/otter-club/restore/")
    club.refresh_from_db()
    assert club.state == ListingState.LIVE
    assert officer.post("/council/freshness/otter-club/restore/").status_code == 404


def test_only_listings_officers_open_these_pages(cast: Cast, club: Service) -> None:
    planned = change_listing_policy(actor=SYSTEM, valid_from=clock.today() + timedelta(days=9), reason="Why")
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    for page, takes_posts in (
        ("freshness/", False),
        ("freshness/otter-club/", True),
        ("freshness/otter-club/suspend/", True),
        ("listing-policy/", False),
        ("listing-policy/change/", True),
        (f"listing-policy/{planned.pk}/withdraw/", True),
    ):
        assert_guarded(
            f"/council/{page}",
            allowed=[cast.officer(role) for role in may],
            refused_to=[
                *(person for role, person in cast.officers.items() if role not in may),
                cast.provider_owner,
                cast.parent,
            ],
            takes_posts=takes_posts,
        )
    for page in ("write", "restore"):
        url = f"/council/freshness/otter-club/{page}/"
        assert Client().post(url).status_code == 302
        assert signed_in(cast.provider_owner).post(url).status_code == 403
        assert signed_in(cast.officer(OfficerRole.LISTINGS)).get(url).status_code == 405


def test_reference_data_brings_the_first_rules_once(db: None) -> None:
    call_command("load_reference_data")
    call_command("load_reference_data")
    policy = ListingPolicy.objects.get()
    assert (policy.ask_after_months, policy.queue_after_months, policy.price_change_percent) == (6, 12, 10)


def test_rules_change_from_a_day_on(cast: Cast, club: Service, officer: Client) -> None:
    first = clock.today() + timedelta(days=10)
    said = {
        "ask_after_months": "3",
        "queue_after_months": "18",
        "small_fields": ["website"],
        "price_change_percent": "5",
        "valid_from": first.isoformat(),
        "reason": "Fewer calls",
    }
    page = officer.post("/council/listing-policy/change/", said, follow=True)
    assert "Fewer calls" in words(page)
    assert listing_policy_on(first - timedelta(days=1)).queue_after_months == 12
    assert listing_policy_on(first).small_fields == ["website"]
    assert listings_to_look_at(first - timedelta(days=1)).exists()
    assert not listings_to_look_at(first).exists()
    planned = ListingPolicy.objects.get(valid_from=first)
    officer.post(f"/council/listing-policy/{planned.pk}/withdraw/", {"reason": "A slip"})
    assert listing_policy_on(first).queue_after_months == 12


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"valid_from": lambda: clock.today()}, "from tomorrow on"),
        ({"reason": " "}, "Say why"),
        ({"ask_after_months": 12, "queue_after_months": 12}, "an officer looks later"),
        ({"ask_after_months": 0}, "an officer looks later"),
        ({"queue_after_months": 121}, "an officer looks later"),
        ({"price_change_percent": 101}, "from 0 to 100"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    db: None, said: dict[str, int | str | Callable[[], date]], sentence: str
) -> None:
    load_listing_policy()
    rules: dict[str, Any] = {"valid_from": clock.today() + timedelta(days=3), "reason": "Why"}
    rules |= {name: value() if callable(value) else value for name, value in said.items()}
    with pytest.raises(ListingPolicyRefused, match=sentence):
        change_listing_policy(actor=SYSTEM, **rules)
    assert ListingPolicy.objects.count() == 1


def test_rules_that_have_begun_stay(db: None) -> None:
    load_listing_policy()
    with pytest.raises(ListingPolicyRefused, match="stay on record"):
        withdraw_listing_policy(actor=SYSTEM, policy=ListingPolicy.objects.get(), reason="Why")


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_change_the_rules_at_once_leave_one_row_for_each_day() -> None:
    load_listing_policy()
    day = clock.today() + timedelta(days=5)
    results = race(*[lambda: change_listing_policy(actor=SYSTEM, valid_from=day, reason="Why")] * 3)
    assert len(refusals(results)) == 2
    assert ListingPolicy.objects.valid_on(day).count() == 1
