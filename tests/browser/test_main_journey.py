"""The core of the main job in a browser that runs no scripts: find, book, accept, look at the queue and the report."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.services import build_home_page
from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.demand.enums import RequestSource
from marketplace.demand.services import record_request
from marketplace.providers.models import CheckType
from marketplace.providers.services import submit_check
from search.indexing import rebuild
from tests.conftest import Cast
from tests.factories import PASSWORD, FamilyFactory, SessionFactory, bookable_service, pot_with

from .tab import WIDE, Faults, sign_in

CLUB = "Otter Saturday club"
OpenTab = Callable[[], Page]

pytestmark = pytest.mark.moves_money


@pytest.fixture
def open_tab(browser: Browser, live_server: LiveServer) -> Iterator[OpenTab]:
    """Return what opens a tab without scripts, each as another person; no page in it may go wrong."""
    opened: list[tuple[Page, Faults]] = []

    def open_one() -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=WIDE, java_script_enabled=False)
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append((page, Faults(page, live_server.url)))
        return page

    yield open_one
    for page, _ in opened:
        page.context.close()
    assert [fault for _, faults in opened for fault in faults.found] == []


@pytest.fixture
def club(cast: Cast, streams: dict[str, FundingStream]) -> None:
    """Let there be a front page, a club with two sessions, and £500 for the child."""
    build_home_page(hero_heading="Support for your child")
    service = bookable_service(provider=cast.provider, name=CLUB)
    first = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
    for week in range(2):
        SessionFactory(service=service, starts_at=first + timedelta(days=7 * week), capacity=1)
    pot_with(cast.child, streams["social-care-short-breaks"], 50_000)
    list(rebuild())


@pytest.fixture
def work_for_officers(cast: Cast) -> None:
    """Let evidence wait for a decision, and let six families have asked for what they did not find."""
    submit_check(
        actor=SYSTEM,
        provider=cast.provider,
        check_type=CheckType.objects.get(code="references"),
        reference="Two letters",
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=400),
    )
    for _ in range(6):
        record_request(
            actor=SYSTEM,
            family=FamilyFactory(),
            child=None,
            source=RequestSource.WRITTEN,
            what="Hydrotherapy",
            category=Category.objects.get(code="physiotherapy"),
            needs=[],
            age=None,
            outward="GL1",
        )


def test_the_main_job_is_done_without_scripts(
    cast: Cast, club: None, work_for_officers: None, open_tab: OpenTab
) -> None:
    family = open_tab()
    _sign_in_by_form(family, cast.parent)
    reference = _book(family)
    _follow(family, "Budgets")
    budget = family.locator("section.card", has_text="Yusuf’s budget")
    expect(budget).to_contain_text("£487.50 left")
    expect(budget.locator(".bar-reserved dd")).to_have_text("£12.50")

    provider = open_tab()
    sign_in(provider, cast.provider_owner)
    provider.goto("/provider/")
    _follow(provider, "Bookings")
    provider.get_by_role("table", name="Requests to answer").get_by_role("link", name=CLUB).click()
    expect(provider.locator("main")).to_contain_text(reference)
    _press(provider, "Accept")
    expect(provider.locator("main")).to_contain_text("Accepted. The family has been told.")
    family.goto("/family/bookings/")
    expect(family.get_by_role("row", name=reference)).to_contain_text("Confirmed")

    officer = open_tab()
    sign_in(officer, cast.officer(OfficerRole.LISTINGS))
    officer.goto("/council/")
    officer.get_by_role("link", name="Checks to decide").click()
    officer.get_by_role("link", name="References of Riverside Play").click()
    expect(officer.get_by_role("button", name="Save the decision")).to_be_visible()

    commissioner = open_tab()
    sign_in(commissioner, cast.officer(OfficerRole.COMMISSIONER))
    commissioner.goto("/council/")
    _follow(commissioner, "Demand")
    expect(commissioner.locator("main")).to_contain_text("did not find it about 5 times")
    commissioner.wait_for_load_state("load")
    charts = commissioner.locator("main img")
    assert [chart.evaluate("image => image.naturalWidth > 0") for chart in charts.all()] == [True, True]


def test_a_session_is_booked_by_keyboard_alone(cast: Cast, club: None, open_tab: OpenTab) -> None:
    page = open_tab()
    sign_in(page, cast.parent)
    page.goto("/")
    _tab_to(page, "What are you looking for?")
    page.keyboard.type("saturday club")
    _enter(page)
    for words in (CLUB, "Book", "Continue", "Reserve and check answers", "Confirm and send the request"):
        _tab_to(page, words)
        _enter(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Request sent")


def test_a_breach_of_the_content_security_policy_does_not_go_unnoticed(
    browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
    faults = Faults(page, live_server.url)
    page.goto("/accounts/login/")
    with page.expect_console_message():
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example/'}))")
    page.close()
    assert any("Content Security Policy" in fault for fault in faults.found)


def _sign_in_by_form(page: Page, person: User) -> None:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Rahmans")


def _book(family: Page) -> str:
    """Book the first session of the club, beginning at the front page, and return the reference."""
    family.get_by_role("link", name="Home", exact=True).first.click()
    family.get_by_label("What are you looking for?").fill("saturday club")
    family.get_by_label("Postcode").fill("GL1 2NE")
    _press(family, "Find services")
    expect(family.locator("#result-count")).to_have_attribute("data-count", "1")
    family.get_by_role("link", name=CLUB).click()
    family.locator(".sessions").get_by_role("link", name="Book").first.click()
    _press(family, "Continue")
    expect(family.get_by_label("Short breaks")).to_have_value("12.50")
    _press(family, "Reserve and check answers")
    expect(family.get_by_role("heading", level=1)).to_have_text("Check your answers")
    _press(family, "Confirm and send the request")
    expect(family.get_by_role("heading", level=1)).to_contain_text("Request sent")
    return family.title().split(" ")[1]


def _follow(page: Page, words: str) -> None:
    """Follow a link of the workspace's navigation."""
    page.locator(".workspace-nav").get_by_role("link", name=words, exact=True).click()


def _press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def _tab_to(page: Page, words: str) -> None:
    """Press the tab key until what has the words, or the label, has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        focused = page.evaluate("(e => e.labels?.[0]?.innerText || e.innerText || '')(document.activeElement)")
        if focused.strip().startswith(words):
            return
    pytest.fail(f"The tab key does not reach “{words}” on {page.url}")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")
