"""A real browser against a live server. Skipped where there is no Chromium, unless REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from marketplace.accounts.models import User

from . import tab

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        reason = "There is no chromium on this machine; install it, or leave the browser tests to CI."
        pytest.fail(reason) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    with sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, which Django would take for asynchronous code.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        started = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield started
        started.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Open a tab whose addresses start at the live server."""
    context = browser.new_context(base_url=live_server.url, viewport=tab.WIDE)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def noting_tab(page: Page, live_server: LiveServer) -> Iterator[tab.Tab]:
    """Open a tab that notes what the site renders for it."""
    noting = tab.Tab(page, live_server.url)
    yield noting
    noting.close()


@pytest.fixture
def sign_in(page: Page) -> Callable[[User], None]:
    """Return what signs a user in, in the browser, without the form."""
    return lambda user: tab.sign_in(page, user)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Return what fails where axe finds anything on the page, naming the rule and the elements."""

    def check(page: Page) -> None:
        assert tab.broken_rules(page) == [], page.url

    return check
