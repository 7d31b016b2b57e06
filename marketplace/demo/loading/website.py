"""The Local Offer's pages, the news, the front page and what the council says of itself."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from wagtail.models import Page

from cms.services import (
    PageContact,
    build_home_page,
    publish_information_page,
    publish_news,
    publish_news_index,
    publish_section,
    set_council_details,
    sync_editors,
)
from marketplace.core import clock

from ..content.loader import load_local_offer
from ..content.records import BlockContent, NewsContent, PageContent, SectionContent
from .load import Load

COUNCIL = {
    "name": "Severn Vale Council",
    "service_name": "Local Offer",
    "contact_phone": "01632 960050",
    "contact_email": "localoffer@severnvale.example",
    "opening_hours": "Monday to Friday, 9am to 6pm",
    "address": "Local Offer team\nSevern Vale Council\nShire House, Westgate\nGloucester",
    "complaints_url": "/about-the-local-offer/complaints/",
    "sendiass_name": "Severn Vale SENDIASS",
    "sendiass_phone": "01632 960010",
    "sendiass_email": "sendiass@severnvale.example",
}
_HERO = "Find and book support for your child"
_HERO_INTRO = (
    "Clubs, short breaks, therapies, equipment and people who help, for children and young people with special "
    "educational needs or disabilities in Severn Vale. Look without an account. Book with your personal budget."
)
#: The page that shows the funding streams' own rules.
_STREAMS_PAGE = "what-you-can-buy"
_FEATURED = (
    "help-in-school",
    "ehc-assessment",
    "what-is-a-personal-budget",
    "short-breaks-statement",
    "travel-to-school",
    "year-nine",
)
_IN_MENU = ("personal-budgets", "about-the-local-offer")
_REVIEWED_EVERY = timedelta(days=365)


def load_website(load: Load) -> None:
    """Publish every section with its pages and the news below the front page, then let it name the most needed."""
    set_council_details(**COUNCIL)
    sync_editors(day=load.day)
    offer = load_local_offer()
    home = build_home_page(hero_heading=_HERO, hero_intro=_HERO_INTRO)
    work = [*_pages(load, offer.sections), *load.sample(offer.news)]
    sections: dict[str, Page] = {}
    pages: dict[str, Page] = {}
    news = publish_news_index(parent=home, summary="What is new in the Local Offer.", in_menu=True)
    for number, item in enumerate(load.track(work)):
        if isinstance(item, NewsContent):
            _publish_news(load, news, item)
            continue
        section, page = item
        if section.slug not in sections:
            sections[section.slug] = _publish_section(home, section)
        pages[page.slug] = _publish_page(load, sections[section.slug], section, page, number)
    featured = [pages[slug] for slug in _FEATURED if slug in pages]
    build_home_page(hero_heading=_HERO, hero_intro=_HERO_INTRO, featured=featured)


def _pages(load: Load, sections: Iterable[SectionContent]) -> list[tuple[SectionContent, PageContent]]:
    return load.sample([(section, page) for section in sections for page in section.pages])


def _publish_section(home: Page, section: SectionContent) -> Page:
    return publish_section(
        parent=home,
        slug=section.slug,
        title=section.title,
        summary=section.intro,
        in_menu=section.slug in _IN_MENU,
    )


def _publish_page(load: Load, parent: Page, section: SectionContent, page: PageContent, number: int) -> Page:
    """Publish a page that was reviewed some time in the last months, and is due a year later."""
    reviewed = load.day - timedelta(days=20 + 11 * number % 300)
    return publish_information_page(
        parent=parent,
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        body=list(_blocks(page.body)),
        last_reviewed_on=reviewed,
        review_due_on=reviewed + _REVIEWED_EVERY,
        contact=PageContact(
            name="Bethan Rowe",
            role="Local Offer editor",
            phone=COUNCIL["contact_phone"],
            email=COUNCIL["contact_email"],
        ),
        shows_funding_streams=page.slug == _STREAMS_PAGE,
    )


def _publish_news(load: Load, index: Any, news: NewsContent) -> None:
    with clock.at(load.ago(news.published_days_ago)):
        publish_news(
            index=index,
            slug=news.slug,
            title=news.title,
            published_on=load.day - timedelta(days=news.published_days_ago),
            summary=news.summary,
            body=list(_blocks(news.body)),
        )


def _blocks(body: Iterable[BlockContent]) -> Iterator[dict[str, Any]]:
    """Yield the blocks in the form in which pages are built: the fields that are filled."""
    for block in body:
        filled = {field: value for field, value in asdict(block).items() if value}
        yield {"type": filled.pop("kind").value} | filled
