"""A family's details and its supporters."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import SupportConsent
from marketplace.accounts.people import TRIES_AN_HOUR
from marketplace.accounts.permissions import may_act_for_family
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


def details_url(cast: Cast) -> str:
    return reverse("accounts:details", args=[cast.family.pk])


def add_url(cast: Cast) -> str:
    return reverse("accounts:add_supporter", args=[cast.family.pk])


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_details_are_changed_and_the_postcode_is_made_tidy(cast: Cast) -> None:
    response = signed_in(cast.parent).post(details_url(cast), {"name": "Us", "postcode": " gl12ne"})
    assert response.status_code == 302
    cast.family.refresh_from_db()
    assert (cast.family.name, cast.family.postcode) == ("Us", "GL1 2NE")


@pytest.mark.parametrize(
    ("postcode", "sentence"),
    [
        ("GL9 9ZZ", "We do not know the postcode GL9 9ZZ. Check it for slips."),
        ("nowhere", "Enter a full UK postcode, such as GL1 2NE."),
    ],
)
def test_a_wrong_postcode_is_refused_and_what_was_typed_is_kept(cast: Cast, postcode: str, sentence: str) -> None:
    response = signed_in(cast.parent).post(details_url(cast), {"name": "Us", "postcode": postcode})
    assert errors(response) == [sentence]
    assert (value(response, "name"), value(response, "postcode")) == ("Us", postcode)
    cast.family.refresh_from_db()
    assert cast.family.name == "The Rahmans"


def test_consent_is_given_within_its_scopes_until_a_day(cast: Cast) -> None:
    data = {"email": "SAM@support.example", "scopes": ["money"], "valid_to": in_days(30)}
    response = signed_in(cast.parent).post(add_url(cast), data, follow=True)
    assert "Sam Supporter can now act for your family." in words(response)
    consent = SupportConsent.objects.order_by("-created_at").first()
    assert consent is not None
    assert (consent.supporter, consent.scopes) == (cast.supporter, ["money", "see"])
    assert AuditEvent.objects.get(action="consent.give").object_id == consent.pk


def test_consent_lasts_a_year_unless_the_family_says_otherwise(cast: Cast) -> None:
    assert value(signed_in(cast.parent).get(add_url(cast)), "valid_to") == in_days(365)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"email": "nobody@x.example"},
            "We could not find an account with that address. Ask your supporter to sign up first.",
        ),
        ({"valid_to": "2020-01-01"}, "Choose an end date of today or later."),
        ({"valid_to": "0026-01-01"}, "Enter a year from 1990 to 2099."),
        ({"valid_to": ""}, "Choose the last day on which they may act for you."),
        ({"email": "amina@family.example"}, "This person belongs to your family already and needs no consent."),
    ],
)
def test_consent_that_cannot_be_given_is_refused_in_place(cast: Cast, change: dict[str, str], sentence: str) -> None:
    before = SupportConsent.objects.count()
    data = {"email": "sam@support.example", "scopes": ["book"], "valid_to": in_days(30)} | change
    response = signed_in(cast.parent).post(add_url(cast), data)
    assert errors(response) == [sentence]
    assert value(response, "email") == data["email"]
    assert SupportConsent.objects.count() == before


def test_addresses_cannot_be_tried_without_end(cast: Cast) -> None:
    client = signed_in(cast.parent)
    data = {"email": "nobody@x.example", "valid_to": in_days(30)}
    for _ in range(TRIES_AN_HOUR):
        assert "could not find" in errors(client.post(add_url(cast), data))[0]
    assert errors(client.post(add_url(cast), data)) == ["You have tried many addresses. Wait an hour, then try again."]
    # An address that has an account gives nothing away either, and other people are not held up.
    assert "tried many" in errors(client.post(add_url(cast), data | {"email": "sam@support.example"}))[0]
    other = reverse("accounts:add_supporter", args=[cast.other_family.pk])
    assert "could not find" in errors(signed_in(cast.other_parent).post(other, data))[0]


def test_consent_is_taken_back_by_a_post_and_ends_at_once(cast: Cast) -> None:
    consent = cast.family.consents.get()
    url = reverse("accounts:withdraw_supporter", args=[cast.family.pk, consent.pk])
    client = signed_in(cast.parent)
    assert "Take back your consent for Sam Supporter?" in words(client.get(url))
    assert may_act_for_family(cast.supporter, cast.family, SupportScope.BOOK)
    assert "can no longer act" in words(client.post(url, follow=True))
    assert not may_act_for_family(cast.supporter, cast.family)
    home = reverse("workspaces:family", args=[cast.family.pk])
    assert signed_in(cast.supporter).get(home).status_code == 404


def test_consent_of_another_family_cannot_be_taken_back(cast: Cast) -> None:
    consent = factories.SupportConsentFactory(family=cast.other_family, supporter=cast.supporter)
    url = reverse("accounts:withdraw_supporter", args=[cast.family.pk, consent.pk])
    assert signed_in(cast.parent).post(url).status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_consents_are_listed_now_and_before(cast: Cast) -> None:
    factories.SupportConsentFactory(
        family=cast.family,
        supporter=cast.outsider,
        valid_from=clock.today() - timedelta(days=20),
        valid_to=clock.today() - timedelta(days=1),
    )
    page = words(signed_in(cast.parent).get(reverse("accounts:supporters", args=[cast.family.pk])))
    now, before = page.split("Before")
    assert "Sam Supporter See, book and cancel" in now
    assert cast.outsider.name in before


@pytest.mark.parametrize("page", ["details", "supporters"])
def test_a_short_address_leads_to_the_only_family(cast: Cast, page: str) -> None:
    response = signed_in(cast.parent).get(f"/family/{page}/")
    assert response["Location"] == reverse(f"accounts:{page}", args=[cast.family.pk])
    factories.FamilyMemberFactory(family=cast.other_family, user=cast.parent)
    assert signed_in(cast.parent).get(f"/family/{page}/")["Location"] == "/family/"
    assert signed_in(cast.supporter).get(f"/family/{page}/")["Location"] == "/family/"
