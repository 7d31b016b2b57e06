"""A provider's details, people and evidence."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import resolve, reverse

from marketplace.core import clock
from marketplace.providers.enums import CheckState
from marketplace.providers.models import CheckType, Provider, VettingCheck
from marketplace.providers.services import free_provider_slug
from marketplace.providers.standing import check_standings
from tests.conftest import Cast
from tests.files import picture, sent
from tests.pages import errors, signed_in, value

DETAILS = {"name": "Riverside", "kind": "charity", "email": "", "phone": "", "website": "", "postcode": "gl1 2ne"}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path) -> None:
    """Keep files away from those of the developer."""
    settings.PRIVATE_ROOT = tmp_path / "private"


def test_details_are_changed(cast: Cast) -> None:
    url = reverse("providers:details", args=[cast.provider.slug])
    assert signed_in(cast.provider_owner).post(url, DETAILS).status_code == 302
    cast.provider.refresh_from_db()
    assert (cast.provider.name, cast.provider.postcode) == ("Riverside", "GL1 2NE")


def test_wrong_details_are_refused_and_kept_on_the_page_only(cast: Cast) -> None:
    url = reverse("providers:details", args=[cast.provider.slug])
    response = signed_in(cast.provider_owner).post(url, DETAILS | {"name": "New", "postcode": "GL9 9ZZ"})
    assert errors(response) == ["We do not know the postcode GL9 9ZZ. Check it for slips."]
    assert value(response, "name") == "New"
    assert Provider.objects.get(pk=cast.provider.pk).name == "Riverside Play"


def evidence(**changes: str) -> dict[str, str]:
    today = clock.today()
    return {
        "check_type": str(CheckType.objects.get(code="public-liability").pk),
        "reference": "PL-1",
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=365)).isoformat(),
        **changes,
    }


def test_evidence_waits_for_the_council(cast: Cast) -> None:
    url = reverse("providers:send_check", args=[cast.provider.slug])
    sent_with = evidence() | {"evidence": [sent(picture())]}
    assert signed_in(cast.provider_owner).post(url, sent_with).status_code == 302
    check = VettingCheck.objects.get()
    assert (check.state, check.reference) == (CheckState.SUBMITTED, "PL-1")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_to": "2020-01-01", "valid_from": "2021-01-01"}, "The end date must be on or after the start date."),
        (
            {"valid_to": "2020-01-01", "valid_from": "2019-01-01"},
            "This evidence has run out already. Send the current one.",
        ),
        ({"reference": ""}, "Enter a reference."),
        ({"check_type": ""}, "Choose what you are sending."),
        ({"valid_from": "0001-01-01"}, "Enter a year from 1990 to 2099."),
    ],
)
def test_wrong_evidence_is_refused_in_place(cast: Cast, changes: dict[str, str], sentence: str) -> None:
    url = reverse("providers:send_check", args=[cast.provider.slug])
    response = signed_in(cast.provider_owner).post(url, evidence(**changes) | {"evidence": [sent(picture())]})
    assert errors(response) == [sentence]
    assert value(response, "valid_to") == evidence(**changes)["valid_to"]
    assert not VettingCheck.objects.exists()


@pytest.mark.parametrize(("query", "chosen"), [("?type=references", 1), ("?type=nothing", 0), ("?type=%00", 0)])
def test_a_link_chooses_the_kind_of_check(cast: Cast, query: str, chosen: int) -> None:
    url = reverse("providers:send_check", args=[cast.provider.slug])
    page = BeautifulSoup(signed_in(cast.provider_owner).get(url + query).content, "html.parser")
    assert len(page.select("[name=check_type][checked]")) == chosen


@pytest.mark.parametrize("name", ["Bookings", "Requests"])
def test_no_provider_takes_the_address_of_a_page_of_all(db: None, name: str) -> None:
    assert free_provider_slug(name) == f"{name.lower()}-2"
    assert resolve(f"/provider/{name.lower()}-2/").view_name == "workspaces:provider"
    assert resolve(f"/provider/{name.lower()}/").view_name != "workspaces:provider"


def standing(cast: Cast, *checks: tuple[CheckState, int, int]) -> tuple[str, str]:
    """Return the standing of the check of which these were sent, each with days from and to."""
    check_type, today = CheckType.objects.get(code="ofsted"), clock.today()
    for state, begins, ends in checks:
        VettingCheck.objects.create(
            provider=cast.provider,
            check_type=check_type,
            reference="R",
            state=state,
            reason="why",
            decided_at=clock.now(),
            valid_from=today + timedelta(days=begins),
            valid_to=today + timedelta(days=ends),
        )
    return next(each for each in check_standings(cast.provider, [check_type]) if each.is_needed).status


APPROVED, REFUSED, SUBMITTED = CheckState.APPROVED, CheckState.REFUSED, CheckState.SUBMITTED


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        ([], "Missing"),
        ([(SUBMITTED, 0, 100)], "Waiting for the council"),
        ([(APPROVED, -10, 100)], "Valid"),
        ([(APPROVED, -10, 60)], "Ends soon"),
        ([(APPROVED, -10, 60), (SUBMITTED, 0, 400)], "Ends soon"),
        ([(APPROVED, -10, 60), (APPROVED, 0, 400)], "Valid"),
        ([(APPROVED, -10, -1)], "Lapsed"),
        ([(APPROVED, -10, -1), (SUBMITTED, 0, 400)], "Waiting for the council"),
        ([(REFUSED, 0, 100)], "Refused"),
        ([(APPROVED, -10, 100), (REFUSED, 0, 400)], "Valid"),
        ([(APPROVED, 10, 100)], "Approved, not started"),
    ],
)
def test_where_a_provider_stands_with_a_check(
    cast: Cast, checks: list[tuple[CheckState, int, int]], status: str
) -> None:
    assert standing(cast, *checks)[0] == status
