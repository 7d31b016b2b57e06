import re
from datetime import timedelta
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from marketplace.catalogue.enums import Setting
from marketplace.catalogue.models import Category, Need, ServiceArea
from marketplace.core import clock
from marketplace.demand.models import SearchMiss
from marketplace.providers.models import VettingCheck
from tests.factories import ServiceFactory, SessionFactory, UnitCostFactory, bookable_service, vet
from tests.search.conftest import GetResults


def text_of(response: HttpResponse) -> str:
    """Return what the page says, without markup, on one line."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def count(response: HttpResponse) -> int:
    """Return how many services the heading names."""
    match = re.search(r'id="result-count" data-count="(\d+)"', response.content.decode())
    assert match
    return int(match[1])


def test_names_of_listings_are_never_markup(get_results: GetResults) -> None:
    ServiceFactory(name="<b>Bold</b>", summary="<script>alert(1)</script>")
    assert "<b>Bold" not in get_results().content.decode()


def test_anyone_sees_the_services_with_their_number_in_heading_and_title(get_results: GetResults) -> None:
    ServiceFactory(name="Swimming")
    response = get_results(q="swimming", postcode="gl12ne")
    assert count(response) == 1
    content = response.content.decode()
    assert re.search(r"<title>\s*1 service for “swimming” near GL1", content)
    assert re.search(r"<h1[^>]*>1 service for “swimming” near GL1</h1>", content)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, db: None, method: str) -> None:
    assert getattr(client, method)("/services/").status_code == 405


def test_a_card_tells_price_place_ages_needs_session_and_vetting(get_results: GetResults) -> None:
    service = bookable_service(name="Swimming", age_min=5, age_max=11, town="Gloucester")
    service.needs.add(Need.objects.get(code="autism"))
    UnitCostFactory(service=service, unit="hour", amount_pence=9000)
    full = SessionFactory(service=service, starts_at=clock.now() + timedelta(days=1), capacity=1, places_taken=1)
    SessionFactory(service=service, starts_at=full.starts_at + timedelta(days=7), capacity=6, places_taken=4)
    page = text_of(get_results())
    for words in ("From £12.50 per session", "Gloucester", "Ages 5 to 11", "Autism", "2 places left"):
        assert words in page
    assert "Checked by the council" in page
    assert "Less than half a mile away" in text_of(get_results(postcode="GL1 2NE"))


def test_vetting_and_missing_prices_are_said_on_the_card(get_results: GetResults) -> None:
    lapsed = bookable_service(name="Lapsed")
    VettingCheck.objects.filter(provider=lapsed.provider).update(valid_to=clock.today() - timedelta(days=1))
    assert "Vetting lapsed" in text_of(get_results(q="lapsed"))
    ServiceFactory(name="Newcomer")
    assert "Not checked yet" in text_of(get_results(q="newcomer"))
    ServiceFactory(name="Imported", source="elsewhere", external_id="1")
    page = text_of(get_results(q="imported"))
    assert "Not checked: information only" in page
    assert "Price not published" in page


def test_a_card_of_a_free_service_says_so_and_counts_no_places(get_results: GetResults) -> None:
    SessionFactory(service=ServiceFactory(name="Advice", is_free=True), capacity=6)
    response = get_results(max_price="0.01")
    assert count(response) == 1
    content = response.content.decode()
    assert re.search(r'class="fact-price">.*?</svg>\s*Free</li>', content, re.DOTALL)
    page = text_of(response)
    assert "Next:" in page
    assert "places left" not in page
    assert "Price not published" not in page


def test_what_comes_to_the_family_says_so(get_results: GetResults) -> None:
    comes = ServiceFactory(name="Sitter", setting=Setting.HOME, latitude=None, longitude=None)
    ServiceArea.objects.create(service=comes, outward="GL1")
    ServiceFactory(name="Web", setting=Setting.ONLINE, latitude=None, longitude=None)
    page = text_of(get_results(postcode="GL1", distance=1))
    assert "Comes to GL1" in page
    assert "Online" in page


BAD_INPUT = {
    "postcode": [("ZZ99 9ZZ", "We do not know the postcode ZZ99 9ZZ. Check it or leave it empty."), ("\x00", None)],
    "age": [("nine", "Enter an age in whole years, from 0 to 25."), ("-1", "whole years"), ("26", "whole years"),
            ("9.5", "whole years"), ("9" * 5000, "whole years")],
    "max_price": [("0", "Enter an amount from £0.01 to £50,000."), ("1000000", "Enter an amount from"),
                  ("-5", "Enter an amount from"), ("cheap", "Enter an amount in pounds, such as 12.50."),
                  ("NaN", "Enter an amount in pounds"), ("1e9999", "Enter an amount"), ("1.005", "such as 12.50")],
    "distance": [("2", "We do not know “2”."), ("5", "Enter a postcode as well"), ("x", "We do not know “x”.")],
    "day": [("9", "We do not know “9”."), ("monday", "We do not know “monday”.")],
    "category": [("nonsense", "We do not know “nonsense”."), ("<b>", "We do not know “<b>”.")],
    "need": [("nonsense", "We do not know “nonsense”.")],
    "access": [("nonsense", "We do not know “nonsense”.")],
    "stream": [("nonsense", "We do not know “nonsense”.")],
    "sort": [("cheapest", "We do not know “cheapest”."), ("distance", "Enter a postcode to see the nearest first.")],
}  # fmt: skip


@pytest.mark.parametrize("field", BAD_INPUT)
def test_bad_input_is_explained_kept_and_left_out_of_the_search(get_results: GetResults, field: str) -> None:
    ServiceFactory(name="Swimming")
    ServiceFactory(name="Riding")
    for typed, sentence in BAD_INPUT[field]:
        response = get_results(q="swimming", **{field: typed})
        assert response.status_code == 200
        assert count(response) == 1, typed
        if sentence:
            assert sentence in text_of(response), typed
    if field in ("postcode", "age", "max_price"):
        first = BAD_INPUT[field][0][0]
        assert f'value="{first}"' in get_results(**{field: first}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "9999999999999", "1e3", "\x00", "２"])
def test_an_odd_page_number_gives_a_page(get_results: GetResults, page: str) -> None:
    ServiceFactory()
    assert count(get_results(page=page)) == 1


def test_pages_keep_the_query_and_past_the_end_is_the_last(get_results: GetResults) -> None:
    for number in range(41):
        ServiceFactory(name=f"Club {number:02}")
    second = get_results(q="club", sort="name", page=2).content.decode()
    assert second.count("service-card") == 20
    assert "?q=club&amp;sort=name&amp;page=3" in second
    last = get_results(q="club", sort="name", page=99_999)
    assert "Club 40" in text_of(last)
    assert count(last) == 41


def test_chosen_filters_are_links_that_take_them_away(get_results: GetResults) -> None:
    ServiceFactory(name="Club", categories=[Category.objects.get(code="weekend-clubs")], days=[5])
    content = get_results(q="club", category=["weekend-clubs", "equipment"], day=5, age=7, page=1).content.decode()
    assert 'href="/services/?q=club&amp;category=equipment&amp;day=5&amp;age=7"' in content
    assert 'href="/services/?q=club&amp;category=weekend-clubs&amp;category=equipment&amp;day=5"' in content
    assert re.search(r'href="/services/\?q=club">\s*Clear all', content)


def test_too_many_words_are_cut_and_the_page_says_so(get_results: GetResults) -> None:
    ServiceFactory(name="Swimming")
    page = text_of(get_results(q="swimming " * 2_000))
    assert "We searched for the first 200 characters." in page
    assert "We searched for the first" not in text_of(get_results(q="swimming"))


def test_what_is_typed_is_never_markup(get_results: GetResults) -> None:
    assert "<script>alert" not in get_results(q="<script>alert(1)</script>").content.decode()


def test_a_corrected_search_says_what_it_searched_for(get_results: GetResults) -> None:
    ServiceFactory(name="Swimming")
    response = get_results(q="switming")
    assert count(response) == 1
    assert "these are services for “swimming”" in text_of(response)
    assert count(get_results(q='"switming"')) == 0


def test_an_empty_result_offers_ways_on_with_their_numbers(get_results: GetResults) -> None:
    vet(ServiceFactory(name="Swimming", age_min=5).provider)
    response = get_results(q="swimming", age=3, need="autism", postcode="GL1 2NE")
    page, content = text_of(response), response.content.decode()
    assert count(response) == 0
    assert "Any age (1 service)" in page
    assert "Nearly what you asked for" in page
    assert "/family/requests/new/?q=swimming&amp;need=autism&amp;age=3&amp;postcode=GL1" in content


def test_the_numbers_of_the_ways_on_are_those_of_the_searches_they_lead_to(
    get_results: GetResults, client: Client
) -> None:
    for number in range(4):
        ServiceFactory(name=f"Swimming {number}", age_min=5)
    ServiceFactory(name="Swimming for autism", age_min=5)
    response = get_results(q="swimming autism", age=3)
    links = re.findall(r'<a href="([^"]+)">[^<]+</a> \((\d+) service', response.content.decode())
    assert links == [("/services/?q=swimming+autism", "1")]
    assert count(client.get(unescape(links[0][0]))) == 1


def test_an_empty_result_is_counted_once_by_terms_and_area(get_results: GetResults, client: Client) -> None:
    get_results(q="Hang gliding", postcode="GL1 2NE", age=7, category="leisure")
    miss = SearchMiss.objects.get()
    assert (miss.terms, miss.outward, miss.category.code, miss.filters) == (
        "hang gliding",
        "GL1",
        "leisure",
        {"age": 7},
    )


@pytest.mark.parametrize(
    "query", [{}, {"q": "hang gliding", "page": 2}, {"q": "swimming"}, {"postcode": "GL1 2NE"}, {"q": "  "}]
)
def test_nothing_is_counted_without_a_criterion_on_later_pages_or_with_results(
    get_results: GetResults, query: dict[str, Any]
) -> None:
    if "q" in query and query["q"] == "swimming":
        ServiceFactory(name="Swimming")
    get_results(**query)
    assert not SearchMiss.objects.exists()


def test_machines_and_head_requests_are_not_counted(client: Client, taxonomies: None) -> None:
    client.get("/services/", {"q": "gliding"}, headers={"user-agent": "Googlebot/2.1"})
    client.head("/services/", {"q": "gliding"})
    assert not SearchMiss.objects.exists()


def test_a_miss_that_cannot_be_counted_does_not_fail_the_page(get_results: GetResults) -> None:
    with patch("search.views.record_search_miss", side_effect=DatabaseError):
        assert get_results(q="gliding").status_code == 200


def test_nothing_on_the_page_is_inline(get_results: GetResults) -> None:
    ServiceFactory()
    content = get_results(q="club").content.decode()
    assert "<script" not in content
    assert "style=" not in content
    assert "onclick" not in content


def test_words_that_nothing_has_do_not_show_unrelated_services_as_near(get_results: GetResults) -> None:
    bookable_service(name="Riding")
    assert "Nearly what you asked for" not in text_of(get_results(q="zzzzqq"))
    assert "Nearly what you asked for" in text_of(get_results(q="zzzzqq", age=9))
