"""What bookings do when something happens in the apps beneath."""

import logging
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.dispatch import receiver

from marketplace.core.notices import tell_after_commit
from marketplace.providers.events import cover_ended
from marketplace.providers.models import Provider

from .services import lapses_to_tell, tell_family_of_lapses

logger = logging.getLogger(__name__)


@receiver(cover_ended)
def tell_families(sender: type[Provider], provider: Provider, **kwargs: Any) -> None:
    """Tell the families that are booked as soon as a check is taken away; what fails is sent by the daily command."""
    tell_after_commit(partial(_tell, provider))


def _tell(provider: Provider) -> list[EmailMessage]:
    """Send what is to be sent, each message with the note that it was; nothing is left to send."""
    for lapses in lapses_to_tell(provider=provider):
        try:
            tell_family_of_lapses(lapses)
        except OSError:
            logger.warning("families of provider %s could not be told of a lapse; tried again daily", provider.pk)
    return []
