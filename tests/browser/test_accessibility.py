"""axe finds nothing wrong, no page scrolls sideways, and nothing on it breaks the content security policy."""

import pytest

PUBLIC = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/no-such-page/"]


@pytest.fixture
def console(page):
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    return messages


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_accessible(page, console, assert_accessible, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    assert_accessible(page)
    assert not [text for text in console if "Content Security Policy" in text]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_fits_a_narrow_screen(page, path):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_up_with_errors_leads_to_the_first_wrong_field(page, assert_accessible, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Create account").click()
    assert page.title().startswith("Error: ")
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_keyboard_reaches_the_main_content_first(page):
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
