"""The officers' page that draws prices and bands from a file."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.enums import AllocationMethod
from marketplace.budgets.figures import Band
from marketplace.budgets.forms.calibration import LARGEST_FILE
from marketplace.budgets.models import AllocationPolicy, FundingStream
from marketplace.budgets.selectors.policy import bands_of
from marketplace.budgets.services import PolicyTerms
from marketplace.core import clock
from tests.conftest import Cast
from tests.pages import errors, value, words

from .allocation_scenario import QUESTIONNAIRE, policy, questionnaire
from .test_calibration import HUNDRED_A_POINT, table

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]
SEND, USE = "/council/budgets/policy/calibrate/", "/council/budgets/policy/calibrate/use/"


@pytest.fixture
def officer(cast: Cast, streams: Streams, signed_in: SignIn) -> Client:
    questionnaire()
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def send(client: Client, text: str | bytes, **changed: Any) -> HttpResponse:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("packages.csv", content, content_type="text/csv")
    return client.post(SEND, {"stream": "equipment", "bands": "4", "file": file} | changed)


def use(client: Client, proposal: str, **changed: str) -> HttpResponse:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    asked = {"method": "bands", "questionnaire_name": QUESTIONNAIRE, "valid_from": tomorrow, "proposal": proposal}
    return client.post(USE, asked | changed)


def test_a_file_is_shown_as_price_bands_fit_changes_and_picture(officer: Client, streams: Streams) -> None:
    terms = PolicyTerms(method=AllocationMethod.PRESENT_PACKAGE, fall_floor_permille=900)
    policy(streams["equipment"], terms)
    page = send(officer, table(HUNDRED_A_POINT))
    shown = words(page)
    for sentence in (
        "£100 a year for each point, drawn from 100 people",
        "0 to 25 points £1,300 25",
        "R² (1 is a perfect fit) 1.000 0.9",
        "Price of a point, protected",
        "Gain more than 10%",
    ):
        assert sentence in shown, sentence
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert AllocationPolicy.objects.count() == 1


def test_the_proposal_is_used_from_a_day(officer: Client, streams: Streams) -> None:
    proposal = value(send(officer, table(HUNDRED_A_POINT), bands="2"), "proposal")
    response = use(officer, proposal)
    assert response["Location"] == "/council/budgets/policy/streams/equipment/"
    made = AllocationPolicy.objects.get()
    assert bands_of(made) == (Band(0, 50, 255_000), Band(51, None, 755_000))
    later = (clock.today() + timedelta(days=9)).isoformat()
    use(officer, proposal, method="price_point", valid_from=later)
    assert AllocationPolicy.objects.get(method="price_point").price_point_pence == 10_000


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"method": ""}, "Choose what to use."),
        ({"questionnaire_name": ""}, "Choose the questionnaire."),
        ({"valid_from": "soon"}, "Enter a day, such as"),
    ],
)
def test_what_is_missing_is_said_and_the_proposal_kept(officer: Client, changed: dict[str, str], sentence: str) -> None:
    proposal = value(send(officer, table(HUNDRED_A_POINT)), "proposal")
    page = use(officer, proposal, **changed)
    assert any(sentence in error for error in errors(page)), errors(page)
    assert value(page, "proposal") == proposal
    assert not AllocationPolicy.objects.exists()


def test_a_proposal_that_was_tampered_with_is_refused(officer: Client) -> None:
    for proposal in ("", "e30:1:x", "x"):
        page = use(officer, proposal)
        assert "Send the file again, then choose what to use." in words(page)
    assert not AllocationPolicy.objects.exists()
    assert officer.get(USE)["Location"] == SEND


def test_a_second_policy_of_today_is_refused_in_place(officer: Client, streams: Streams) -> None:
    policy(streams["equipment"], PolicyTerms(method=AllocationMethod.PRESENT_PACKAGE))
    proposal = value(send(officer, table(HUNDRED_A_POINT)), "proposal")
    page = use(officer, proposal, valid_from=clock.today().isoformat())
    assert "A policy can change from tomorrow on" in errors(page)[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("points,package\n-1,5\nx,5\n", "Row 3: points is not a whole number."),
        ("points,package\n=1+1,5\n", "Row 2: points is not a whole number."),
        ("points,package\n0,5\n", "Nobody in the file has a point"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is not a CSV file."),
        ("", "The file is empty."),
        ("points,package\n" + "1,1\n" * (LARGEST_FILE // 4), "larger than 2 MB"),
    ],
)
def test_a_wrong_file_is_said_in_place(officer: Client, text: str | bytes, sentence: str) -> None:
    page = send(officer, text)
    assert any(sentence in error for error in errors(page)), errors(page)
    assert value(page, "bands") == "4"


def test_stream_and_number_of_bands_are_asked(officer: Client) -> None:
    page = send(officer, table(HUNDRED_A_POINT), stream="", bands="1")
    assert errors(page) == ["Choose a stream.", "Enter a whole number from 2 to 20."]
    assert 'value="equipment" selected' in officer.get(f"{SEND}?stream=equipment").content.decode()


def test_a_proposal_is_used_by_budget_officers_only(cast: Cast, streams: Streams, signed_in: SignIn) -> None:
    assert Client().post(USE).status_code == 302
    for person in (cast.officer(OfficerRole.FINANCE), cast.officer(OfficerRole.COMMISSIONER), cast.parent):
        assert signed_in(person).post(USE).status_code == 403
    assert signed_in(cast.officer(OfficerRole.BUDGETS)).put(USE).status_code == 405
