"""What the content files of the fictional council promise, and what is refused in them; nothing is loaded."""

import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState, Unit
from marketplace.demo.content.families import read_family
from marketplace.demo.content.known import GROUP_OF, LEAF_CATEGORIES
from marketplace.demo.content.listings import read_provider
from marketplace.demo.content.loader import (
    ContentError,
    load_families,
    load_local_offer,
    load_postcodes,
    load_providers,
    load_unmet,
)
from marketplace.demo.content.people import load_people
from marketplace.demo.content.reading import FOLDER, Table
from marketplace.demo.content.records import ServiceContent
from marketplace.demo.content.searches import load_searches
from marketplace.demo.loading.demand import REQUESTS
from marketplace.demo.loading.load import Load
from marketplace.demo.loading.sampling import sampled_families, sampled_providers
from marketplace.demo.loading.sign_ins import sign_ins

DAY = date(2026, 11, 24)

Fields = dict[str, Any]


def services() -> list[ServiceContent]:
    return [service for provider in load_providers() for service in provider.services]


def live_services() -> list[ServiceContent]:
    return [service for service in services() if service.state == ListingState.LIVE]


def test_there_are_enough_providers_and_services() -> None:
    assert len(load_providers()) >= 40
    assert len(live_services()) >= 200


def test_every_kind_of_service_can_be_found() -> None:
    """The kinds that have no children: what has some is only a heading over them."""
    offered = {category for service in live_services() for category in service.categories}
    assert offered == LEAF_CATEGORIES
    assert not offered & set(GROUP_OF.values())


def test_something_is_priced_in_every_unit_today() -> None:
    costs = [cost for service in live_services() for cost in service.unit_costs]
    assert {cost.unit for cost in costs if cost.until_days_ago is None} == set(Unit)


def test_every_postcode_is_known_and_in_or_near_the_county() -> None:
    postcodes = {provider.postcode for provider in load_providers()}
    postcodes |= {service.postcode for service in services() if service.postcode}
    postcodes |= {family.postcode for family in load_families()}
    points = load_postcodes()
    assert postcodes <= points.keys()
    outside = {p for p, at in points.items() if not (51.3 < at.latitude < 52.2 and -2.8 < at.longitude < -1.5)}
    assert outside == set()


def test_every_area_that_is_covered_has_a_known_postcode_in_it() -> None:
    outwards = {postcode.split()[0] for postcode in load_postcodes()}
    assert {area for service in services() for area in service.area_covered} <= outwards


def test_there_are_families_with_one_to_four_streams_at_once() -> None:
    families = load_families()
    assert len(families) >= 12
    numbers = [len(child.streams) for family in families for child in family.children]
    assert set(numbers) == {1, 2, 3, 4}


def test_enough_unmet_requests_are_planned() -> None:
    assert Load(day=DAY).number(REQUESTS) >= 300
    assert len(load_unmet()) >= 50, "so that few are worded alike"
    assert len(load_searches()) >= 20


def test_the_local_offer_has_enough_pages_and_some_news() -> None:
    offer = load_local_offer()
    assert sum(len(section.pages) for section in offer.sections) >= 15
    assert all(section.pages for section in offer.sections)
    assert offer.news


def test_someone_signs_in_for_every_role_and_no_two_share_an_address() -> None:
    assert {officer.role for officer in load_people().officers} == set(OfficerRole)
    emails = [person.email for person in sign_ins()]
    assert len(emails) == len(set(emails)) == 5 + len(OfficerRole)


def test_every_provider_has_an_owner() -> None:
    assert load_people().owners.keys() == {provider.slug for provider in load_providers()}


def test_a_full_load_leaves_nothing_out_and_a_sample_keeps_who_signs_in() -> None:
    assert sampled_providers(Load(day=DAY)) == list(load_providers())
    assert sampled_families(Load(day=DAY)) == list(load_families())
    sample = Load(day=DAY, scale=0.01)
    assert [provider.slug for provider in sampled_providers(sample)] == ["severnside-adventure-play", "pa-tom-aldridge"]
    members = [member.email for family in sampled_families(sample) for member in family.members]
    assert {"amina@family.example", "jade.brooks@family.example"} <= set(members)
    assert len(sampled_families(sample)) == 2


def family() -> Fields:
    return tomllib.loads((FOLDER / "families.toml").read_text())["families"][0]


def provider() -> Fields:
    return tomllib.loads((FOLDER / "providers" / "charities.toml").read_text())["providers"][0]


def test_the_first_family_and_provider_are_sound_as_they_are() -> None:
    """The control of the refusals below."""
    assert read_family(Table(family(), "here")) == load_families()[0]
    assert read_provider(Table(provider(), "here")) in load_providers()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda family: family.update(postcode="GL1 9ZZ"), "here: the postcode GL1 9ZZ is not in postcodes.csv."),
        (lambda family: family["members"][0].update(email="a@gmail.com"), "'a@gmail.com' is not on a .example domain."),
        (lambda family: family["children"][0].update(age_years=26), "the age is above 25 years"),
        (lambda family: family["children"][0].update(needs=["none"]), "“needs” has the unknown code 'none'."),
        (lambda family: family["children"][0]["streams"][0].update(annual_pence=0), "“annual_pence” is 0, below 1."),
        (lambda family: family["children"][0].update(streams=[{}]), "“code” is missing."),
    ],
)
def test_a_family_that_breaks_a_rule_is_refused(spoil: Callable[[Fields], None], sentence: str) -> None:
    fields = family()
    spoil(fields)
    with pytest.raises(ContentError) as refusal:
        read_family(Table(fields, "here"))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda provider: provider.update(phone="01452 300000"), "is not one of Ofcom's drama numbers."),
        (lambda provider: provider.update(website="https://www.nhs.uk/"), "must be on a .example domain."),
        (lambda provider: provider.update(checks=[]), "is live but the provider has no"),
        (lambda provider: provider["services"][0].update(categories=["play"]), "the unknown code 'play'."),
        (lambda provider: provider["services"][0].update(age_min=14), "the ages 14 to 13 are reversed or above 25."),
        (lambda provider: provider["services"][0].update(colour="red"), "nobody knows the field “colour”."),
        (lambda provider: provider["services"][0]["unit_costs"][1].update(from_days_ago=500), "hold on the same day."),
    ],
)
def test_a_provider_that_breaks_a_rule_is_refused(spoil: Callable[[Fields], None], sentence: str) -> None:
    fields = provider()
    spoil(fields)
    with pytest.raises(ContentError) as refusal:
        read_provider(Table(fields, "here"))
    assert sentence in str(refusal.value)
