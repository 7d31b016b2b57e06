"""What the catalogue does when something happens in the apps below it."""

from typing import Any

from django.dispatch import receiver

from marketplace.core.audit import Actor
from marketplace.providers.claiming import provider_taken_over
from marketplace.providers.models import Provider

from .services import take_over_listings


@receiver(provider_taken_over)
def take_over(sender: type[Provider], *, provider: Provider, actor: Actor, **kwargs: Any) -> None:
    """Make an entry's listings its owner's with it, in the same transaction."""
    take_over_listings(actor=actor, provider=provider)
