"""What the content files of the fictional council promise, and what is refused in them; nothing is loaded."""

import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.enums import Route
from marketplace.catalogue.enums import ListingState, Unit
from marketplace.demo.content.families import read_family
from marketplace.demo.content.held import load_held
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
from marketplace.demo.content.plans import load_plans, plan_of, read_plan
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


def test_every_child_has_a_plan_that_spends_each_of_its_streams() -> None:
    children = [child for family in load_families() for child in family.children]
    assert load_plans().keys() == {f"{child.given_name} {child.family_name}" for child in children}
    for child in children:
        paying = {stream for line in plan_of(child).lines for stream in line.parts}
        assert paying == {award.code for award in child.streams}, child.given_name


def test_plans_have_lines_of_every_kind() -> None:
    lines = [line for plan in load_plans().values() for line in plan.lines]
    assert any(line.service for line in lines)
    assert any(line.unit for line in lines)
    assert any(line.aside for line in lines)
    assert any(not line.parts for line in lines), "a form of support without a price"
    assert any(len(line.parts) > 1 for line in lines), "a cost that streams share"


def test_services_of_plans_and_holders_of_money_are_in_the_directory() -> None:
    slugs = {service.slug for service in services()}
    assert {line.service for plan in load_plans().values() for line in plan.lines} - {""} <= slugs
    assert {held.holder for held in load_held()} - {""} <= {provider.slug for provider in load_providers()}
    assert {held.route for held in load_held()} == set(Route) - {Route.COUNCIL}


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
    assert len(emails) == len(set(emails)) == 5 + len(OfficerRole) + len(load_people().signers)


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


def plan() -> Fields:
    return tomllib.loads((FOLDER / "plans.toml").read_text())["plans"][0]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda plan: plan["lines"][0].update(outcome=9), "serves outcome 9, which there is not."),
        (lambda plan: plan["lines"][0]["parts"].update({"social-care-short-breaks": 39}), "share out 101 per cent"),
        (lambda plan: plan["lines"][0]["parts"].update({"sen-top-up": 1}), "bought by number is paid by one stream"),
        (lambda plan: plan["lines"][2]["parts"].update({"sen-transport": 1}), "sen-transport does not pay for"),
        (lambda plan: plan["lines"][2].update(parts={"pocket-money": 10}), "“parts” cannot have 10 per cent"),
        (lambda plan: plan["lines"].reverse(), "the last line of sen-top-up takes what is left"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(spoil: Callable[[Fields], None], sentence: str) -> None:
    assert read_plan(Table(plan(), "here")) == plan_of(load_families()[0].children[0]), "the control"
    fields = plan()
    spoil(fields)
    with pytest.raises(ContentError) as refusal:
        read_plan(Table(fields, "here"))
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
