"""What the CMS does when something happens in the domain."""

from typing import Any

from django.dispatch import receiver

from marketplace.accounts.events import appointments_changed

from .services import sync_editors


@receiver(appointments_changed)
def let_in_who_is_appointed(**kwargs: Any) -> None:
    """Give and take access to the editor as the council appoints people."""
    sync_editors()
