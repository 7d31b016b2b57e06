"""Keeping listings true: asking providers, the signed link, what families read."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.freshness_links import freshness_token, requested_by
from marketplace.catalogue.freshness_selectors import listings_to_look_at
from marketplace.catalogue.models import FreshnessRequest, Service
from marketplace.catalogue.services import (
    FreshnessRefused,
    ask_provider,
    check_listing,
    confirm_by_link,
    load_listing_policy,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from marketplace.providers.enums import ProviderRole
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import signed_in, words
from tests.racing import race, refusals

pytestmark = pytest.mark.django_db

HALF_A_YEAR = timedelta(days=190)


@pytest.fixture
def club(cast: Cast) -> Service:
    """Return a listing of the cast's provider that was last checked about half a year ago."""
    load_listing_policy()
    service: Service = factories.ServiceFactory(
        provider=cast.provider, name="Otter club", slug="otter-club", last_checked_on=clock.today() - HALF_A_YEAR
    )
    return service


def send(*arguments: str) -> str:
    out = StringIO()
    call_command("send_freshness_requests", *arguments, stdout=out)
    return out.getvalue()


def link(club: Service) -> str:
    send()
    return reverse("catalogue:still_correct", args=[freshness_token(FreshnessRequest.objects.get(service=club))])


def test_a_provider_gets_one_message_with_a_link_for_each_listing(cast: Cast, club: Service) -> None:
    other = factories.ServiceFactory(
        provider=cast.provider, name="Otter walks", last_checked_on=clock.today() - HALF_A_YEAR
    )
    factories.ServiceFactory(provider=cast.provider, name="New", last_checked_on=clock.today())
    listings = factories.UserFactory(email="lists@riverside.example")
    factories.ProviderMemberFactory(provider=cast.provider, user=listings, role=ProviderRole.LISTINGS)
    finance = factories.UserFactory(email="money@riverside.example")
    factories.ProviderMemberFactory(provider=cast.provider, user=finance, role=ProviderRole.FINANCE)
    assert "1 providers asked about 2 listings" in send()
    [message] = mail.outbox
    assert message.to == ["lists@riverside.example", "olu@riverside.example"]
    for service in (club, other):
        request = FreshnessRequest.objects.get(service=service)
        assert service.name in message.body
        assert freshness_token(request) in message.body
        assert request.ends_on == clock.today() + timedelta(days=30)
    assert "New" not in message.body


def test_a_provider_is_asked_once_until_the_next_check(cast: Cast, club: Service) -> None:
    send()
    send()
    with clock.at(clock.now() + timedelta(days=100)):
        send()
    assert len(mail.outbox) == 1
    check_listing(actor=SYSTEM, service=club)
    with clock.at(clock.now() + HALF_A_YEAR):
        send()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("days", "asked"), [(-1, 0), (0, 1)])
def test_the_day_on_which_a_provider_is_asked_is_six_months_after_the_check(
    cast: Cast, club: Service, days: int, asked: int
) -> None:
    Service.objects.filter(pk=club.pk).update(last_checked_on="2027-08-31")
    with clock.at(clock.local_moment(clock.today().replace(2028, 2, 29)) + timedelta(days=days, hours=9)):
        send()
    assert len(mail.outbox) == asked


def test_a_dry_run_sends_and_records_nothing(cast: Cast, club: Service) -> None:
    assert f"provider {cast.provider.slug}: 1 listings" in send("--dry-run")
    assert not FreshnessRequest.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("what", ["draft", "suspended", "imported", "refused", "nobody"])
def test_nobody_is_asked_about_what_is_not_theirs_to_confirm(cast: Cast, club: Service, what: str) -> None:
    if what in ("draft", "suspended"):
        Service.objects.update(state=ListingState(what), state_reason="Why")
    elif what == "imported":
        Service.objects.update(source="Elsewhere", external_id="1")
    elif what == "refused":
        cast.provider.refused_on, cast.provider.refusal_reason = clock.today(), "Why"
        cast.provider.save()
    else:
        cast.provider.members.all().delete()
    send()
    assert mail.outbox == []
    assert not FreshnessRequest.objects.exists()


def test_looking_at_the_link_confirms_nothing_and_pressing_the_button_does(cast: Cast, club: Service) -> None:
    url, visitor = link(club), Client()
    page = words(visitor.get(url))
    assert "A place to be with friends." in page
    assert "Price not published" in page
    club.refresh_from_db()
    assert club.last_checked_on == clock.today() - HALF_A_YEAR
    assert "Thank you" in words(visitor.post(url))
    club.refresh_from_db()
    assert club.last_checked_on == clock.today()
    event = AuditEvent.objects.get(action="listing.check")
    assert (event.actor, event.actor_role) == (None, "provider:link")
    for response in (visitor.get(url), visitor.post(url)):
        assert "Confirmed already" in words(response)
        assert "Yes, all of this" not in words(response)
    assert AuditEvent.objects.filter(action="listing.check").count() == 1


