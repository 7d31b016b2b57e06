from datetime import timedelta

import pytest

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Category
from marketplace.catalogue.selectors import bookable_services, checks_missing, public_services
from marketplace.core import clock
from marketplace.providers.models import VettingCheck
from tests.factories import ServiceFactory, UnitCostFactory, bookable_service, vet

pytestmark = pytest.mark.usefixtures("taxonomies")


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.SUBMITTED, ListingState.SUSPENDED])
def test_only_live_listings_are_public(state: ListingState) -> None:
    service = ServiceFactory(state=state, state_reason="why")
    assert service not in public_services()
    assert ServiceFactory() in public_services()


def test_a_refused_provider_is_not_public() -> None:
    service = bookable_service()
    service.provider.refused_on = clock.today()
    service.provider.refusal_reason = "Unsafe"
    service.provider.save()
    assert service not in public_services()
    assert service not in bookable_services(clock.today())


def test_a_service_without_a_price_on_the_day_is_not_bookable() -> None:
    service = ServiceFactory(categories=[Category.objects.get(code="equipment")])
    vet(service.provider)
    assert service not in bookable_services(clock.today())
    cost = UnitCostFactory(service=service, valid_to=clock.today())
    assert service in bookable_services(clock.today())
    assert service not in bookable_services(cost.valid_to + timedelta(days=1))


@pytest.mark.parametrize(
    ("category", "code"),
    [("equipment", "public-liability"), ("after-school-clubs", "enhanced-dbs"), ("childminding", "ofsted")],
)
def test_every_check_that_the_category_or_its_group_needs_must_hold_on_the_day(category: str, code: str) -> None:
    service = bookable_service(category=category)
    day = clock.today() + timedelta(days=30)
    assert service in bookable_services(day)
    VettingCheck.objects.filter(provider=service.provider, check_type__code=code).update(
        valid_to=day - timedelta(days=1)
    )
    assert service not in bookable_services(day)
    assert service in bookable_services(day - timedelta(days=1))
    assert [check.code for check in checks_missing(service, day)] == [code]


def test_a_check_that_the_category_does_not_need_is_not_asked_for() -> None:
    service = bookable_service(category="equipment")
    VettingCheck.objects.filter(provider=service.provider, check_type__code="ofsted").delete()
    assert service in bookable_services(clock.today())


def test_an_imported_entry_is_public_and_never_bookable() -> None:
    service = bookable_service(source="elsewhere", external_id="1")
    assert service in public_services()
    assert service not in bookable_services(clock.today())
