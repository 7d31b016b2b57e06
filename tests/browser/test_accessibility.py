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


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"]
)
def test_page_of_ones_own_account_is_accessible(page, sign_in, django_user_model, assert_accessible, path):
    sign_in(django_user_model.objects.create_user("jo@example.org", "three words together", name="Jo Bloggs"))
    page.goto(path)
    page.locator(".account-menu > summary").click()
    assert page.url.endswith(path)
    assert_accessible(page)


def test_signing_out_takes_one_press_in_the_account_menu(page, sign_in, django_user_model):
    sign_in(django_user_model.objects.create_user("jo@example.org", "three words together", name="Jo Bloggs"))
    page.goto("/accounts/email/")
    page.locator(".account-menu > summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.goto("/accounts/login/")
    assert page.get_by_role("link", name="Sign in").is_visible()


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