def test_the_link_is_protected_against_other_sites(cast: Cast, club: Service) -> None:
    assert Client(enforce_csrf_checks=True).post(link(club)).status_code == 403
    club.refresh_from_db()
    assert club.last_checked_on != clock.today()


@pytest.mark.parametrize(("days", "works"), [(30, True), (31, False)])
def test_the_link_works_for_thirty_days(cast: Cast, club: Service, days: int, works: bool) -> None:
    url = link(club)
    with clock.at(clock.now() + timedelta(days=days)):
        assert ("Yes, all of this" in words(Client().get(url))) == works
        page = words(Client().post(url))
    assert ("Thank you" in page) == works
    assert ("This link has ended" in page) != works
    club.refresh_from_db()
    assert (club.last_checked_on == clock.today() + timedelta(days=days)) == works


def test_a_link_that_was_tampered_with_says_what_to_do(cast: Cast, club: Service) -> None:
    url = link(club)
    for wrong in (f"{url[:-3]}xy/", "/still-correct/nonsense/"):
        response = Client().get(wrong)
        assert response.status_code == 404
        assert "Copy the whole link" in words(response)
        assert Client().post(wrong).status_code == 404
    assert requested_by("nonsense") is None
    assert Client().put(url).status_code == 405


def test_what_the_council_suspended_is_not_confirmed(cast: Cast, club: Service) -> None:
    url = link(club)
    Service.objects.update(state=ListingState.SUSPENDED, state_reason="Why")
    page = words(Client().post(url))
    assert "Families do not see this listing" in page
    assert "Thank you" not in page


def test_a_check_by_another_way_uses_up_the_link(cast: Cast, club: Service) -> None:
    url = link(club)
    check_listing(actor=SYSTEM, service=club)
    assert "Confirmed already" in words(Client().get(url))


def test_a_message_that_fails_is_sent_by_the_next_run(
    cast: Cast, club: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(CommandError):
        send()
    assert not FreshnessRequest.objects.exists()
    monkeypatch.undo()
    send()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_message(cast: Cast, club: Service) -> None:
    results = race(*[lambda: ask_provider(provider=cast.provider)] * 4)
    assert sorted(asked.listings for asked in results) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_is_recorded(cast: Cast, club: Service) -> None:
    send()
    request = FreshnessRequest.objects.get()
    results = race(*[lambda: confirm_by_link(request=request)] * 3, lambda: check_listing(actor=SYSTEM, service=club))
    assert len(refusals(results)) >= 2
    assert all(isinstance(refusal, FreshnessRefused) for refusal in refusals(results))
    assert AuditEvent.objects.filter(action="listing.check", actor_role="provider:link").count() <= 1


@pytest.mark.parametrize(("days", "waits"), [(-1, False), (0, True)])
def test_after_twelve_months_the_listing_waits_for_an_officer(
    cast: Cast, club: Service, days: int, waits: bool
) -> None:
    Service.objects.filter(pk=club.pk).update(last_checked_on="2027-02-28")
    day = clock.today().replace(2028, 2, 28) + timedelta(days=days)
    assert listings_to_look_at(day).exists() == waits


def test_families_read_when_a_listing_was_last_checked(cast: Cast, club: Service) -> None:
    Service.objects.filter(pk=club.pk).update(last_checked_on="2026-03-03")
    assert "Last checked on 3 March 2026" in words(Client().get(club.get_absolute_url()))
    assert "Last checked 3 March 2026" in words(Client().get("/services/"))
    assert "Last checked 3 March 2026" in words(Client().get(cast.provider.get_absolute_url()))


def test_a_provider_confirms_a_listing_in_its_workspace(cast: Cast, club: Service) -> None:
    start = f"/provider/{cast.provider.slug}/listings/{club.slug}/"
    client = signed_in(cast.provider_owner)
    assert "It is still correct" in words(client.get(start))
    client.post(f"{start}still-correct/")
    club.refresh_from_db()
    assert club.last_checked_on == clock.today()
    assert client.get(f"{start}still-correct/").status_code == 405
    assert signed_in(cast.other_provider_owner).post(f"{start}still-correct/").status_code == 404
    bookings = factories.ProviderMemberFactory(provider=cast.provider, role=ProviderRole.BOOKINGS).user
    assert signed_in(bookings).post(f"{start}still-correct/").status_code == 403


def test_a_draft_is_not_confirmed(cast: Cast, club: Service) -> None:
    Service.objects.update(state=ListingState.SUSPENDED, state_reason="Why")
    url = f"/provider/{cast.provider.slug}/listings/{club.slug}/still-correct/"
    assert "Only a live listing can be checked" in words(signed_in(cast.provider_owner).post(url))


def test_the_guard_of_listings_asks_for_sign_in(cast: Cast, club: Service) -> None:
    assert_guarded(
        f"/provider/{cast.provider.slug}/listings/{club.slug}/",
        allowed=[cast.provider_owner],
        hidden_from=[cast.other_provider_owner, cast.outsider],
    )
