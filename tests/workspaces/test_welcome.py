"""Where people go after signing in, and how they join."""

from datetime import timedelta

import pytest

from marketplace.accounts.enums import OfficerRole, Relationship
from marketplace.accounts.models import Child, Family, OfficerAppointment
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("parent", "/family/"),
        ("supporter", "/family/"),
        ("provider_owner", "/provider/"),
        ("outsider", "/welcome/start/"),
    ],
)
def test_a_person_is_led_to_their_workspace(cast: Cast, person: str, address: str) -> None:
    assert signed_in(getattr(cast, person)).get("/welcome/")["Location"] == address


def test_every_officer_is_led_to_the_council(cast: Cast) -> None:
    for officer in cast.officers.values():
        assert signed_in(officer).get("/welcome/")["Location"] == "/council/"


def test_a_person_with_several_workspaces_chooses(cast: Cast) -> None:
    factories.ProviderMemberFactory(user=cast.parent)
    OfficerAppointment.objects.create(user=cast.parent, role=OfficerRole.CONTENT)
    page = signed_in(cast.parent).get("/welcome/")
    for address in ("/family/", "/provider/", "/council/"):
        assert f'href="{address}"' in page.content.decode()


def test_an_appointment_that_has_ended_opens_nothing(cast: Cast) -> None:
    officer = cast.officer(OfficerRole.LISTINGS)
    yesterday = clock.today() - timedelta(days=1)
    OfficerAppointment.objects.filter(user=officer).update(valid_from=yesterday, valid_to=yesterday)
    assert signed_in(officer).get("/welcome/")["Location"] == "/welcome/start/"
    assert signed_in(officer).get("/council/").status_code == 403


@pytest.mark.parametrize(
    ("purpose", "address"),
    [
        ("join_as_family", "/welcome/family/"),
        ("join_as_young_person", "/welcome/young-person/"),
        ("join_as_provider", "/welcome/provider/"),
        ("join_as_supporter", "/welcome/supporter/"),
    ],
)
def test_what_brings_a_person_here_decides_what_comes_next(cast: Cast, purpose: str, address: str) -> None:
    assert signed_in(cast.outsider).post("/welcome/start/", {"purpose": purpose})["Location"] == address


def test_saying_nothing_is_asked_again(cast: Cast) -> None:
    assert errors(signed_in(cast.outsider).post("/welcome/start/", {})) == ["Choose what brings you here."]


def test_a_family_registers_and_adds_a_child_next(cast: Cast) -> None:
    client = signed_in(cast.outsider)
    response = client.post("/welcome/family/", {"name": "The Newmans", "postcode": "GL1 2NE"})
    family = Family.objects.get(name="The Newmans")
    assert family.members.get().user == cast.outsider
    assert response["Location"] == f"/family/{family.pk}/children/add/"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "postcode": ""}, "Enter a name for your family."),
        ({"name": "Us", "postcode": "GL9 9ZZ"}, "We do not know the postcode GL9 9ZZ. Check it for slips."),
    ],
)
def test_a_family_that_cannot_register_is_told_why(cast: Cast, data: dict[str, str], sentence: str) -> None:
    before = Family.objects.count()
    response = signed_in(cast.outsider).post("/welcome/family/", data)
    assert errors(response) == [sentence]
    assert value(response, "postcode") == data["postcode"]
    assert Family.objects.count() == before


def born(years_ago: int) -> dict[str, str]:
    return {"date_of_birth_0": "1", "date_of_birth_1": "1", "date_of_birth_2": str(clock.today().year - years_ago)}


def test_a_young_person_registers_for_themselves(cast: Cast) -> None:
    response = signed_in(cast.outsider).post("/welcome/young-person/", born(17))
    family = cast.outsider.family_memberships.get(relationship=Relationship.YOUNG_PERSON).family
    assert response["Location"] == f"/family/{family.pk}/"
    assert Child.objects.filter(family=family).count() == 1


def test_a_child_does_not_register_for_itself(cast: Cast) -> None:
    response = signed_in(cast.outsider).post("/welcome/young-person/", born(12))
    assert "from the age of 16" in errors(response)[0]
    assert value(response, "date_of_birth_2") == born(12)["date_of_birth_2"]
    assert not cast.outsider.family_memberships.exists()


@pytest.mark.parametrize("year", ["99999999999999999999", "0", "x"])
def test_a_birth_date_out_of_every_calendar_is_refused(cast: Cast, year: str) -> None:
    response = signed_in(cast.outsider).post("/welcome/young-person/", born(17) | {"date_of_birth_2": year})
    assert response.status_code == 200
    assert errors(response)


def test_a_provider_registers(cast: Cast) -> None:
    client = signed_in(cast.outsider)
    assert value(client.get("/welcome/provider/"), "email") == cast.outsider.email
    response = client.post("/welcome/provider/", {"name": "New Club", "kind": "charity", "email": "", "phone": "1"})
    provider = Provider.objects.get(name="New Club")
    assert response["Location"] == f"/provider/{provider.slug}/start/"
    assert provider.members.get().role == ProviderRole.OWNER
    assert errors(client.post("/welcome/provider/", {"name": "", "kind": ""})) == [
        "Enter the name of your organisation.",
        "Choose what you are.",
    ]


def test_a_supporter_learns_which_address_families_need(cast: Cast) -> None:
    assert cast.outsider.email in words(signed_in(cast.outsider).get("/welcome/supporter/"))
