"""A tab of a browser that notes what the site rendered for it and what went wrong in it."""

import time
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from playwright.sync_api import Page, Request, ViewportSize

from marketplace.accounts.models import User

AXE = Axe().axe_script
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
#: Where text is enlarged to 400 %, a window of 1280 px has this width.
NARROW: ViewportSize = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Visit:
    """A page and how to get there: what is filled in, by label, and the button that is pressed then.

    `stale`: the person proved a while ago who they are, so that pages about the account ask again.
    """

    path: str
    person: User | None = None
    fill: dict[str, str] = field(default_factory=dict)
    press: str = ""
    stale: bool = False


def broken_rules(page: Page) -> list[str]:
    """Return what axe finds on the page, each with the rule and the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']]}" for rule in found]


def sign_in(page: Page, person: User, *, stale: bool = False) -> None:
    """Sign a person in without the form, in the whole context of the page; `stale` as for `Visit`."""
    _take_session(page, _new_session(person, stale=stale))


def _take_session(page: Page, key: str) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])


def _new_session(person: User, *, stale: bool) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies["sessionid"].value
    if not stale:
        session = SessionStore(session_key=key)
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True},
        ]
        session.save()
    return key


class Faults:
    """What must not happen on any page: a breach of the content security policy, an error, a word to another host."""

    def __init__(self, page: Page, url: str) -> None:
        self.found: list[str] = []
        self._url = url
        page.on("console", lambda message: self._note_console(message.text))
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("request", self._note_request)

    def _note_console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.found.append(text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:")):
            self.found.append(f"asked another host: {request.url}")


class Tab:
    """One tab in which visits are made, each as whoever it names."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        # Loaded with the page rather than sent to it each time: a tenth of a second less for each.
        page.add_init_script(AXE)
        self.faults = Faults(page, url)
        self._rendered: set[str] = set()
        self._sessions: dict[tuple[User, bool], str] = {}
        template_rendered.connect(self._note_template)

    def close(self) -> None:
        """Stop taking notes."""
        template_rendered.disconnect(self._note_template)

    def make(self, visit: Visit) -> set[str]:
        """Make the visit and return the names of the templates that were rendered for it."""
        self.faults.found.clear()
        self.page.context.clear_cookies()
        if visit.person:
            who = visit.person, visit.stale
            if who not in self._sessions:
                self._sessions[who] = _new_session(visit.person, stale=visit.stale)
            _take_session(self.page, self._sessions[who])
        self._rendered.clear()
        self.page.goto(visit.path)
        for label, text in visit.fill.items():
            self.page.get_by_label(label, exact=True).fill(text)
        if visit.press:
            with self.page.expect_navigation():
                self.page.locator("main").get_by_role("button", name=visit.press, exact=True).click()
        return set(self._rendered)

    def complaints(self) -> list[str]:
        """Return what is wrong with the page: for people with disabilities, on a narrow screen, for the browser."""
        self.page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
        found = broken_rules(self.page)
        found += [f"leads nowhere: {link}" for link in self.page.locator('a[href=""]').all_inner_texts()]
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(WIDE)
        if width > NARROW["width"]:
            found.append(f"scrolls sideways: {width} px of {NARROW['width']}")
        return [*found, *self.faults.found]

    def _note_template(self, template: Template, **kwargs: Any) -> None:
        if template.name:
            self._rendered.add(template.name)
