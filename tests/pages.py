"""Reading pages as people do: their words, without markup."""

import re

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from marketplace.accounts.models import User


def words(response: HttpResponse) -> str:
    """Return the words of the page, with single spaces between them."""
    return re.sub(r"\s+", " ", BeautifulSoup(response.content, "html.parser").get_text(" "))


def errors(response: HttpResponse) -> list[str]:
    """Return what the summary at the top of the page says is wrong."""
    return [link.get_text() for link in BeautifulSoup(response.content, "html.parser").select(".error-summary a")]


def value(response: HttpResponse, name: str) -> str:
    """Return what the page shows in the input of this name, nothing where it is empty."""
    element = BeautifulSoup(response.content, "html.parser").select_one(f"[name={name}]")
    assert element is not None, name
    return element.get_text().strip() if element.name == "textarea" else str(element.get("value", ""))


def current(response: HttpResponse) -> list[tuple[str, str]]:
    """Return the links of the workspace's navigation that are marked as current: their words and the mark."""
    links = BeautifulSoup(response.content, "html.parser").select(".workspace-nav a[aria-current]")
    return [(link.get_text(), str(link["aria-current"])) for link in links]


def navigation(response: HttpResponse) -> list[str]:
    """Return the words of the links in the workspace's navigation."""
    return [link.get_text() for link in BeautifulSoup(response.content, "html.parser").select(".workspace-nav a")]


def signed_in(person: User) -> Client:
    """Return a client that is signed in as the person."""
    client = Client()
    client.force_login(person)
    return client
