from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from marketplace.catalogue.enums import ListingState
from marketplace.core import clock
from marketplace.providers.models import Provider, VettingCheck
from tests.factories import ProviderFactory, ServiceFactory, bookable_service, vet

pytestmark = pytest.mark.usefixtures("taxonomies")


def text_of(client: Client, provider: Provider) -> str:
    """Return what the provider's page says, on one line."""
    response = client.get(provider.get_absolute_url())
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def test_the_page_shows_the_provider_its_checks_and_its_public_services(client: Client) -> None:
    provider = ProviderFactory(
        name="Riverside Play", description="We are <b>friendly</b>.", phone="01452 000000",
        email="hi@riverside.example",
        website="https://www.riverside.example/about", town="Gloucester", postcode="GL1 2NE",
    )  # fmt: skip
    bookable_service(name="Swimming", provider=provider)
    ServiceFactory(name="Secret", provider=provider, state=ListingState.DRAFT)
    VettingCheck.objects.filter(check_type__code="cqc").update(valid_to=clock.today() - timedelta(days=1))
    page = text_of(client, provider)
    for words in (
        "Riverside Play", "We are <b>friendly</b>.", "01452 000000", "hi@riverside.example", "riverside.example",
        "Gloucester GL1 2NE", "Swimming", "From £12.50 per session", "Public liability insurance, valid until",
    ):  # fmt: skip
        assert words in page, words
    assert "Secret" not in page
    assert "CQC" not in page


def test_an_imported_provider_says_where_it_comes_from(client: Client) -> None:
    provider = ProviderFactory(source="Bristol", external_id="1", description="<p>Hello</p><script>x</script>")
    ServiceFactory(provider=provider, source="Bristol", external_id="1")
    page = text_of(client, provider)
    assert "This entry comes from Bristol. The council has not checked this provider." in page
    assert "x</script>" not in page


def test_a_provider_without_public_services_is_not_found(client: Client) -> None:
    provider = ProviderFactory()
    vet(provider)
    ServiceFactory(provider=provider, state=ListingState.SUSPENDED, state_reason="why")
    refused = ServiceFactory(provider__refused_on=clock.today(), provider__refusal_reason="Unsafe").provider
    for each in (provider, refused):
        assert client.get(each.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(ServiceFactory().provider.get_absolute_url()).status_code == 405
