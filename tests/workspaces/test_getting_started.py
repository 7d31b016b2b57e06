"""The steps by which a provider begins: their states come from the data."""

from datetime import timedelta

import pytest

from marketplace.catalogue.enums import ListingState
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.workspaces.provider_tasks import starting_tasks
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words

pytestmark = pytest.mark.django_db

OWNER = frozenset({ProviderRole.OWNER})


def states(provider: Provider) -> list[str]:
    provider = Provider.objects.get(pk=provider.pk)
    return [task["status"] for task in starting_tasks(provider, OWNER).tasks]


def test_at_first_everything_is_to_do_and_what_needs_a_listing_cannot_start(cast: Cast) -> None:
    assert states(cast.provider) == [*["To do"] * 3, *["Cannot start yet"] * 3, "Optional"]
    tasks = starting_tasks(cast.provider, OWNER)
    assert [bool(task["url"]) for task in tasks.tasks] == [True, True, True, False, False, False, True]
    assert (tasks.done, tasks.needed, tasks.is_done) == (0, 6, False)


def test_each_step_follows_the_data_and_in_the_end_the_list_goes(cast: Cast) -> None:
    provider, owner = cast.provider, signed_in(cast.provider_owner)
    home, start = f"/provider/{provider.slug}/", f"/provider/{provider.slug}/start/"
    assert "0 of 6 steps are done" in words(owner.get(home))
    details = {"name": "Riverside", "kind": "charity", "phone": "1", "description": "We play.", "postcode": ""}
    owner.post(f"{home}details/", details)
    assert states(provider)[0] == "Done"
    assert owner.post(f"{home}numbers/", {"charity_number": "123456"})["Location"] == start
    assert states(provider)[1] == "Done"
    service = factories.ServiceFactory(provider=provider, state=ListingState.DRAFT)
    assert states(provider)[2:6] == ["Started", "To do", "To do", "To do"]
    service.state = ListingState.SUBMITTED
    service.save()
    assert states(provider)[2] == "Waiting for the council"
    service.state = ListingState.LIVE
    service.save()
    assert states(provider)[2] == "Done"
    factories.UnitCostFactory(service=service)
    assert states(provider)[3] == "Done"
    factories.SessionFactory(service=service)
    assert states(provider)[4] == "Done"
    factories.vet(provider, days=20)
    assert states(provider) == [*["Done"] * 6, "Optional"]
    page = words(owner.get(home))
    assert "steps are done" not in page
    assert "See the steps for getting started again" in page
    assert "All steps are done" in words(owner.get(start))
    with clock.at(clock.now() + timedelta(days=21)):
        assert states(provider)[4:6] == ["To do", "To do"], "sessions are over and checks have lapsed"


def test_what_is_free_needs_neither_price_nor_sessions(cast: Cast) -> None:
    factories.ServiceFactory(provider=cast.provider, is_free=True)
    assert states(cast.provider)[3:5] == ["Done", "Done"]


def test_numbers_are_given_or_there_are_none(cast: Cast) -> None:
    owner, url = signed_in(cast.provider_owner), f"/provider/{cast.provider.slug}/numbers/"
    assert errors(owner.post(url, {})) == ["Enter a number, or say that there is none."]
    both = owner.post(url, {"has_none": "on", "ofsted_urn": "EY123456"})
    assert errors(both) == ["You gave a number, so do not tick this."]
    assert "Enter the Ofsted URN as on the certificate" in errors(owner.post(url, {"ofsted_urn": "12"}))[0]
    assert states(cast.provider)[1] == "To do"
    owner.post(url, {"has_none": "on"})
    assert states(cast.provider)[1] == "Done"


def test_who_keeps_listings_is_not_sent_to_an_owners_pages(cast: Cast) -> None:
    tasks = starting_tasks(cast.provider, frozenset({ProviderRole.LISTINGS})).tasks
    assert (tasks[0]["url"], tasks[0]["hint"]) == ("", "An owner does this.")
    assert tasks[2]["url"]


def test_who_opens_the_steps(cast: Cast) -> None:
    listings, bookings, finance = (
        factories.ProviderMemberFactory(provider=cast.provider, role=role).user
        for role in (ProviderRole.LISTINGS, ProviderRole.BOOKINGS, ProviderRole.FINANCE)
    )
    outsiders = [cast.other_provider_owner, cast.parent, cast.outsider, *cast.officers.values()]
    assert_guarded(
        f"/provider/{cast.provider.slug}/start/",
        allowed=[cast.provider_owner, listings],
        refused_to=[bookings, finance],
        hidden_from=outsiders,
    )
    assert_guarded(
        f"/provider/{cast.provider.slug}/numbers/",
        allowed=[cast.provider_owner],
        refused_to=[listings, bookings, finance],
        hidden_from=outsiders,
        takes_posts=True,
    )
