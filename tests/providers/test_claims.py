"""Claiming an imported entry: by a code, by an officer; one claim wins."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Service
from marketplace.catalogue.services.imported import ImportedEntries, ImportedListing, ImportedOrganisation, Outcome
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from marketplace.providers import claiming
from marketplace.providers.claiming import (
    ClaimedAlready,
    ClaimRefused,
    approve_claim,
    ask_officer,
    is_free_mail,
    prove_claim,
    proving_domains,
    refuse_claim,
    send_claim_code,
)
from marketplace.providers.enums import ClaimState, ProviderRole
from marketplace.providers.errors import StoppedByRegister
from marketplace.providers.models import Provider, ProviderClaim
from marketplace.providers.selectors import provider_roles
from marketplace.providers.services import add_refusal
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words
from tests.racing import meet, race, refusals

pytestmark = pytest.mark.django_db

Capture = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def entry(cast: Cast) -> Provider:
    """Return an imported entry with a public listing."""
    provider: Provider = factories.ProviderFactory(
        name="Sail Away",
        slug="sail-away",
        source="Elsewhere",
        external_id="org-1",
        email="hello@sailaway.example",
        website="https://www.sail.example/home",
    )
    factories.ServiceFactory(
        provider=provider, name="Sailing", slug="sailing", source="Elsewhere", external_id="s-1", source_digest="a"
    )
    return provider


def send(entry: Provider, user: User, capture: Capture) -> tuple[ProviderClaim, str]:
    """Send a code and return the claim with the code."""
    with capture(execute=True):
        claim = send_claim_code(user=user, provider=entry, email="me@sailaway.example")
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    return claim, found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_domains_are_those_of_the_entry_and_never_of_free_mail(entry: Provider) -> None:
    assert proving_domains(entry) == ["sailaway.example", "sail.example"]
    for free in ("gmail.com", "Hotmail.co.uk", "sail.wordpress.com", "yahoo.co.uk"):
        assert is_free_mail(free)
    assert not is_free_mail("notgmail.com")
    entry.email, entry.website = "sailaway@gmail.com", "https://sailaway.wixsite.com/"
    assert proving_domains(entry) == []


def test_an_entry_is_claimed_by_a_code_in_the_browser(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    assert "/providers/sail-away/claim/" in Client().get("/providers/sail-away/").content.decode()
    assert "/providers/sail-away/claim/" in Client().get("/services/sailing/").content.decode()
    assert "First sign in" in words(Client().get("/providers/sail-away/claim/"))
    client = signed_in(cast.outsider)
    assert "@sailaway.example or @sail.example" in words(client.get("/providers/sail-away/claim/"))
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post("/providers/sail-away/claim/address/", {"email": "Me@Sailaway.example"})
    assert sent["Location"] == "/providers/sail-away/claim/code/"
    [message] = mail.outbox
    assert message.to == ["me@sailaway.example"]
    code = re.search(r"\b\d{6}\b", str(message.body))
    assert code
    assert code[0] not in message.subject
    done = client.post("/providers/sail-away/claim/code/", {"code": f"{code[0][:3]} {code[0][3:]}"})
    assert done["Location"] == "/provider/sail-away/start/"
    assert client.get(done["Location"]).status_code == 200
    assert provider_roles(cast.outsider, entry) == {ProviderRole.OWNER}


def test_what_is_approved_is_the_persons_and_stays_public(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    claim, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    prove_claim(claim=claim, code=code)
    entry.refresh_from_db()
    service = Service.objects.get(slug="sailing")
    assert (entry.source, entry.external_id) == ("", "org-1")
    assert (service.source, service.external_id, service.state) == ("", "s-1", ListingState.LIVE)
    page = words(Client().get("/services/sailing/"))
    assert "Price not published" in page
    assert "Is this you?" not in page
    assert AuditEvent.objects.filter(action="listing.take_over").count() == 1


def test_the_next_import_leaves_it_alone(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    claim, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    prove_claim(claim=claim, code=code)
    organisation = ImportedOrganisation(external_id="org-1", name="Other name")
    listing = ImportedListing(
        external_id="s-1", digest="new", organisation=organisation, active=False, name="Other name"
    )
    assert ImportedEntries("Elsewhere").save(listing) == Outcome.UNCHANGED
    assert Service.objects.get(slug="sailing").name == "Sailing"
    assert Provider.objects.filter(external_id="org-1").count() == 1


@pytest.mark.parametrize(
    "email", ["me@gmail.com", "me@sailaway.example.evil.example", "me@evil-sailaway.example", "x@"]
)
def test_an_address_elsewhere_gets_no_code(cast: Cast, entry: Provider, email: str) -> None:
    with pytest.raises(ClaimRefused, match="must end in @sailaway"):
        send_claim_code(user=cast.outsider, provider=entry, email=email)
    assert not ProviderClaim.objects.exists()


def test_only_a_digest_of_the_code_is_kept(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    _, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    row = ProviderClaim.objects.values().get()
    assert len(row["code_digest"]) == 64
    assert code not in {str(value) for value in row.values()}


@pytest.mark.parametrize(("minutes", "works"), [(29, True), (31, False)])
def test_a_code_works_for_thirty_minutes(
    cast: Cast, entry: Provider, minutes: int, works: bool, django_capture_on_commit_callbacks: Capture
) -> None:
    claim, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        if works:
            prove_claim(claim=claim, code=code)
        else:
            with pytest.raises(ClaimRefused, match="The code has ended"):
                prove_claim(claim=claim, code=code)
    assert bool(provider_roles(cast.outsider, entry)) == works


def test_after_five_wrong_codes_the_right_one_works_no_more(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    claim, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    client, url = signed_in(cast.outsider), "/providers/sail-away/claim/code/"
    assert errors(client.post(url, {"code": wrong(code)})) == ["This is not the code. You can try 4 more times."]
    for _ in range(4):
        client.post(url, {"code": wrong(code)})
    assert errors(client.post(url, {"code": code})) == ["Too many wrong codes were entered. Ask for a new one."]
    claim.refresh_from_db()
    assert (claim.wrong_codes, claim.state) == (5, ClaimState.OPEN)


def test_three_codes_an_hour_are_sent_and_only_the_last_works(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    codes = [send(entry, cast.outsider, django_capture_on_commit_callbacks) for _ in range(3)]
    with pytest.raises(ClaimRefused, match="at most 3 codes an hour"):
        send_claim_code(user=cast.outsider, provider=entry, email="me@sailaway.example")
    if codes[0][1] != codes[2][1]:
        with pytest.raises(ClaimRefused, match="This is not the code"):
            prove_claim(claim=codes[0][0], code=codes[0][1])
    prove_claim(claim=codes[2][0], code=codes[2][1])
    with clock.at(clock.now() + timedelta(minutes=61)), pytest.raises(ClaimedAlready):
        send_claim_code(user=cast.parent, provider=entry, email="me@sailaway.example")


def test_an_officer_approves_and_the_others_are_told(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    signed_in(cast.outsider).post("/providers/sail-away/claim/council/", {"explanation": "I am the captain"})
    ask_officer(user=cast.parent, provider=entry, explanation="Me too")
    claim = ProviderClaim.objects.get(claimed_by=cast.outsider)
    officer = signed_in(cast.officer(OfficerRole.LISTINGS))
    assert "Sail Away" in words(officer.get("/council/claims/"))
    url = f"/council/claims/{claim.pk}/"
    assert "I am the captain" in words(officer.get(url))
    assert errors(officer.post(url, {"decision": "refuse"})) == ["Say why, so that the person knows what to do."]
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(url, {"decision": "approve"}, follow=True)
    assert {message.to[0] for message in mail.outbox} == {cast.outsider.email, cast.parent.email}
    assert provider_roles(cast.outsider, entry) == {ProviderRole.OWNER}
    assert not provider_roles(cast.parent, entry)
    assert "No claim waits" in words(officer.get("/council/claims/"))
    page = words(signed_in(cast.parent).get("/providers/sail-away/claim/"))
    assert "Somebody else has shown that this entry is theirs." in page


def test_a_refused_person_reads_why_and_may_claim_again(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    claim = ask_officer(user=cast.outsider, provider=entry, explanation="Me")
    with django_capture_on_commit_callbacks(execute=True):
        refuse_claim(actor=SYSTEM, claim=claim, reason="Nobody there knows you")
    assert mail.outbox[0].to == [cast.outsider.email]
    assert "Nobody there knows you" not in mail.outbox[0].body
    assert "Nobody there knows you" in words(signed_in(cast.outsider).get("/providers/sail-away/claim/"))
    assert ask_officer(user=cast.outsider, provider=entry, explanation="Ask Jo").pk != claim.pk


def test_a_claim_is_taken_back(cast: Cast, entry: Provider) -> None:
    claim = ask_officer(user=cast.outsider, provider=entry, explanation="Me")
    signed_in(cast.outsider).post("/providers/sail-away/claim/withdraw/")
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN
    with pytest.raises(ClaimRefused, match="decided already"):
        approve_claim(actor=SYSTEM, claim=claim)


def test_what_was_not_imported_or_is_refused_is_not_claimed(cast: Cast, entry: Provider) -> None:
    assert Client().get(f"/providers/{cast.provider.slug}/claim/").status_code == 404
    Provider.objects.filter(pk=entry.pk).update(refused_on=clock.today(), refusal_reason="Why")
    assert Client().get("/providers/sail-away/claim/").status_code == 404
    with pytest.raises(ClaimRefused):
        ask_officer(user=cast.outsider, provider=entry, explanation="Me")


def test_who_was_refused_cannot_come_in_through_an_entry(cast: Cast, entry: Provider) -> None:
    add_refusal(actor=SYSTEM, name="Some Sailors", reason="Unsafe", email=entry.email)
    for ask in (
        partial(ask_officer, user=cast.outsider, provider=entry, explanation="Me"),
        partial(send_claim_code, user=cast.outsider, provider=entry, email="me@sailaway.example"),
    ):
        with pytest.raises(StoppedByRegister, match="Please ring the council"):
            ask()
    assert not ProviderClaim.objects.exists()


def test_a_claim_is_not_approved_for_somebody_refused_since(cast: Cast, entry: Provider) -> None:
    claim = ask_officer(user=cast.outsider, provider=entry, explanation="Me")
    add_refusal(actor=SYSTEM, name="Otis", reason="Unsafe", email=cast.outsider.email)
    page = signed_in(cast.officer(OfficerRole.LISTINGS)).post(f"/council/claims/{claim.pk}/", {"decision": "approve"})
    assert "The council refused this organisation or person before." in errors(page)[0]
    entry.refresh_from_db()
    assert entry.source == "Elsewhere"
    assert not provider_roles(cast.outsider, entry)


def test_a_code_does_not_let_in_somebody_refused_since(
    cast: Cast, entry: Provider, django_capture_on_commit_callbacks: Capture
) -> None:
    claim, code = send(entry, cast.outsider, django_capture_on_commit_callbacks)
    add_refusal(actor=SYSTEM, name="Otis", reason="Unsafe", email=cast.outsider.email)
    with pytest.raises(StoppedByRegister):
        prove_claim(claim=claim, code=code)
    assert not provider_roles(cast.outsider, entry)


def test_claims_are_guarded(cast: Cast, entry: Provider) -> None:
    claim = ask_officer(user=cast.outsider, provider=entry, explanation="Me")
    for page in ("address", "council", "withdraw"):
        assert_guarded(f"/providers/sail-away/claim/{page}/", allowed=[cast.outsider], takes_posts=True)
    assert signed_in(cast.parent).get("/providers/sail-away/claim/withdraw/").status_code == 404
    assert signed_in(cast.parent).get("/providers/sail-away/claim/code/").status_code == 404
    assert Client().get("/providers/sail-away/claim/code/").status_code == 302
    assert Client().post("/providers/sail-away/claim/").status_code == 405
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    others = [officer for role, officer in cast.officers.items() if role not in may]
    for page, takes_posts in (("", False), (f"{claim.pk}/", True)):
        assert_guarded(
            f"/council/claims/{page}",
            allowed=[cast.officer(role) for role in may],
            refused_to=[*others, cast.outsider, cast.provider_owner],
            takes_posts=takes_posts,
        )


def _two_claims(cast: Cast, entry: Provider) -> list[Callable[[], Any]]:
    claims = [ask_officer(user=user, provider=entry, explanation="Me") for user in (cast.outsider, cast.parent)]
    return [lambda claim=claim: approve_claim(actor=SYSTEM, claim=claim) for claim in claims]  # type: ignore[misc]


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_approved_at_once_one_wins(cast: Cast, entry: Provider) -> None:
    results = race(*_two_claims(cast, entry))
    assert [type(refusal) for refusal in refusals(results)] == [ClaimedAlready]
    assert entry.members.count() == 1
    assert sorted(ProviderClaim.objects.values_list("state", flat=True)) == ["approved", "refused"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_alone_would_stop_the_second(
    cast: Cast, entry: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_read = Barrier(2)

    def read(provider: Provider) -> Provider:
        found = Provider.objects.get(pk=provider.pk)
        meet(both_read)
        return found

    runners = _two_claims(cast, entry)
    monkeypatch.setattr(claiming, "_locked", read)
    with pytest.raises(Exception, match=r"providers_claimed_once|deadlock"):
        race(*runners)


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_all_counted(cast: Cast, entry: Provider) -> None:
    claim = send_claim_code(user=cast.outsider, provider=entry, email="me@sailaway.example")
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    results = race(*[lambda: prove_claim(claim=claim, code=wrong(found[0]))] * 4)
    assert len(refusals(results)) == 4
    claim.refresh_from_db()
    assert claim.wrong_codes == 4
