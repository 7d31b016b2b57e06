"""The register of refusals: who is stopped, who waits for an officer, who comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.services import approve_listing
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.providers.enums import MatchState
from marketplace.providers.errors import CheckRefused, RefusalRefused, StoppedByRegister
from marketplace.providers.matching import tidy_phone
from marketplace.providers.models import Provider, Refusal, RefusalMatch
from marketplace.providers.services import (
    add_refusal,
    change_provider,
    decide_check,
    decide_match,
    lift_refusal,
    make_override,
    refuse_provider,
    register_provider,
)
from tests.conftest import Cast
from tests.factories import ServiceFactory, UserFactory
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words

from .vetting_scenario import listings_officer, sent_check

FACTS = {
    "postcode": "GL1 2NE",
    "phone": "01452 960 222",
    "email": "hello@sunnydays.example",
    "company_number": "01234567",
    "ofsted_urn": "EY123456",
}


@pytest.fixture
def refused(cast: Cast) -> Provider:
    """The cast's provider, refused."""
    Provider.objects.filter(pk=cast.provider.pk).update(name="Sunny Days Respite", **FACTS)
    return refuse_provider(actor=listings_officer(cast), provider=cast.provider, reason="Unsafe premises")


def register(**details: Any) -> Provider:
    name = details.pop("name", "Another name")
    return register_provider(actor=SYSTEM, name=name, owner=details.pop("owner", UserFactory()), **details)


def test_refusing_writes_an_entry_with_what_it_is_recognised_by(cast: Cast, refused: Provider) -> None:
    entry = Refusal.objects.get()
    assert {field: getattr(entry, field) for field in FACTS} == FACTS
    assert (entry.name, entry.other_names, entry.reason) == ("Sunny Days Respite", "Olu Owner", "Unsafe premises")
    assert entry.refused_by == cast.officer(OfficerRole.LISTINGS)
    with pytest.raises(CheckRefused, match="already"):
        refuse_provider(actor=listings_officer(cast), provider=refused, reason="Again")


@pytest.mark.parametrize(
    "details",
    [
        {"email": "Hello@SunnyDays.example"},
        {"company_number": "01234567"},
        {"ofsted_urn": "ey 123456"},
    ],
)
def test_the_same_number_or_address_is_stopped_without_an_accusation(refused: Provider, details: dict) -> None:
    with pytest.raises(StoppedByRegister) as stopped:
        register(**details)
    assert stopped.value.sentence == "We cannot complete this here. Please ring the council."
    assert Provider.objects.filter(name="Another name").count() == 0


def test_the_same_person_is_stopped(cast: Cast, refused: Provider) -> None:
    with pytest.raises(StoppedByRegister):
        register(owner=cast.provider_owner)
    response = signed_in(cast.provider_owner).post(
        reverse("workspaces:join_as_provider"), {"name": "New", "kind": "company"}
    )
    assert errors(response) == ["We cannot complete this here. Please ring the council."]


@pytest.mark.parametrize(
    ("details", "waits"),
    [
        ({"name": "Sunnydays Respite Ltd", "postcode": "gl12ne"}, True),
        ({"name": "Sunnydays Respite Ltd", "phone": "+44 (0)1452 960222"}, True),
        ({"name": "Sunnydays Respite Ltd", "email": "new@sunnydays.example"}, True),
        ({"name": "Sunnydays Respite Ltd"}, False),
        ({"name": "Sunnydays Respite Ltd", "postcode": "GL1 3AA"}, False),
        ({"name": "Hill Riding School", "postcode": "GL1 2NE"}, False),
    ],
)
def test_who_is_alike_waits_for_an_officer(refused: Provider, details: dict, waits: bool) -> None:
    provider = register(**details)
    assert RefusalMatch.objects.filter(provider=provider, state=MatchState.OPEN).exists() == waits


def test_an_address_of_an_open_domain_says_nothing(cast: Cast) -> None:
    add_refusal(actor=listings_officer(cast), name="Sunny Days", reason="x", email="a@gmail.com")
    register(name="Sunny Days", email="b@gmail.com")
    assert not RefusalMatch.objects.exists()


def test_nothing_is_approved_until_an_officer_has_told_them_apart(cast: Cast, refused: Provider) -> None:
    provider = register(name="Sunnydays Respite", postcode="GL1 2NE")
    check = sent_check(cast, provider=provider)
    service = ServiceFactory(provider=provider, state=ListingState.SUBMITTED)
    officer = listings_officer(cast)
    day = clock.today() + timedelta(days=9)
    for approve in (
        lambda: decide_check(actor=officer, check=check, approve=True),
        lambda: approve_listing(actor=officer, service=service),
        lambda: make_override(actor=officer, provider=provider, check_type=check.check_type, valid_to=day, reason="x"),
    ):
        with pytest.raises(CheckRefused, match="Decide first"):
            approve()
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    page = words(client.get(reverse("providers:check", args=[check.pk])))
    assert "Decide whether it is Sunny Days Respite" in page
    match = RefusalMatch.objects.get()
    url = reverse("providers:refusal_match", args=[match.pk])
    assert errors(client.post(url, {"decision": "other", "reason": " "})) == ["Say what you decided by."]
    assert client.post(url, {"decision": "other", "reason": "I rang both."}).status_code == 302
    assert decide_check(actor=officer, check=check, approve=True)
    change_provider(actor=SYSTEM, provider=provider, town="Gloucester")
    assert RefusalMatch.objects.get().state == MatchState.CLEARED


