"""What only a browser can tell of pages anyone may meet: colours in the dark, the account menu, the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marketplace.accounts.models import User
from tests.factories import UserFactory

AssertAccessible = Callable[[Page], None]
SignIn = Callable[[User], None]


@pytest.mark.parametrize("path", ["/services/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page/"])
def test_public_page_is_accessible_in_the_dark(page: Page, assert_accessible: AssertAccessible, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    assert_accessible(page)


def test_the_open_account_menu_is_accessible(page: Page, sign_in: SignIn, assert_accessible: AssertAccessible) -> None:
    sign_in(UserFactory())
    page.goto("/accounts/email/")
    page.locator(".account-menu > summary").click()
    assert page.url.endswith("/accounts/email/")
    assert_accessible(page)


def test_signing_out_takes_one_press_in_the_account_menu(page: Page, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    page.goto("/accounts/email/")
    page.locator(".account-menu > summary").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").press("Enter")
    page.goto("/accounts/login/")
    assert page.get_by_role("link", name="Sign in").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_up_with_errors_leads_to_the_first_wrong_field(
    page: Page, assert_accessible: AssertAccessible, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/accounts/signup/")
    with page.expect_navigation():
        page.get_by_role("button", name="Create account").click()
    assert page.title().startswith("Error: ")
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_keyboard_reaches_the_main_content_first(page: Page) -> None:
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
