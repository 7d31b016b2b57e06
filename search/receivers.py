"""Keeping up with the catalogue: what changed is findable in the same transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from marketplace.catalogue.events import listing_changed
from marketplace.providers.models import Provider
from marketplace.providers.services import provider_changed

from .indexing import refresh_search_vectors


@receiver(listing_changed)
def refresh_listings(service_ids: Iterable[UUID], **kwargs: Any) -> None:
    """Refresh the listings that changed."""
    refresh_search_vectors(service_ids)


@receiver(provider_changed)
def refresh_listings_of_provider(provider: Provider, **kwargs: Any) -> None:
    """Refresh a provider's listings, which are found by its name."""
    refresh_search_vectors(provider.services.values_list("pk", flat=True))
