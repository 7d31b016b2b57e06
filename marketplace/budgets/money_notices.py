"""E-mails to families about how their money is managed. They say where to look, and nothing about the child."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.accounts.models import User

from .models import Pot

_SUBJECT = "Your personal budget: {what}"


def tell_family_after_commit(*, pot: Pot, what: str, sentence: str, page: str = "family_managing") -> None:
    """Send the family's members an e-mail once the transaction is committed.

    `what` ends the subject, `sentence` says it in full, and `page` is the name of the child's page to look at.
    """
    transaction.on_commit(partial(_tell, pot.child_id, what, sentence, page))


def _tell(child_id: UUID, what: str, sentence: str, page: str) -> None:
    members = User.objects.filter(family_memberships__family__children=child_id, is_active=True).distinct()
    url = f"{settings.SITE_URL}{reverse(f'budgets:{page}', args=[child_id])}"
    body = render_to_string("budgets/email/managing.txt", {"sentence": sentence, "url": url})
    messages = [
        EmailMessage(_SUBJECT.format(what=what), body, to=[email]) for email in members.values_list("email", flat=True)
    ]
    if messages:
        get_connection(fail_silently=True).send_messages(messages)
