"""The workspaces of families, providers and officers in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.catalogue.enums import ListingState
from marketplace.core import clock
from marketplace.providers.enums import CheckState
from marketplace.providers.models import VettingCheck
from tests import factories
from tests.conftest import Cast

AssertAccessible = Callable[[Page], None]
OpenAs = Callable[[str], None]
Pages = dict[str, list[str]]


@pytest.fixture
def pages(cast: Cast) -> Pages:
    """Return the pages of every workspace by who looks at them, each with something on it."""
    live = factories.bookable_service(provider=cast.provider, name="River club", slug="river-club")
    factories.ServiceFactory(provider=cast.provider, slug="draft", state=ListingState.DRAFT, state_reason="Say where.")
    factories.ServiceFactory(provider=cast.provider, slug="waiting", state=ListingState.SUBMITTED)
    session = factories.SessionFactory(service=live)
    cost = live.unit_costs.get()
    ending, refused, waiting = VettingCheck.objects.filter(provider=cast.provider).order_by("pk")[:3]
    VettingCheck.objects.filter(pk=ending.pk).update(valid_to=clock.today() + timedelta(days=9))
    VettingCheck.objects.filter(pk=refused.pk).update(state=CheckState.REFUSED, reason="Out of date")
    VettingCheck.objects.filter(pk=waiting.pk).update(state=CheckState.SUBMITTED, decided_at=None)
    family, provider = f"/family/{cast.family.pk}/", f"/provider/{cast.provider.slug}/"
    listing, draft = f"{provider}listings/river-club/", f"{provider}listings/draft/"
    consent, child = cast.family.consents.get(), cast.child
    appointment = cast.officer(OfficerRole.CONTENT).appointments.get()
    return {
        "outsider": [f"/welcome/{page}/" for page in ("start", "family", "young-person", "provider", "supporter")],
        "supporter": ["/family/"],
        "parent": [
            "/family/",
            *(f"{family}{page}/" for page in ("details", "supporters", "supporters/add", "children/add")),
            f"{family}supporters/{consent.pk}/withdraw/",
            f"{family}children/{child.pk}/",
        ],
        "provider_owner": [
            provider,
            *(f"{provider}{page}/" for page in ("details", "people", "people/add", "checks", "checks/send")),
            *(f"{provider}{page}/" for page in ("listings", "new-listing")),
            *(f"{draft}questions/{key}/" for key in ("basics", "kind", "who", "where", "access", "money")),
            draft,
            listing,
            *(f"{listing}{page}/" for page in ("preview", "withdraw", "prices", "prices/add", "sessions")),
            f"{listing}sessions/add/",
            f"{listing}sessions/{session.pk}/",
            f"{listing}sessions/{session.pk}/cancel/",
            f"{listing}prices/{cost.pk}/end/",
        ],
        OfficerRole.LISTINGS: [
            "/council/",
            "/council/vetting/",
            f"/council/vetting/{waiting.pk}/",
            f"/council/vetting/{refused.pk}/",
            f"/council/providers/{cast.provider.slug}/refuse/",
            "/council/listings/",
            "/council/listings/river-club/",
            "/council/listings/waiting/",
        ],
        OfficerRole.ADMINISTRATOR: [
            "/council/",
            "/council/officers/",
            "/council/officers/add/",
            f"/council/officers/{appointment.pk}/end/",
        ],
    }


WHO = ["outsider", "supporter", "parent", "provider_owner", OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR]


@pytest.fixture
def open_as(cast: Cast, sign_in: Callable[[User], None]) -> OpenAs:
    """Return what signs in one of the cast, or the officer of a role."""

    def open_page_as(who: str) -> None:
        sign_in(cast.officers[who] if who in cast.officers else getattr(cast, who))

    return open_page_as


@pytest.mark.parametrize("who", WHO)
def test_pages_are_accessible_at_every_width(
    page: Page, pages: Pages, open_as: OpenAs, assert_accessible: AssertAccessible, who: str
) -> None:
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    open_as(who)
    for number, path in enumerate(pages[who]):
        page.emulate_media(color_scheme=("light", "dark")[number % 2])
        page.set_viewport_size({"width": 1280, "height": 900})
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert page.locator("h1").count() == 1, path
    assert not [text for text in console if "Content Security Policy" in text]


@pytest.mark.parametrize(
    ("who", "page_name", "button"),
    [
        ("parent", "children/add/", "Save"),
        ("parent", "supporters/add/", "Give consent"),
        ("provider_owner", "prices/add/", "Add the price"),
        ("provider_owner", "sessions/add/", "Add"),
        ("provider_owner", "questions/kind/", "Save"),
        ("provider_owner", "checks/send/", "Send to the council"),
        (OfficerRole.LISTINGS, "listings/waiting/", "Save the decision"),
    ],
)
def test_a_form_with_errors_is_accessible_and_leads_to_them(
    page: Page,
    pages: Pages,
    open_as: OpenAs,
    assert_accessible: AssertAccessible,
    who: str,
    page_name: str,
    button: str,
) -> None:
    open_as(who)
    page.goto(next(path for path in pages[who] if path.endswith(page_name)))
    page.get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.matches('.field :is(input, textarea, select), .form-errors')")


def test_a_listing_is_written_by_keyboard_alone(page: Page, cast: Cast, open_as: OpenAs) -> None:
    open_as("provider_owner")
    page.goto(f"/provider/{cast.provider.slug}/new-listing/")
    for typed in ("River club", "By the river.", "We meet on Tuesdays."):
        page.keyboard.press("Tab")
        while not page.evaluate("document.activeElement.matches('main form :is(input, textarea)')"):
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/listings/river-club/")
    page.get_by_role("link", name="Who it is for").press("Enter")
    page.get_by_label("Youngest age").fill("11")
    page.get_by_label("Oldest age").fill("5")
    page.keyboard.press("Enter")
    assert "must not be below the youngest" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Oldest age").input_value() == "5"
