from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.catalogue.models import Service
from marketplace.demand.models import PriceRequest
from tests.conftest import Cast
from tests.factories import ProviderFactory, ServiceFactory, UnitCostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    """Return a public service without a price, whose provider has an e-mail address."""
    return ServiceFactory(slug="splash", name="Splash", provider=ProviderFactory(email="in@splash.example"))


def test_asking_is_counted_and_the_provider_hears_once_a_day(
    client: Client, service: Service, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/services/splash/ask-for-prices/")
    assert response["Location"] == "/services/splash/"
    assert PriceRequest.objects.get().times == 3
    (message,) = mail.outbox
    assert message.to == ["in@splash.example"]
    assert "Splash" not in message.subject
    shown = [str(message) for message in response.wsgi_request._messages]
    assert "We have counted your request. The council passes it to the provider." in shown


def test_a_provider_without_an_address_is_counted_for_the_council(
    client: Client, cast: Cast, signed_in: Callable[[User], Client], django_capture_on_commit_callbacks: Any
) -> None:
    ServiceFactory(slug="quiet", name="Quiet place")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/services/quiet/ask-for-prices/")
    assert not mail.outbox
    page = signed_in(cast.officer(OfficerRole.LISTINGS)).get("/council/price-requests/").content.decode()
    assert "Quiet place" in page


def test_a_service_with_a_price_is_not_asked_about(client: Client, service: Service) -> None:
    UnitCostFactory(service=service)
    client.post("/services/splash/ask-for-prices/")
    assert not PriceRequest.objects.exists()


def test_a_free_service_is_not_asked_about(client: Client, service: Service) -> None:
    Service.objects.update(is_free=True)
    response = client.post("/services/splash/ask-for-prices/")
    assert not PriceRequest.objects.exists()
    shown = [str(message) for message in response.wsgi_request._messages]
    assert shown == ["This service is free, so it has no prices to list."]


def test_only_public_services_and_only_by_post(client: Client, service: Service) -> None:
    assert client.get("/services/splash/ask-for-prices/").status_code == 405
    assert client.post("/services/unknown/ask-for-prices/").status_code == 404
    Service.objects.update(state="draft")
    assert client.post("/services/splash/ask-for-prices/").status_code == 404


def test_a_mail_server_that_is_down_does_not_stop_the_count(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(*args: object) -> None:
        raise OSError("no mail today")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/services/splash/ask-for-prices/").status_code == 302
    assert PriceRequest.objects.get().times == 1
