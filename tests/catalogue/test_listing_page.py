import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from marketplace.catalogue.enums import ListingState, PriceReliability
from marketplace.catalogue.models import AccessFeature, Category, Need, Outcome, Service, ServiceArea, UnitCost
from marketplace.core import clock
from marketplace.providers.models import VettingCheck
from tests.factories import ServiceFactory, SessionFactory, UnitCostFactory, bookable_service, vet

pytestmark = pytest.mark.usefixtures("taxonomies")


def page_of(client: Client, service: Service) -> HttpResponse:
    """Return the listing's page, which must be there."""
    response = client.get(service.get_absolute_url())
    assert response.status_code == 200
    return response


def text_of(response: HttpResponse) -> str:
    """Return what the page says, without markup, on one line."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def imported(**fields: object) -> Service:
    """Return an entry taken over from another directory."""
    return ServiceFactory(source="Bristol", external_id="1", **fields)


def test_prices_are_sentences_with_what_they_include_and_how_far_they_can_be_relied_on(client: Client) -> None:
    service = bookable_service(not_included="Lunch and the bus.")
    UnitCost.objects.filter(service=service).update(
        includes="All materials", reliability=PriceReliability.AGREED, valid_to=clock.today() + timedelta(days=30)
    )
    UnitCostFactory(service=service, amount_pence=2400, unit="hour", grade="2:1", day_type="weekend")
    UnitCostFactory(service=service, amount_pence=100, unit="mile", valid_from=clock.today() + timedelta(days=1))
    page = text_of(page_of(client, service))
    for words in (
        "£12.50 per session",
        "£24 per hour, 2:1, at weekends",
        "Includes: All materials",
        "Price agreed with the council",
        "What is not included Lunch and the bus.",
    ):
        assert words in page
    assert "per mile" not in page
    assert "A listing does not create an entitlement" in page


def test_the_page_says_who_it_is_for_where_when_and_on_what_terms(client: Client) -> None:
    service = bookable_service(
        age_min=5, age_max=11, eligibility="Ask your school.", days=[5, 0], offered_when=["term_time"],
        address="1 High Street", town="Gloucester", languages=["Polish"], staff_gender="Women", continuity="Always Jo.",
        cancellation_cover="We send someone else.", last_checked_on="2026-03-01",
    )  # fmt: skip
    service.needs.add(Need.objects.get(code="autism"))
    service.access_features.add(AccessFeature.objects.get(code="hoist"))
    service.outcomes.add(Outcome.objects.get(code="stay-safe"))
    ServiceArea.objects.create(service=service, outward="GL2")
    page = text_of(page_of(client, service))
    for words in (
        "Ages 5 to 11", "Autism", "Ask your school.", "Stay safe", "1 High Street, Gloucester GL1 2NE",
        "Monday, Saturday", "Term time", "Hoist", "Polish", "Women", "Always Jo.", "We send someone else.",
        "Independent",
        "Bought as needed (spot)", "Area covered GL2", "Last checked on 1 March 2026", "What may pay for it",
    ):  # fmt: skip
        assert words in page, words


def test_each_needed_check_is_shown_with_its_end(client: Client) -> None:
    service = bookable_service(category="equipment")
    until = clock.today() + timedelta(days=365)
    page = text_of(page_of(client, service))
    assert f"Public liability insurance, valid until {until.day} {until:%B %Y}" in page
    assert "Ofsted" not in page
    assert "Checked by the council" in page


def test_a_lapsed_check_is_a_warning_and_stops_booking(client: Client) -> None:
    service = bookable_service()
    session = SessionFactory(service=service)
    yesterday = clock.today() - timedelta(days=1)
    VettingCheck.objects.filter(provider=service.provider, check_type__code="enhanced-dbs").update(valid_to=yesterday)
    response = page_of(client, service)
    assert "Vetting lapsed" in text_of(response)
    assert f"Enhanced DBS arrangements: ran out on {yesterday.day} {yesterday:%B %Y}" in text_of(response)
    assert "/family/bookings/" not in response.content.decode()
    assert str(session.pk) not in response.content.decode()


def test_a_check_that_was_renewed_has_not_lapsed(client: Client) -> None:
    service = bookable_service(category="equipment")
    old = VettingCheck.objects.get(provider=service.provider, check_type__code="public-liability")
    VettingCheck.objects.create(
        provider=old.provider, check_type=old.check_type, reference="R-0", state=old.state, decided_at=old.decided_at,
        valid_from=clock.today() - timedelta(days=700), valid_to=clock.today() - timedelta(days=300),
    )  # fmt: skip
    assert "Checked by the council" in text_of(page_of(client, service))


def test_sessions_with_places_are_booked_and_full_ones_can_be_asked_for(client: Client) -> None:
    service = bookable_service()
    free = SessionFactory(service=service, capacity=6, places_taken=5)
    full = SessionFactory(service=service, starts_at=free.starts_at + timedelta(days=7), capacity=1, places_taken=1)
    response = page_of(client, service)
    content = response.content.decode()
    assert f"/family/bookings/new/{service.slug}/?session={free.pk}" in content
    assert f"/family/bookings/new/{service.slug}/?session={full.pk}" not in content
    assert f"/family/requests/new/?session={full.pk}" in content
    assert "1 place left" in text_of(response)
    assert "Full" in text_of(response)


def test_a_session_on_a_day_without_price_or_vetting_is_not_booked(client: Client) -> None:
    service = bookable_service()
    near = SessionFactory(service=service)
    far = SessionFactory(service=service, starts_at=near.starts_at + timedelta(days=60))
    UnitCost.objects.filter(service=service).update(valid_to=clock.today() + timedelta(days=30))
    content = page_of(client, service).content.decode()
    assert f"session={near.pk}" in content
    assert f"session={far.pk}" not in content
    assert "Not open for booking" in content
    UnitCost.objects.filter(service=service).update(valid_to=None)
    VettingCheck.objects.filter(provider=service.provider).update(valid_to=clock.today() + timedelta(days=30))
    content = page_of(client, service).content.decode()
    assert f"session={near.pk}" in content
    assert f"session={far.pk}" not in content


def test_only_the_next_eight_scheduled_sessions_are_shown(client: Client) -> None:
    service = bookable_service()
    first = SessionFactory(service=service)
    for weeks in range(1, 10):
        SessionFactory(service=service, starts_at=first.starts_at + timedelta(weeks=weeks))
    SessionFactory(service=service, starts_at=first.starts_at - timedelta(weeks=3))
    SessionFactory(service=service, starts_at=first.starts_at + timedelta(hours=3), state="cancelled")
    content = page_of(client, service).content.decode()
    assert len(re.findall(r"\?session=", content)) == 8


def test_what_is_bought_by_quantity_has_one_button(client: Client) -> None:
    service = bookable_service(unit="hour")
    assert f'href="/family/bookings/new/{service.slug}/"' in page_of(client, service).content.decode()


def test_an_imported_entry_is_information_only(client: Client) -> None:
    service = imported(
        description='<p>Hello <strong>you</strong></p><script>alert(1)</script><a href="javascript:x">x</a>',
        source_modified_on="2023-04-13",
    )
    SessionFactory(service=service)
    response = page_of(client, service)
    content, page = response.content.decode(), text_of(response)
    assert "<strong>you</strong>" in content
    assert "<script" not in content.replace("<script src", "")
    assert "javascript:" not in content
    assert "Price not published." in page
    assert "the council has not checked this service" in page
    assert "This entry comes from Bristol, where it was last changed on 13 April 2023." in page
    assert "/family/bookings/" not in content
    assert f'<form method="post" action="/services/{service.slug}/ask-for-prices/">' in content


def test_a_free_service_says_so_and_asks_for_no_money(client: Client) -> None:
    service = ServiceFactory(is_free=True, not_included="Parking", categories=Category.objects.filter(code="advocacy"))
    vet(service.provider)
    response = page_of(client, service)
    page, content = text_of(response), response.content.decode()
    assert "What it costs Free This costs you nothing. Contact the provider to arrange it." in page
    assert "What is not included Parking" in page
    assert "Checked by the council" in page
    for words in ("Price not published", "What may pay for it", "may pay for", "cannot be booked", "Next sessions"):
        assert words not in page, words
    assert "ask-for-prices" not in content
    assert "/family/" not in content


def test_the_sessions_of_a_free_service_are_told_without_places_or_booking(client: Client) -> None:
    service = ServiceFactory(is_free=True)
    SessionFactory(service=service, starts_at=clock.local_moment(clock.today() + timedelta(days=9), time(13)))
    SessionFactory(service=service, capacity=1, places_taken=1)
    response = page_of(client, service)
    page, content = text_of(response), response.content.decode()
    assert "Next sessions" in page
    assert "1pm to 3pm" in page
    for words in ("Not open for booking", "place left", "places left", "Full", "Tell us you wanted this"):
        assert words not in page, words
    assert "?session=" not in content


def test_a_lapsed_check_of_a_free_service_is_a_warning_that_does_not_speak_of_booking(client: Client) -> None:
    service = ServiceFactory(is_free=True, categories=Category.objects.filter(code="after-school-clubs"))
    vet(service.provider, days=-1)
    page = text_of(page_of(client, service))
    assert "A check that this service needs has run out, and the council has not seen a new one yet." in page
    assert "booked here" not in page


def test_an_imported_entry_that_is_free_says_so(client: Client) -> None:
    response = page_of(client, imported(is_free=True))
    page = text_of(response)
    assert "This costs you nothing. Contact the provider to arrange it." in page
    assert "Price not published" not in page
    assert "ask-for-prices" not in response.content.decode()


def test_a_provider_s_own_words_are_never_markup(client: Client) -> None:
    service = ServiceFactory(description="First <b>bold</b>\n\nSecond", eligibility="<script>x</script>")
    content = page_of(client, service).content.decode()
    assert "<p>First &lt;b&gt;bold&lt;/b&gt;</p>" in content
    assert "<script>x" not in content


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.SUBMITTED, ListingState.SUSPENDED])
def test_what_is_not_public_is_not_found(client: Client, state: ListingState) -> None:
    assert client.get(ServiceFactory(state=state, state_reason="why").get_absolute_url()).status_code == 404


def test_the_listing_of_a_refused_provider_is_not_found(client: Client) -> None:
    service = ServiceFactory(provider__refused_on=clock.today(), provider__refusal_reason="Unsafe")
    assert client.get(service.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(ServiceFactory().get_absolute_url()).status_code == 405
