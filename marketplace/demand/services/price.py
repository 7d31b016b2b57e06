"""Asking a provider to list its prices."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import unit_costs_on
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.notices import tell_after_commit

_COUNT_REQUEST = """
    INSERT INTO demand_pricerequest (id, service_id, day, times) VALUES (gen_random_uuid(), %s, %s, 1)
    ON CONFLICT (service_id, day) DO UPDATE SET times = demand_pricerequest.times + 1
    RETURNING times
"""


class PricesListed(DomainError):
    """The service has a price today, or is free."""

    code = "prices_listed"


@transaction.atomic
def ask_for_prices(*, service: Service) -> int:
    """Count that someone asked for the prices of a service; return how often that was today.

    The first of a day is passed to the provider by e-mail, where it has an address. Raises PricesListed.
    """
    today = clock.today()
    if service.is_free:
        raise PricesListed("This service is free, so it has no prices to list.")
    if unit_costs_on(service, today).exists():
        raise PricesListed("This service lists its prices already. They are on this page.")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_REQUEST, (service.pk, today))
        times = cursor.fetchone()[0]
    if times == 1 and service.provider.email:
        tell_after_commit(lambda: [_message(service)])
    return times


def _message(service: Service) -> EmailMessage:
    return EmailMessage(
        subject="A family asked for your prices",
        body=(
            f"Hello,\n\nsomeone who read about “{service.name}” on the Local Offer asked what it costs. Services with "
            f"a price are easier to choose and to book.\n\nThe listing: "
            f"{settings.SITE_URL.rstrip('/')}{service.get_absolute_url()}\n\n"
            "Sign in to add your unit costs, or answer this message and the council will help.\n"
        ),
        to=[service.provider.email],
    )
