"""What visitors see of the Local Offer's pages."""

import itertools
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms import services
from cms.models import PersonalBudgetsPage
from tests.cms.conftest import BODY, Site, add_page


def read(client: Client, address: str) -> str:
    """Return the page at the address, which must be there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def headings_of(html: str) -> list[int]:
    """Return the levels of a page's headings in order."""
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


def main_of(html: str) -> str:
    """Return what is between the header and the footer."""
    return html.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("address", ["/", "/money/", "/money/budgets/", "/money/rules/", "/news/", "/news/clubs/"])
def test_every_page_has_one_first_heading_and_skips_no_level(site: Site, client: Client, address: str) -> None:
    levels = headings_of(main_of(read(client, address)))
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


@pytest.mark.parametrize("address", ["/", "/money/budgets/"])
def test_no_page_has_an_inline_style_or_script(site: Site, client: Client, address: str) -> None:
    html = read(client, address)
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", html)


def test_the_home_page_searches_the_directory_without_javascript(site: Site, client: Client) -> None:
    html = read(client, "/")
    form = re.search(r'<form[^>]*action="/services/"[^>]*method="get".*?</form>', html, re.S)
    assert form is not None
    assert 'name="q"' in form[0]
    assert 'name="postcode"' in form[0]


def test_the_home_page_links_kinds_of_service_chosen_pages_and_news(site: Site, client: Client) -> None:
    html = read(client, "/")
    assert 'href="/services/?category=short-breaks"' in html
    assert 'href="/services/?category=sitting-service"' in html
    assert html.index("Money") < html.index("Personal budgets")
    assert "Clubs open" in html
    assert "28 March 2026" in html


def test_a_section_lists_its_pages_with_their_summaries(site: Site, client: Client) -> None:
    html = main_of(read(client, "/money/"))
    assert 'href="/money/budgets/"' in html
    assert "In short." in html


def test_an_information_page_lists_its_contents_by_anchors_that_exist(site: Site, client: Client) -> None:
    html = read(client, "/money/budgets/")
    contents = re.search(r'<nav class="contents".*?</nav>', html, re.S)
    assert contents is not None
    anchors = re.findall(r'href="#([^"]+)"', contents[0])
    assert anchors == ["who-can-ask", "how-to-ask", "if-you-do-not-agree"]
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_an_information_page_says_when_it_was_reviewed_and_whom_to_ask(site: Site, client: Client) -> None:
    html = read(client, "/money/budgets/")
    assert "3 March 2026" in html
    assert "Ann Lee" in html
    assert 'href="/family/requests/new/"' in html


def test_breadcrumbs_lead_up_the_tree(site: Site, client: Client) -> None:
    html = read(client, "/money/budgets/")
    crumbs = re.search(r'<nav class="breadcrumbs".*?</nav>', html, re.S)
    assert crumbs is not None
    assert re.findall(r'href="([^"]+)"', crumbs[0]) == ["/", "/money/"]
    assert 'aria-current="page">Personal budgets' in crumbs[0]


def test_the_section_navigation_marks_the_present_page(site: Site, client: Client) -> None:
    html = read(client, "/money/budgets/").split("<aside", 1)[1]
    assert 'href="/money/rules/"' in html
    assert re.search(r'href="/money/budgets/"\s+aria-current="page"', html)


def test_related_pages_that_are_withdrawn_are_not_shown(site: Site, client: Client) -> None:
    assert "Related pages" in read(client, "/money/rules/")
    site.page.unpublish()
    assert "Related pages" not in read(client, "/money/rules/")


def test_every_block_of_a_body_is_drawn(site: Site, client: Client) -> None:
    html = main_of(read(client, "/money/budgets/"))
    for words in ("Write to us.", "A panel decides", "Priya Nair", "Is it free?", "It helped.", "0 to 25"):
        assert words in html
    assert '<a href="/money/rules/">the <b>rules</b></a>' in html
    assert "<caption>Typical sums</caption>" in html
    assert '<th scope="row">Some</th>' in html
    assert 'href="/services/?category=short-breaks&amp;age=5"' in html


def test_a_page_names_its_canonical_address(site: Site, client: Client) -> None:
    assert '<link rel="canonical" href="http://localhost:8000/money/">' in read(client, "/money/")


def test_news_is_shown_latest_first_ten_a_page(site: Site, client: Client) -> None:
    for day in range(1, 12):
        services.publish_news(
            index=site.news_index, slug=f"day-{day}", title=f"Day {day}.", published_on=date(2026, 4, day)
        )
    first = read(client, "/news/")
    assert first.index("Day 11.") < first.index("Day 2.")
    assert "Clubs open" not in first
    assert "Clubs open" in read(client, "/news/?page=2")


def test_the_personal_budgets_page_is_one_of_its_kind(site: Site, client: Client) -> None:
    page = add_page(site.section, "spend", title="What can I spend it on?", shows_funding_streams=True)
    assert isinstance(page, PersonalBudgetsPage)
    html = read(client, "/money/spend/")
    assert "What can I spend it on?" in html
    assert "The council has not published its funding streams yet." in html
    assert not PersonalBudgetsPage.can_create_at(site.section)


def test_the_sitemap_lists_every_public_page(site: Site, client: Client) -> None:
    site.news.unpublish()
    xml = read(client, "/sitemap.xml")
    assert "<loc>http://localhost:8000/money/budgets/</loc>" in xml
    assert "/news/clubs/" not in xml


def test_pages_take_the_same_number_of_queries_however_many_there_are(site: Site, client: Client) -> None:
    addresses = ["/", "/money/", "/money/budgets/", "/news/"]
    add_page(site.section, "budgets", title="Personal budgets", body=BODY, related=[site.other_page])
    few = [_queries(client, address) for address in addresses]
    pages: list[Page] = [site.section, site.page]
    pages += [add_page(site.section, f"page-{number}", body=BODY) for number in range(6)]
    for day in range(1, 7):
        services.publish_news(index=site.news_index, slug=f"day-{day}", title="News", published_on=date(2026, 4, day))
    services.build_home_page(hero_heading="Support", featured=pages)
    add_page(site.section, "budgets", title="Personal budgets", body=BODY, related=pages[2:8])
    many = [_queries(client, address) for address in addresses]
    assert many == few
    assert max(many) <= 20, many


def _queries(client: Client, address: str) -> int:
    read(client, address)
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    return len(queries)
