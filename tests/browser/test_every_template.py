"""On every page axe finds nothing, nothing scrolls sideways at 320 px, and the browser has nothing to say."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from . import visits
from .tab import Tab
from .world import build_world

ROOT = Path(settings.BASE_DIR) / "templates"
#: What pages are made of: they are looked at with the pages.
FRAMES = re.compile(r"layouts/|.*_layout\.html|account/(one_form|message)\.html|cms/page\.html|allauth/")


def _page_templates() -> set[str]:
    names = (str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html") if "{% extends" in path.read_text())
    return {name for name in names if not FRAMES.match(name)}


def test_it_is_known_how_to_reach_every_page_template() -> None:
    assert _page_templates() - visits.PAGES.keys() == set(), "say in tests/browser/visits.py how to reach these"
    assert visits.PAGES.keys() - _page_templates() == set(), "these are gone: take them out of tests/browser/visits.py"


# One test, because its rows are committed for the server to see, and taken away after each test.
@pytest.mark.urls("tests.browser.urls")
def test_every_page_works_for_everyone(transactional_db: None, subtests: pytest.Subtests, noting_tab: Tab) -> None:
    world = build_world()
    for template, to in visits.PAGES.items():
        with subtests.test(template):
            rendered = noting_tab.make(to(world))
            assert template in rendered, f"{noting_tab.page.url} shows {sorted(rendered)}"
            assert noting_tab.complaints() == []
    for what, to in visits.MISTAKES.items():
        with subtests.test(f"mistakes in {what}"):
            noting_tab.make(to(world))
            assert noting_tab.page.title().startswith("Error: ")
            assert noting_tab.complaints() == []
    for state, to in visits.STATES.items():
        with subtests.test(state):
            noting_tab.make(to(world))
            assert noting_tab.complaints() == []
