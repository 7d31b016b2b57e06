"""What becomes of the listings of an imported entry when its owner takes it over."""

from django.db import transaction

from marketplace.core.audit import Actor, record_event
from marketplace.providers.models import Provider

from ..events import listing_changed
from ..models import Service


@transaction.atomic
def take_over_listings(*, actor: Actor, provider: Provider) -> int:
    """Make the imported listings of a provider its own, as they stand: those that are public stay so, without a price.

    `external_id` stays, by which the next import knows to leave them alone. Returns how many there were.
    """
    services = list(Service.objects.select_for_update().filter(provider=provider).exclude(source="").order_by("pk"))
    for service in services:
        before, service.source = {"source": service.source}, ""
        service.save(update_fields=["source", "updated_at"])
        record_event(actor=actor, action="listing.take_over", subject=service, before=before, after={"source": ""})
    if services:
        listing_changed.send(Service, service_ids=[service.pk for service in services])
    return len(services)
