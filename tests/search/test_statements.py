from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.catalogue.models import Category, Service, Session
from tests.factories import PostcodeFactory, ServiceFactory, SessionFactory, bookable_service
from tests.search.generated import make_services, make_streams

WEEK = timedelta(weeks=1)
EVERYTHING = (
    "?q=swimming+autism&category=leisure&category=therapies&need=autism&age=7&access=hoist&day=5"
    "&max_price=90&stream=stream-1&postcode=GL1+2NE&distance=20&sort=price"
)


@pytest.fixture
def few(taxonomies: None) -> None:
    """Make three services, with what filters need."""
    PostcodeFactory()
    make_streams()
    make_services(3)


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?q=swimming", "?postcode=GL1&distance=20", EVERYTHING])
def test_results_take_few_statements_for_a_person_signed_in(
    few: None, django_assert_max_num_queries: Any, query: str, signed_in: Any, cast: Any
) -> None:
    make_more()
    client = signed_in(cast.parent)
    client.get("/services/")
    with django_assert_max_num_queries(12):
        client.get(f"/services/{query}")


def test_results_take_as_many_statements_for_3_services_as_for_60(few: None, client: Client) -> None:
    _statements(client, "/services/")
    with_three = _statements(client, "/services/")
    make_more()
    assert Service.objects.count() == 60
    assert _statements(client, "/services/") == with_three


def test_a_listing_takes_as_many_statements_with_much_as_with_little(
    taxonomies: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    service = bookable_service()
    SessionFactory(service=service)
    url = service.get_absolute_url()
    _statements(client, url)
    with_little = _statements(client, url)
    service.categories.set(Category.objects.all())
    for weeks in range(2, 22):
        SessionFactory(service=service, starts_at=Session.objects.earliest("starts_at").starts_at + weeks * WEEK)
    with django_assert_max_num_queries(10):
        client.get(url)
    assert _statements(client, url) == with_little


def test_a_free_listing_takes_few_statements(
    taxonomies: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    service = ServiceFactory(is_free=True, categories=Category.objects.all())
    SessionFactory(service=service)
    with django_assert_max_num_queries(10):
        client.get(service.get_absolute_url())


def test_a_provider_takes_as_many_statements_with_many_services_as_with_one(taxonomies: None, client: Client) -> None:
    service = bookable_service()
    url = service.provider.get_absolute_url()
    _statements(client, url)
    with_one = _statements(client, url)
    for _ in range(12):
        ServiceFactory(provider=service.provider)
    assert _statements(client, url) == with_one


def make_more() -> None:
    """Bring the services to sixty."""
    make_services(57, first=3)
