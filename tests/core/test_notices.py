"""E-mails that follow a change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction

from marketplace.core.notices import link_to, silence, tell_after_commit


def letter() -> list[EmailMessage]:
    return [EmailMessage("A change", "Look here.", to=["amina@family.example"])]


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_when_the_change_is_committed() -> None:
    with transaction.atomic():
        tell_after_commit(letter)
        assert mail.outbox == []
    assert [message.subject for message in mail.outbox] == ["A change"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_a_change_that_was_undone() -> None:
    with transaction.atomic():
        tell_after_commit(letter)
        transaction.set_rollback(True)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_a_replay_even_if_it_is_committed_later() -> None:
    with transaction.atomic():
        with silence():
            tell_after_commit(letter)
        tell_after_commit(letter)
    assert len(mail.outbox) == 1


def refuse_mail(*args: object, **kwargs: object) -> None:
    raise OSError("The mail server is gone.")


def write_nothing_readable() -> list[EmailMessage]:
    raise ValueError("The template is broken.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [letter, write_nothing_readable])
def test_an_email_that_fails_stops_nothing(
    write: Callable[[], list[EmailMessage]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse_mail)
    with transaction.atomic():
        tell_after_commit(write)


@pytest.mark.parametrize("site", ["https://offer.example", "https://offer.example/"])
def test_a_link_leads_to_the_site(settings: Any, site: str) -> None:
    settings.SITE_URL = site
    assert link_to("account_login") == "https://offer.example/accounts/login/"
