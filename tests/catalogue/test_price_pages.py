"""A provider's prices: added from a day, never overwritten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.catalogue.models import Service, UnitCost
from marketplace.core import clock
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


@pytest.fixture
def owner(cast: Cast) -> Client:
    return signed_in(cast.provider_owner)


@pytest.fixture
def service(cast: Cast) -> Service:
    return factories.ServiceFactory(provider=cast.provider)


def url(service: Service, page: str = "new_price", *more: Any) -> str:
    return reverse(f"provider_listings:{page}", args=[service.provider.slug, service.slug, *more])


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def price(**changes: Any) -> dict[str, Any]:
    return {
        "amount_pence": "£1,012.50",
        "unit": "session",
        "grade": "",
        "day_type": "any",
        "minimum_quantity": "2",
        "vat_percent": "20",
        "includes": "Lunch",
        "reliability": "agreed",
        "valid_from": in_days(0).isoformat(),
        "valid_to": "",
        **changes,
    }


def test_a_price_is_added(owner: Client, service: Service) -> None:
    response = owner.post(url(service), price(), follow=True)
    assert "The price is added: £1,012.50 per session, at least 2 sessions, 20% VAT included." in words(response)
    cost = UnitCost.objects.get()
    assert (cost.amount_pence, cost.vat_percent, cost.includes, cost.valid_to) == (101_250, 20, "Lunch", None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount_pence": "0"}, "Enter an amount from £0.01 to £50,000."),
        ({"amount_pence": "1000000"}, "Enter an amount from £0.01 to £50,000."),
        ({"amount_pence": "-5"}, "Enter an amount from £0.01 to £50,000."),
        ({"amount_pence": ""}, "Enter a price."),
        ({"minimum_quantity": "0"}, "Enter a number from 0.25 to 9,999."),
        ({"minimum_quantity": "123456789"}, "Enter a number from 0.25 to 9,999."),
        ({"vat_percent": "101"}, "Enter a percentage from 0 to 100."),
        ({"valid_from": ""}, "Choose the first day of the price."),
        ({"valid_from": "0001-01-01"}, "Enter a year from 1990 to 2099."),
        ({"valid_to": "2020-01-01"}, "The last day must not be before the first day."),
    ],
)
def test_a_wrong_price_is_refused_in_place(
    owner: Client, service: Service, changes: dict[str, str], sentence: str
) -> None:
    response = owner.post(url(service), price(**changes))
    assert errors(response) == [sentence]
    for name, typed in changes.items():
        assert value(response, name) == typed
    assert value(response, "includes") == "Lunch"
    assert not UnitCost.objects.exists()


def test_a_new_price_ends_the_one_before_and_changes_nothing_else(owner: Client, service: Service) -> None:
    owner.post(url(service), price())
    owner.post(url(service), price(amount_pence="14", valid_from=in_days(60).isoformat()))
    before, after = UnitCost.objects.order_by("valid_from")
    assert (before.amount_pence, before.valid_to) == (101_250, in_days(59))
    assert (after.amount_pence, after.valid_to) == (1400, None)
    owner.get(url(service, "prices"))  # shows the notices
    page = words(owner.get(url(service, "prices")))
    assert page.index("Now") < page.index("£1,012.50") < page.index("Coming") < page.index("£14 per session")


def test_what_held_in_the_past_is_not_changed(owner: Client, service: Service) -> None:
    factories.UnitCostFactory(service=service)
    response = owner.post(url(service), price(valid_from=in_days(-10).isoformat()))
    assert errors(response) == ["A price that has held already is not changed. Choose today or a later day."]
    assert UnitCost.objects.get().valid_to is None


def test_a_second_price_for_the_same_day_is_refused(owner: Client, service: Service) -> None:
    owner.post(url(service), price())
    assert "Choose a later first day." in errors(owner.post(url(service), price()))[0]


def test_a_price_ends_on_a_day(owner: Client, service: Service) -> None:
    cost = factories.UnitCostFactory(service=service)
    page = url(service, "end_price", cost.pk)
    assert "Choose a last day of today or later" in errors(owner.post(page, {"last_day": "2020-01-01"}))[0]
    owner.post(page, {"last_day": in_days(3).isoformat()})
    cost.refresh_from_db()
    assert cost.valid_to == in_days(3)


def test_a_past_price_is_listed_and_cannot_be_ended(owner: Client, service: Service) -> None:
    cost = factories.UnitCostFactory(service=service, valid_to=in_days(-1))
    assert owner.get(url(service, "end_price", cost.pk)).status_code == 404
    page = words(owner.get(url(service, "prices")))
    assert "No price holds today" in page
    assert "£12.50 per session" in page.split("Past")[1]


def test_a_listing_without_a_price_is_said_to_be_free(owner: Client, service: Service) -> None:
    page = words(owner.get(url(service, "prices")))
    assert "families read “Price not published”" in page
    assert "It is free to families" in page
    response = owner.post(url(service, "free"), {"is_free": "on"}, follow=True)
    assert Service.objects.get().is_free
    page = words(response)
    assert "The listing says that it is free." in page
    assert "families read “Free” and contact you to arrange it" in page
    assert "Price not published" not in page
    assert "Add a price" not in page
    assert "checked" in owner.get(url(service, "free")).content.decode()


def test_a_listing_is_said_not_to_be_free_any_more(owner: Client, service: Service) -> None:
    Service.objects.update(is_free=True)
    response = owner.post(url(service, "free"), {}, follow=True)
    assert "The listing does not say that it is free." in words(response)
    assert "Add a price" in words(response)
    assert not Service.objects.get().is_free


def test_a_priced_listing_is_not_made_free_and_reads_what_to_do(owner: Client, service: Service) -> None:
    factories.UnitCostFactory(service=service)
    assert errors(owner.post(url(service, "free"), {"is_free": "on"})) == [
        "This service has a price that holds today or later. End the price first. The service can be free from the "
        "day after."
    ]
    assert not Service.objects.get().is_free


def test_a_free_listing_takes_no_price_and_reads_what_to_do(owner: Client, service: Service) -> None:
    Service.objects.update(is_free=True)
    response = owner.post(url(service), price())
    assert errors(response) == [
        "This listing says that the service is free to families. Say first that it is not free any more, then add "
        "the price."
    ]
    assert value(response, "includes") == "Lunch"
    assert not UnitCost.objects.exists()
