"""A provider writes a listing, sends it to the council and takes it back."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_officer
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.listing_steps import STEPS
from marketplace.catalogue.models import AccessFeature, Category, Need, Service
from marketplace.catalogue.services import return_listing, submit_listing, suspend_listing
from marketplace.core.audit import SYSTEM
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


@pytest.fixture
def owner(cast: Cast) -> Client:
    return signed_in(cast.provider_owner)


@pytest.fixture
def draft(cast: Cast) -> Service:
    """Return a draft with everything that the council needs."""
    return factories.ServiceFactory(
        provider=cast.provider,
        name="River club",
        slug="river-club",
        state=ListingState.DRAFT,
        categories=[Category.objects.get(code="after-school-clubs")],
    )


def url(service: Service, page: str = "listing", *more: Any) -> str:
    return reverse(f"provider_listings:{page}", args=[service.provider.slug, service.slug, *more])


ANSWERS: dict[str, dict[str, Any]] = {
    "basics": {"name": "Lake club", "summary": "By the lake", "description": "We swim.\n\nWe eat."},
    "kind": {"group-clubs-and-holiday-schemes": ["weekend-clubs"], "group-leisure": ["leisure-lessons"]},
    "who": {"age_min": "5", "age_max": "11", "eligibility": "Just come."},
    "where": {
        "setting": "home",
        "postcode": "gl12ne",
        "areas": "gl1, GL50 2AB, gl1 GL2",
        "days": ["0", "6"],
        "offered_when": ["weekends"],
    },
    "access": {"languages": "Polish,  Bengali; Polish", "continuity": "Always Jo."},
    "money": {"not_included": "Lunch", "run_by": "in_house", "contract": "block", "website": "lake.example"},
}


def test_a_listing_begins_with_a_name(cast: Cast, owner: Client) -> None:
    new = reverse("provider_listings:new_listing", args=[cast.provider.slug])
    assert errors(owner.post(new, {"name": ""})) == ["Enter a name for the service."]
    response = owner.post(new, {"name": "River club"}, follow=True)
    service = Service.objects.get()
    assert (service.state, service.provider) == (ListingState.DRAFT, cast.provider)
    page = words(response)
    assert "Before you can send it, add: a summary a description a category the postcode of the place" in page
    assert "Send to the council" not in page


@pytest.mark.parametrize("key", ANSWERS)
def test_each_page_of_questions_is_saved_and_shown_again(owner: Client, draft: Service, key: str) -> None:
    response = owner.post(url(draft, "step", key), ANSWERS[key])
    assert response["Location"] == url(draft)
    page = owner.get(url(draft, "step", key))
    for name, answer in ANSWERS[key].items():
        if isinstance(answer, str) and name not in ("postcode", "areas", "languages", "website", "setting"):
            assert answer.replace("\n", "") in page.content.decode().replace("\n", "").replace("\r", "")
    assert len(errors(page)) == 0


def test_answers_arrive_in_the_listing(owner: Client, draft: Service) -> None:
    for key, answers in ANSWERS.items():
        more = {
            "who": {"needs": [str(Need.objects.get(code="autism").pk)]},
            "access": {"access_features": [str(AccessFeature.objects.get(code="hoist").pk)]},
        }
        owner.post(url(draft, "step", key), answers | more.get(key, {}))
    service = Service.objects.get()
    assert (service.name, service.slug, service.age_min, service.age_max) == ("Lake club", "river-club", 5, 11)
    assert {category.code for category in service.categories.all()} == {"weekend-clubs", "leisure-lessons"}
    assert [area.outward for area in service.areas.all()] == ["GL1", "GL2", "GL50"]
    assert (service.postcode, service.days, service.languages) == ("GL1 2NE", [0, 6], ["Polish", "Bengali"])
    assert service.latitude is not None
    assert (service.needs.get().code, service.access_features.get().code) == ("autism", "hoist")
    assert service.website == "https://lake.example"
    page = words(owner.get(url(draft, "preview")))
    for word in (
        "Lake club",
        "Ages 5 to 11",
        "Weekend clubs",
        "Monday, Sunday",
        "GL1, GL2, GL50",
        "Polish, Bengali",
        "Hoist",
    ):
        assert word in page


@pytest.mark.parametrize(
    ("key", "change", "sentence"),
    [
        ("who", {"age_min": "11", "age_max": "5"}, "The oldest age must not be below the youngest."),
        ("who", {"age_max": "26"}, "Enter an age in whole years from 0 to 25."),
        ("who", {"age_min": "-1"}, "Enter an age in whole years from 0 to 25."),
        ("who", {"age_min": "five"}, "Enter an age in whole years from 0 to 25."),
        ("where", {"postcode": "GL9 9ZZ"}, "We do not know the postcode GL9 9ZZ. Check it for slips."),
        ("where", {"areas": "GL1, Gloucester"}, "“Gloucester” is not the first half of a postcode, such as GL1."),
        ("where", {"setting": ""}, "Choose where it happens."),
        ("kind", {"group-clubs-and-holiday-schemes": [], "group-leisure": []}, "Choose at least one kind of service."),
        ("basics", {"name": ""}, "Enter a name for the service."),
        ("money", {"website": "not an address"}, "Enter a web address, such as https://www.example.org."),
        ("access", {"languages": "x" * 50}, f"“{'x' * 40}…” is too long. Put commas between them."),
    ],
)
def test_wrong_answers_are_refused_in_place(
    owner: Client, draft: Service, key: str, change: dict[str, Any], sentence: str
) -> None:
    before = Service.objects.values().get()
    response = owner.post(url(draft, "step", key), ANSWERS[key] | change)
    assert errors(response) == [sentence]
    for name, typed in change.items():
        if isinstance(typed, str) and name != "setting":
            assert value(response, name) == typed
    assert Service.objects.values().get() == before


def test_a_page_of_questions_that_is_not_there_is_not_found(owner: Client, draft: Service) -> None:
    assert owner.get(url(draft, "step", "nothing")).status_code == 404


def test_the_task_list_says_what_is_done(owner: Client, draft: Service) -> None:
    page = words(owner.get(url(draft)))
    assert "Name and description Done" in page
    assert "Who it is for To do" in page
    assert "Prices Families cannot book without one. If it is free, say so To do" in page
    assert all(step.title in page for step in STEPS)
    assert "This kind of service needs: Enhanced DBS arrangements, Public liability insurance" in page


def test_the_prices_are_done_with_a_price_or_with_free(owner: Client, draft: Service) -> None:
    Service.objects.update(is_free=True)
    page = words(owner.get(url(draft)))
    assert "Prices It is free to families Done" in page
    assert "Families read that checks are missing" in page
    assert "cannot book" not in page
    Service.objects.update(is_free=False)
    factories.UnitCostFactory(service=draft)
    assert re.search(r"Prices .{0,70}Done", words(owner.get(url(draft))))


def test_a_draft_says_in_its_questions_whether_it_is_free(owner: Client, draft: Service) -> None:
    owner.post(url(draft, "step", "money"), ANSWERS["money"] | {"is_free": "on"})
    assert Service.objects.get().is_free
    page = words(owner.get(url(draft, "preview")))
    assert "Price Free" in page
    assert "Free to families Yes" in page
    assert "Price not published" not in page
    owner.post(url(draft, "step", "money"), ANSWERS["money"])
    assert not Service.objects.get().is_free


def test_a_priced_draft_is_not_made_free_by_its_questions(owner: Client, draft: Service) -> None:
    factories.UnitCostFactory(service=draft)
    response = owner.post(url(draft, "step", "money"), ANSWERS["money"] | {"is_free": "on"})
    assert "End the price first." in errors(response)[0]
    assert value(response, "not_included") == "Lunch"
    assert Service.objects.values_list("is_free", "not_included").get() == (False, "")


def test_a_complete_draft_is_sent_to_the_council(owner: Client, draft: Service) -> None:
    response = owner.post(url(draft, "submit"), follow=True)
    assert "is with the council" in words(response)
    assert Service.objects.get().state == ListingState.SUBMITTED


def test_an_incomplete_draft_is_refused_with_what_it_lacks(owner: Client, draft: Service) -> None:
    Service.objects.update(summary="", postcode="")
    response = owner.post(url(draft, "submit"))
    assert errors(response) == ["Before you send the listing, add a summary and the postcode of the place."]
    assert Service.objects.get().state == ListingState.DRAFT


@pytest.mark.parametrize("state", [ListingState.SUBMITTED, ListingState.LIVE, ListingState.SUSPENDED])
def test_words_are_changed_in_a_draft_only(owner: Client, draft: Service, state: ListingState) -> None:
    Service.objects.update(state=state, state_reason="why")
    response = owner.post(url(draft, "step", "basics"), ANSWERS["basics"])
    assert errors(response) == ["Take the listing back to a draft before you change it."]
    assert value(response, "name") == "Lake club"
    assert Service.objects.get().name == "River club"


@pytest.mark.parametrize("state", [ListingState.SUBMITTED, ListingState.LIVE])
def test_a_listing_is_taken_back_after_asking(owner: Client, draft: Service, state: ListingState) -> None:
    Service.objects.update(state=state)
    assert "back to a draft?" in words(owner.get(url(draft, "withdraw")))
    assert Service.objects.get().state == state
    assert owner.post(url(draft, "withdraw")).status_code == 302
    assert Service.objects.get().state == ListingState.DRAFT


def test_a_suspended_listing_is_not_taken_back_by_its_provider(owner: Client, draft: Service) -> None:
    Service.objects.update(state=ListingState.SUSPENDED, state_reason="Flooded")
    assert "so this cannot be done any more" in errors(owner.post(url(draft, "withdraw")))[0]
    page = words(owner.get(url(draft)))
    assert "The council suspended this listing Flooded" in page
    assert "Change the words" not in page


def test_the_reason_why_a_listing_came_back_is_shown(cast: Cast, owner: Client, draft: Service) -> None:
    submit_listing(actor=SYSTEM, service=draft)
    officer = actor_for_officer(cast.officer(OfficerRole.LISTINGS), OfficerRole.LISTINGS)
    return_listing(actor=officer, service=draft, reason="Say where the hall is.")
    assert "The council returned this listing Say where the hall is." in words(owner.get(url(draft)))
    assert "Returned" in words(owner.get(reverse("provider_listings:index", args=[cast.provider.slug])))


def test_listings_are_listed_by_state_without_those_of_others(cast: Cast, owner: Client, draft: Service) -> None:
    live = factories.ServiceFactory(provider=cast.provider, name="Live one")
    suspend_listing(actor=SYSTEM, service=live, reason="why")
    factories.ServiceFactory(provider=cast.other_provider, name="Not mine")
    page = words(owner.get(reverse("provider_listings:index", args=[cast.provider.slug])))
    assert "River club Draft" in page
    assert "Live one Suspended" in page
    assert "Not mine" not in page


def test_checks_say_which_the_listings_need(cast: Cast, owner: Client, draft: Service) -> None:
    page = words(owner.get(reverse("provider_listings:checks", args=[cast.provider.slug])))
    needed, others = page.split("Your listings do not need these")
    assert "Safeguarding policy Missing" in needed
    assert "Ofsted registration Not sent" in others
