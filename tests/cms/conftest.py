"""A small Local Offer: a front page, a section with two pages, and some news."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from cms import services
from cms.models import HomePage, InformationPage, NewsIndexPage, NewsPage, SectionPage
from marketplace.accounts.models import User
from tests import factories

BODY: list[dict[str, Any]] = [
    {"type": "heading", "text": "Who can ask"},
    {"type": "paragraph", "text": 'Anyone. See <a href="/money/rules/">the <b>rules</b></a>.'},
    {"type": "heading", "text": "How to ask"},
    {"type": "steps", "items": ["Write to us.", "We reply."]},
    {"type": "heading", "text": "If you do not agree", "level": 3},
    {"type": "list", "items": ["Ask again."]},
    {"type": "callout", "kind": "decides", "title": "A panel decides", "text": "It meets each month."},
    {"type": "contact", "title": "Priya Nair", "role": "Adviser", "phone": "01632 960 222", "email": "p@example.org"},
    {"type": "question", "title": "Is it free?", "text": "Yes."},
    {"type": "table", "caption": "Typical sums", "columns": ["Level", "A year"], "rows": [["Some", "£1,560"]]},
    {"type": "key_facts", "facts": [{"label": "Ages", "text": "0 to 25"}]},
    {"type": "quote", "text": "It helped.", "attribution": "A parent"},
    {"type": "search_link", "label": "Find short breaks", "query": "category=short-breaks&age=5"},
]


@dataclass(frozen=True)
class Site:
    """The pages of a small Local Offer."""

    home: HomePage
    section: SectionPage
    page: InformationPage
    other_page: InformationPage
    news_index: NewsIndexPage
    news: NewsPage


@pytest.fixture
def site(taxonomies: None) -> Site:
    """Build the small Local Offer."""
    home = services.build_home_page(hero_heading="Support for your child", hero_intro="Find it here.")
    section = services.publish_section(parent=home, slug="money", title="Money", summary="What help there is.")
    page = add_page(
        section, "budgets", title="Personal budgets", body=BODY, contact=services.PageContact(name="Ann Lee")
    )
    other_page = add_page(section, "rules", title="The rules", related=[page])
    news_index = services.publish_news_index(parent=home)
    news = services.publish_news(
        index=news_index, slug="clubs", title="Clubs open", published_on=date(2026, 3, 28), summary="From Monday."
    )
    home = services.build_home_page(
        hero_heading="Support for your child", hero_intro="Find it here.", featured=[section, page]
    )
    return Site(home, section, page, other_page, news_index, news)


def add_page(section: SectionPage, slug: str, **given: Any) -> Any:
    """Publish an information page, reviewed on 3 March 2026."""
    content: dict[str, Any] = {
        "title": slug.title(),
        "summary": "In short.",
        "last_reviewed_on": date(2026, 3, 3),
    } | given
    return services.publish_information_page(parent=section, slug=slug, **content)


@pytest.fixture
def editor(db: None) -> User:
    """Return someone who may edit."""
    user = factories.UserFactory(name="Eve Editor", email="eve@council.example")
    services.give_editor_access(user)
    return user


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    """Return a client signed in as an editor."""
    client.force_login(editor)
    return client
