from datetime import timedelta

import pytest

from marketplace.catalogue.bookability import Bookability
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Category, CategoryCheck, Service
from marketplace.catalogue.selectors import bookable_services, checks_held, checks_missing, costs_at
from marketplace.core import clock
from marketplace.providers.enums import CheckState
from tests.factories import bookable_service

#: Around the ends of prices, checks and policies.
DAYS = (-401, -400, -366, -365, -200, -30, -1, 0, 1, 29, 30, 31, 364, 365, 366)


def assert_the_same_answers(service: Service) -> None:
    bookability = Bookability(service)
    for offset in DAYS:
        day = clock.today() + timedelta(days=offset)
        noon = clock.local_moment(day) + timedelta(hours=12)
        assert bookability.on(day) == bookable_services(day).filter(pk=service.pk).exists(), day
        assert set(bookability.checks_missing(day)) == set(checks_missing(service, day)), day
        assert bookability.checks_held(day) == list(checks_held(service, day)), day
        assert bookability.costs_at(noon) == costs_at(service, noon), day


def test_a_bookable_service(taxonomies: None) -> None:
    service = bookable_service()
    assert_the_same_answers(service)
    assert Bookability(service).on(clock.today())


@pytest.mark.parametrize("category", ["childminding", "overnight-short-breaks", "sitting-service"])
def test_checks_of_a_kind_and_of_its_group(taxonomies: None, category: str) -> None:
    service = bookable_service(category=category)
    check = service.provider.checks.filter(check_type__categories__category__isnull=False).distinct().first()
    assert check is not None
    check.valid_to = clock.today() + timedelta(days=30)
    check.save()
    assert_the_same_answers(service)


def test_a_check_that_waits_or_was_refused_does_not_count(taxonomies: None) -> None:
    service = bookable_service()
    service.provider.checks.update(state=CheckState.SUBMITTED)
    assert_the_same_answers(service)
    assert not Bookability(service).on(clock.today())


def test_a_policy_that_begins_later(taxonomies: None) -> None:
    service = bookable_service()
    service.provider.checks.all().delete()
    CategoryCheck.objects.update(valid_from=clock.today() + timedelta(days=30))
    service.categories.add(Category.objects.get(code="childminding"))
    assert_the_same_answers(service)
    assert Bookability(service).on(clock.today() + timedelta(days=29))


def test_what_is_free(taxonomies: None) -> None:
    service = bookable_service()
    service.unit_costs.update(valid_to=clock.today() - timedelta(days=1))
    Service.objects.filter(pk=service.pk).update(is_free=True)
    assert_the_same_answers(service)
    assert not Bookability(service).on(clock.today() - timedelta(days=1))


def test_what_is_not_public_or_has_no_price(taxonomies: None) -> None:
    service = bookable_service()
    service.unit_costs.update(valid_to=clock.today() + timedelta(days=30))
    assert_the_same_answers(service)
    Service.objects.filter(pk=service.pk).update(state=ListingState.DRAFT)
    assert_the_same_answers(service)
    assert not Bookability(service).on(clock.today())
