"""The council's own look, and announcements."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cms import colour, services
from cms.links import check_address
from cms.models import Announcement, CouncilSettings
from cms.models.announcements import AnnouncementLevel
from marketplace.core import clock
from tests.cms.conftest import Site

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_measured_as_wcag_measures_it() -> None:
    assert colour.contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("too_light", ["#777777", "#ffdd00", "#8fc8ff"])
def test_a_colour_too_light_for_white_text_is_refused_with_its_contrast(too_light: str) -> None:
    with pytest.raises(ValidationError, match=r"This colour is too light\. White text on it .* at least 4\.5 to 1"):
        colour.check_primary_colour(too_light)


def test_a_colour_too_light_for_links_on_the_page_is_refused() -> None:
    with pytest.raises(ValidationError, match="coloured box"):
        colour.check_primary_colour("#747474")


@pytest.mark.parametrize("unreadable", ["0b5559", "#0b555", "red", "#0b5559;", "#0b5559\n"])
def test_only_a_colour_of_six_digits_is_accepted(unreadable: str) -> None:
    with pytest.raises(ValidationError, match="six digits"):
        colour.check_primary_colour(unreadable)


@given(COLOURS)
def test_any_colour_is_lightened_until_it_can_be_read_on_the_dark_ground(chosen: str) -> None:
    assert colour.contrast_ratio(colour.lighten_until_readable(chosen), colour.DARK_BOX) >= colour.LEAST_CONTRAST


@pytest.mark.parametrize(("scheme", "ground"), [(0, colour.BOX), (1, colour.DARK_BOX)])
def test_the_grounds_are_the_hardest_of_the_stylesheet(scheme: int, ground: str) -> None:
    css = (Path(settings.BASE_DIR) / "marketplace/static/css/site.css").read_text()
    colours = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]
    grounds = re.findall(r"--(?:paper|surface|shade|[a-z]+-tint): (#[0-9a-f]{6});", colours)
    hardest = max if scheme else min
    assert len(grounds) == 7
    assert hardest(grounds, key=lambda each: colour.contrast_ratio("#000000", each)) == ground


def test_every_page_links_the_councils_stylesheet_which_may_be_kept_for_a_year(site: Site, client: Client) -> None:
    services.set_council_details(primary_colour="#5b2a86")
    address = re.search(r'href="(/cms-theme\.css\?v=[0-9a-f]+)"', client.get("/").content.decode())
    assert address is not None
    response = client.get(address[1])
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--action: #5b2a86" in response.content.decode()
    assert "immutable" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
def test_a_stylesheet_of_another_version_is_not_kept_long(client: Client) -> None:
    assert "max-age=300" in client.get("/cms-theme.css?v=old")["Cache-Control"]


@pytest.mark.django_db
def test_the_version_changes_with_the_colour() -> None:
    before = CouncilSettings.load().theme_version
    assert services.set_council_details(primary_colour="#5b2a86").theme_version != before


def test_the_stylesheet_cannot_be_posted_to(client: Client) -> None:
    assert client.post("/cms-theme.css").status_code == 405


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "complaints", "ftp://a.example"])
def test_only_paths_and_web_addresses_are_linked(address: str) -> None:
    with pytest.raises(ValidationError):
        check_address(address)


def test_announcements_are_shown_while_they_last_the_most_urgent_first(site: Site, client: Client) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    for text, level, shown_from, shown_until in (
        ("Half-term clubs", AnnouncementLevel.INFORMATION, now - hour, None),
        ("Snow has closed schools", AnnouncementLevel.URGENT, now - hour, now + hour),
        ("Over", AnnouncementLevel.URGENT, now - 2 * hour, now - hour),
        ("Not yet", AnnouncementLevel.URGENT, now + hour, None),
    ):
        Announcement.objects.create(text=text, level=level, shown_from=shown_from, shown_until=shown_until)
    html = client.get("/money/").content.decode()
    assert html.index("Snow has closed schools") < html.index("Half-term clubs")
    assert "Over" not in html
    assert "Not yet" not in html


@pytest.mark.django_db
def test_an_announcement_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError):
        Announcement.objects.create(text="No", shown_from=clock.now(), shown_until=clock.now() - timedelta(days=1))
