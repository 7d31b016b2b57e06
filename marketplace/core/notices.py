"""E-mails that follow a change: sent once it is committed, never the reason why it fails, and silenced for replays."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

_silent: ContextVar[bool] = ContextVar("whether nobody is told", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Tell nobody of what is changed within: for replaying a history, which its people know."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell_after_commit(write: Callable[[], Sequence[EmailMessage]]) -> None:
    """Write and send messages once the transaction is committed; a mail server that fails stops nothing."""
    if not _silent.get():
        transaction.on_commit(lambda: _send(write()), robust=True)


def send_after_commit(send: Callable[[], object]) -> None:
    """Call what sends a message, and notes that itself, once the transaction is committed; it stops nothing."""
    if not _silent.get():
        transaction.on_commit(send, robust=True)


def link_to(view: str, *args: object) -> str:
    """Return the address of a page, as an e-mail needs it: with the site."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(view, args=args)}"


def _send(messages: Sequence[EmailMessage]) -> None:
    if messages:
        get_connection(fail_silently=True).send_messages(messages)
