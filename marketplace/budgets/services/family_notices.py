"""E-mails to a family about its figures. They say where to look: no amount, no name, no need, not even in the text."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.accounts.models import Child, User

_SUBJECTS = {
    "released": "Your personal budget: something to look at",
    "answered": "Your personal budget: the council has answered you",
}


def tell_of_figures(child: Child) -> None:
    """Tell the members of the child's family, after the commit, that figures are shared with them."""
    transaction.on_commit(lambda: _send(child, "released"), robust=True)


def tell_of_answer(child: Child) -> None:
    """Tell the members of the child's family, after the commit, that a challenge is answered."""
    transaction.on_commit(lambda: _send(child, "answered"), robust=True)


def _send(child: Child, what: str) -> None:
    path = reverse("budgets:family_figure", args=[child.pk])
    body = render_to_string(f"budgets/email/{what}.txt", {"url": f"{settings.SITE_URL.rstrip('/')}{path}"})
    people = User.objects.filter(family_memberships__family=child.family_id, is_active=True).distinct()
    messages = [EmailMessage(_SUBJECTS[what], body, to=[email]) for email in people.values_list("email", flat=True)]
    get_connection(fail_silently=True).send_messages(messages)
