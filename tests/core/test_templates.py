"""What holds for every template, and the pages that must show when something is wrong."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_opens_with_a_comment_that_lists_its_variables(path: Path):
    assert path.read_text().startswith("{% comment %}")


def test_no_template_has_a_style_or_script_of_its_own():
    inline = re.compile(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)")
    assert [str(path) for path in TEMPLATES if inline.search(path.read_text())] == []


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_page_shows_without_request_or_database(name: str):
    assert "Go to the home page" in render_to_string(name)


@pytest.mark.django_db
def test_missing_page_offers_a_search(client: Client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert 'action="/services/"' in response.text


@pytest.mark.django_db
def test_a_refused_form_says_how_to_send_it_again():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert "Please send the form again" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["login", "signup", "reset_password", "reset_password_done", "email_verification_sent"]
)
def test_account_page_is_in_our_words(client: Client, name: str):
    from django.urls import reverse

    response = client.get(reverse(f"account_{name}"))
    assert response.status_code == 200
    assert response.text.count("<h1>") == 1
    assert "A listing does not create an entitlement" in response.text
