"""Appointing officers and ending appointments."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment
from marketplace.accounts.permissions import is_officer
from marketplace.core import clock
from tests.conftest import Cast
from tests.pages import errors, signed_in, words


def end_url(role: OfficerRole) -> str:
    return reverse("accounts:end_officer", args=[OfficerAppointment.objects.get(role=role).pk])


@pytest.fixture
def administrator(cast: Cast):
    return signed_in(cast.officer(OfficerRole.ADMINISTRATOR))


def test_a_person_is_appointed_by_e_mail(cast: Cast, administrator) -> None:
    data = {"email": cast.outsider.email, "role": OfficerRole.FINANCE}
    response = administrator.post(reverse("accounts:add_officer"), data, follow=True)
    assert f"{cast.outsider} is now Finance officer." in words(response)
    assert is_officer(cast.outsider, OfficerRole.FINANCE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "nobody@x.example"}, "We could not find an account with that address. Ask them to sign up first."),
        ({"role": ""}, "Choose a role."),
    ],
)
def test_an_appointment_that_cannot_be_made_is_refused(cast: Cast, administrator, change, sentence) -> None:
    data = {"email": cast.outsider.email, "role": OfficerRole.FINANCE} | change
    assert errors(administrator.post(reverse("accounts:add_officer"), data)) == [sentence]


@pytest.mark.parametrize("days", [0, 30])
def test_an_appointment_ends_at_once(cast: Cast, administrator, days: int) -> None:
    since = clock.today() - timedelta(days=days)
    OfficerAppointment.objects.filter(role=OfficerRole.FINANCE).update(valid_from=since)
    url = end_url(OfficerRole.FINANCE)
    administrator.get(url)
    assert is_officer(cast.officer(OfficerRole.FINANCE), OfficerRole.FINANCE)
    administrator.post(url)
    assert not is_officer(cast.officer(OfficerRole.FINANCE), OfficerRole.FINANCE)
    assert administrator.post(url).status_code == 404


def test_the_last_administrator_stays(cast: Cast, administrator) -> None:
    url = end_url(OfficerRole.ADMINISTRATOR)
    assert errors(administrator.post(url)) == ["This is the last administrator. Appoint another one first."]
    assert is_officer(cast.officer(OfficerRole.ADMINISTRATOR), OfficerRole.ADMINISTRATOR)