def test_one_that_is_the_same_is_refused_too(cast: Cast, refused: Provider) -> None:
    provider = register(name="Sunnydays Respite", postcode="GL1 2NE")
    match = decide_match(
        actor=listings_officer(cast), match=RefusalMatch.objects.get(), is_same=True, reason="Same premises"
    )
    provider.refresh_from_db()
    assert (match.state, provider.refused_on) == (MatchState.SAME, clock.today())
    assert provider.refusals.count() == 1
    with pytest.raises(RefusalRefused, match="already"):
        decide_match(actor=listings_officer(cast), match=match, is_same=False, reason="x")


def test_a_change_into_one_that_was_refused_is_stopped(cast: Cast, refused: Provider) -> None:
    with pytest.raises(StoppedByRegister), transaction.atomic():
        change_provider(actor=SYSTEM, provider=cast.other_provider, company_number="01234567")
    cast.other_provider.refresh_from_db()
    assert cast.other_provider.company_number == ""


def test_a_new_entry_asks_about_those_who_are_here_already(cast: Cast) -> None:
    Provider.objects.filter(pk=cast.other_provider.pk).update(charity_number="123456")
    add_refusal(actor=listings_officer(cast), name="Who knows", reason="x", charity_number="123456")
    match = RefusalMatch.objects.get()
    assert (match.provider, match.likeness) == (cast.other_provider, "charity number")


def test_a_lifted_provider_comes_back(cast: Cast, refused: Provider) -> None:
    entry = Refusal.objects.get()
    with pytest.raises(RefusalRefused, match="Say why"):
        lift_refusal(actor=listings_officer(cast), refusal=entry, reason=" ")
    lift_refusal(actor=listings_officer(cast), refusal=entry, reason="Premises are safe now")
    refused.refresh_from_db()
    assert (refused.refused_on, refused.refusal_reason) == (None, "")
    change_provider(actor=SYSTEM, provider=refused, town="Gloucester")
    assert register(company_number="01234567")
    assert refuse_provider(actor=listings_officer(cast), provider=refused, reason="Unsafe again")


def test_the_register_is_kept(cast: Cast, refused: Provider) -> None:
    for change in (
        lambda: Refusal.objects.update(name="Other"),
        lambda: Refusal.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="register of refusals"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [("+44 (0)1452 960222", "01452960222"), ("0044 1452 960222", "01452960222"), ("01452-960222", "01452960222")],
)
def test_telephone_numbers_are_compared_as_dialled(typed: str, tidy: str) -> None:
    assert tidy_phone(typed) == tidy


@pytest.mark.parametrize(("text", "found"), [("sunny", True), ("GL1", True), ("01234567", True), ("hill", False)])
def test_officers_search_the_register(cast: Cast, refused: Provider, text: str, found: bool) -> None:
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    assert ("Sunny Days Respite" in words(client.get(reverse("providers:register"), {"q": text}))) == found
    lift_refusal(actor=listings_officer(cast), refusal=Refusal.objects.get(), reason="x")
    assert "Sunny Days Respite" not in words(client.get(reverse("providers:register"), {"q": text}))


def test_only_listings_officers_see_the_register_exceptions_and_ends(cast: Cast, refused: Provider) -> None:
    alike = register(name="Sunnydays Respite", postcode="GL1 2NE")
    approved = decide_check(
        actor=listings_officer(cast), check=sent_check(cast, provider=cast.other_provider), approve=True
    )
    override = make_override(
        actor=listings_officer(cast),
        provider=cast.other_provider,
        check_type=approved.check_type,
        valid_to=clock.today(),
        reason="x",
    )
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    pages = [
        ("register", [], False),
        ("add_refusal", [], True),
        ("refusal", [Refusal.objects.get().pk], True),
        ("refusal_match", [RefusalMatch.objects.get(provider=alike).pk], True),
        ("council_provider", [refused.slug], False),
        ("override", [alike.slug], True),
        ("end_override", [override.pk], True),
        ("end_check", [approved.pk], True),
    ]
    for page, args, takes_posts in pages:
        assert_guarded(
            reverse(f"providers:{page}", args=args),
            allowed=[cast.officer(role) for role in may],
            refused_to=[
                *(officer for role, officer in cast.officers.items() if role not in may),
                cast.provider_owner,
                cast.parent,
            ],
            takes_posts=takes_posts,
        )


def test_officers_make_and_end_exceptions_and_end_checks_on_their_pages(cast: Cast) -> None:
    check = decide_check(actor=listings_officer(cast), check=sent_check(cast), approve=True)
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    url = reverse("providers:override", args=[cast.provider.slug])
    data = {"check_type": check.check_type_id, "valid_to": clock.today() + timedelta(days=10), "reason": "In the post"}
    assert errors(client.post(url, data | {"reason": ""})) == ["Say why."]
    assert client.post(url, data).status_code == 302
    home = reverse("providers:council_provider", args=[cast.provider.slug])
    assert "In the post" in words(client.get(home))
    assert errors(client.post(url, data))[0].startswith("There is an exception until")
    override = cast.provider.vetting_overrides.get()
    client.post(reverse("providers:end_override", args=[override.pk]), {"reason": "It came"})
    assert "“It came”" in words(client.get(home))
    end = reverse("providers:end_check", args=[check.pk])
    assert errors(client.post(end, {"last_day": check.valid_to, "reason": "x"}))[0].startswith("Choose a last day")
    assert client.post(end, {"last_day": clock.today(), "reason": "Cancelled"}).status_code == 302
    check.refresh_from_db()
    assert (check.valid_to, check.reason) == (clock.today(), "Cancelled")
