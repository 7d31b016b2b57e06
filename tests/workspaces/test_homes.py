"""The home pages of families, providers and officers, and their navigation."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, OfficerAppointment
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Need, Service
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import CheckType, VettingCheck
from tests import factories
from tests.conftest import Cast
from tests.pages import current, errors, navigation, signed_in, value, words


def family_url(cast: Cast, more: str = "") -> str:
    return f"/family/{cast.family.pk}/{more}"


CHILD = {
    "given_name": "Zoë",
    "family_name": "",
    "date_of_birth_0": "29",
    "date_of_birth_1": "2",
    "date_of_birth_2": "2016",
}


def test_a_family_sees_its_children_and_what_needs_doing(cast: Cast) -> None:
    page = words(signed_in(cast.parent).get("/family/"))
    assert "The Rahmans" in page
    assert "Yusuf" in page
    assert "Note Yusuf’s needs" in page
    assert "You are acting for" not in page
    assert "Liv" not in page


def test_a_family_without_a_child_is_asked_for_one(cast: Cast) -> None:
    cast.family.children.all().delete()
    assert "No child here yet" in words(signed_in(cast.parent).get("/family/"))


def test_a_consent_that_ends_soon_needs_a_decision(cast: Cast) -> None:
    cast.family.consents.update(valid_to=clock.today() + timedelta(days=30))
    assert "Decide about Sam Supporter" in words(signed_in(cast.parent).get("/family/"))
    cast.family.consents.update(valid_to=clock.today() + timedelta(days=31))
    assert "Decide about" not in words(signed_in(cast.parent).get("/family/"))


def test_a_supporter_is_told_for_whom_they_act_and_writes_nothing(cast: Cast) -> None:
    response = signed_in(cast.supporter).get("/family/")
    assert "You are acting for The Rahmans" in words(response)
    assert "Add a child" not in words(response)
    assert navigation(response) == ["Overview", "Budgets", "Bookings", "Requests"]


def test_a_supporter_of_several_families_chooses(cast: Cast) -> None:
    factories.SupportConsentFactory(family=cast.other_family, supporter=cast.supporter)
    response = signed_in(cast.supporter).get("/family/")
    assert family_url(cast) in response.content.decode()
    assert f"/family/{cast.other_family.pk}/" in response.content.decode()


def test_a_supporter_whose_consent_ended_sees_nothing(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    cast.family.consents.update(valid_from=yesterday, valid_to=yesterday)
    assert signed_in(cast.supporter).get(family_url(cast)).status_code == 404
    assert signed_in(cast.supporter).get("/family/")["Location"] == "/welcome/start/"


def test_a_child_is_added_with_needs(cast: Cast) -> None:
    needs = [str(need.pk) for need in Need.objects.filter(code__in=["autism", "epilepsy"])]
    response = signed_in(cast.parent).post(family_url(cast, "children/add/"), CHILD | {"needs": needs}, follow=True)
    assert "Autism, Epilepsy" in words(response)
    child = Child.objects.get(given_name="Zoë")
    assert (child.family, child.date_of_birth.isoformat()) == (cast.family, "2016-02-29")
    event = AuditEvent.objects.get(action="child.set_needs")
    assert (event.object_id, event.after, event.actor) == (child.pk, {}, cast.parent)


def test_a_child_is_changed(cast: Cast) -> None:
    cast.child.needs.set(Need.objects.all()[:3])
    url = family_url(cast, f"children/{cast.child.pk}/")
    assert value(signed_in(cast.parent).get(url), "given_name") == "Yusuf"
    signed_in(cast.parent).post(url, CHILD)
    cast.child.refresh_from_db()
    assert cast.child.given_name == "Zoë"
    assert not cast.child.needs.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date_of_birth_2": "2999"}, "Enter a birth date in the past."),
        ({"date_of_birth_2": "1988"}, "The Local Offer is for children and young people of 0 to 25."),
        ({"date_of_birth_2": "2015"}, "Enter a real date, such as 27 3 2016."),
        ({"given_name": ""}, "Enter your child’s first name."),
    ],
)
def test_a_child_that_cannot_be_added_is_refused_in_place(cast: Cast, change: dict[str, str], sentence: str) -> None:
    if change.get("date_of_birth_2") == "2999":
        change = change | {"date_of_birth_0": "1"}
    before = Child.objects.count()
    response = signed_in(cast.parent).post(family_url(cast, "children/add/"), CHILD | change)
    assert errors(response) == [sentence]
    for name, typed in (CHILD | change).items():
        assert value(response, name) == typed
    assert Child.objects.count() == before


def test_the_familys_navigation_marks_where_one_is(cast: Cast) -> None:
    client = signed_in(cast.parent)
    assert current(client.get("/family/")) == [("Overview", "page")]
    assert current(client.get(family_url(cast, "supporters/"))) == [("Supporters", "page")]
    assert current(client.get(family_url(cast, "supporters/add/"))) == [("Supporters", "true")]
    assert current(client.get(family_url(cast, "children/add/"))) == [("Overview", "true")]


def test_a_provider_is_led_to_its_home_or_chooses(cast: Cast) -> None:
    owner = signed_in(cast.provider_owner)
    assert owner.get("/provider/")["Location"] == f"/provider/{cast.provider.slug}/"
    factories.ProviderMemberFactory(provider=cast.other_provider, user=cast.provider_owner)
    page = words(owner.get("/provider/"))
    assert "Hill Top Riding" in page
    assert "Riverside Play" in page
    assert signed_in(cast.outsider).get("/provider/")["Location"] == "/welcome/start/"


def test_a_providers_home_counts_listings_and_says_what_is_missing(cast: Cast) -> None:
    for state in (ListingState.DRAFT, ListingState.DRAFT, ListingState.LIVE):
        factories.ServiceFactory(provider=cast.provider, state=state)
    page = words(signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/"))
    assert "Draft 2 Live 1" in page
    assert "Public liability insurance Missing" in page


def test_the_role_for_bookings_sees_bookings_only(cast: Cast) -> None:
    person = factories.UserFactory()
    factories.ProviderMemberFactory(provider=cast.provider, user=person, role=ProviderRole.BOOKINGS)
    response = signed_in(person).get(f"/provider/{cast.provider.slug}/")
    assert navigation(response) == ["Overview", "Bookings", "Requests"]
    assert "Write a listing" not in words(response)


def test_a_providers_navigation_marks_where_one_is(cast: Cast) -> None:
    client, home = signed_in(cast.provider_owner), f"/provider/{cast.provider.slug}/"
    everything = ["Overview", "Listings", "Checks", "Reports", "Bookings", "Requests", "People", "Details"]
    assert navigation(client.get(home)) == everything
    assert current(client.get(home)) == [("Overview", "page")]
    assert current(client.get(f"{home}listings/")) == [("Listings", "page")]
    assert current(client.get(f"{home}checks/send/")) == [("Checks", "true")]


@pytest.mark.parametrize(
    ("role", "sections"),
    [
        (OfficerRole.LISTINGS, ["Vetting", "Claims", "Listings", "Freshness", "Reports", "Requests"]),
        (OfficerRole.BUDGETS, ["Budgets", "Bookings"]),
        (OfficerRole.FINANCE, ["Budgets", "Bookings"]),
        (OfficerRole.COMMISSIONER, ["Budgets", "Requests", "Demand"]),
        (OfficerRole.CONTENT, ["Website"]),
        (
            OfficerRole.ADMINISTRATOR,
            [
                *("Vetting", "Claims", "Listings", "Freshness", "Reports", "Budgets", "Bookings", "Requests", "Demand"),
                *("Website", "Officers"),
            ],
        ),
    ],
)
def test_an_officers_navigation_holds_what_the_roles_allow(cast: Cast, role: OfficerRole, sections: list[str]) -> None:
    assert navigation(signed_in(cast.officer(role)).get("/council/")) == ["Overview", *sections]


def test_a_superuser_may_use_every_page_of_the_council(db: None, admin_client: Client) -> None:
    assert navigation(admin_client.get("/council/"))[-1] == "Officers"


def test_an_officers_home_counts_what_waits_and_for_how_long(cast: Cast) -> None:
    factories.ServiceFactory(state=ListingState.SUBMITTED)
    Service.objects.update(updated_at=clock.now() - timedelta(days=3))
    for _ in range(2):
        VettingCheck.objects.create(
            provider=cast.provider,
            check_type=CheckType.objects.all()[0],
            reference="R",
            valid_from=clock.today(),
            valid_to=clock.today(),
        )
    page = words(signed_in(cast.officer(OfficerRole.LISTINGS)).get("/council/"))
    assert "2 Checks to decide All came today" in page
    assert "1 Listings to look at The oldest waits for 3 days" in page
    assert "Waiting for you" not in words(signed_in(cast.officer(OfficerRole.FINANCE)).get("/council/"))


def test_roles_are_read_once_for_a_page(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(cast.officer(OfficerRole.FINANCE))
    with django_assert_max_num_queries(100) as captured:
        client.get("/council/")
    table = OfficerAppointment._meta.db_table
    assert sum(f'FROM "{table}"' in query["sql"] for query in captured.captured_queries) == 1
