"""Reminders 60, 30 and 7 days before a check ends, and once it has: once each, to owners and listings staff."""

from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import LapseNotice
from marketplace.providers.services import send_vetting_reminder, vetting_reminders
from tests.conftest import Cast
from tests.factories import ProviderMemberFactory, UserFactory
from tests.racing import race

from .vetting_scenario import approved_check, sent_check


def run(*, days: int = 0, **options: Any) -> str:
    """Run the command so many days from today; return what it says."""
    output = StringIO()
    with clock.at(clock.local_moment(clock.today() + timedelta(days=days))):
        call_command("send_vetting_reminders", stdout=output, **options)
    return output.getvalue()


def test_a_provider_is_reminded_at_each_step_once_and_told_of_the_end(cast: Cast) -> None:
    approved_check(cast, days=100)
    for role, email in ((ProviderRole.LISTINGS, "li@riverside.example"), (ProviderRole.BOOKINGS, "bo@r.example")):
        ProviderMemberFactory(provider=cast.provider, user=UserFactory(email=email), role=role)
    days = [39, 40, 41, 70, 71, 93, 94, 100, 101, 102]
    assert [run(days=day).split()[0] for day in days] == ["0", "1", "0", "1", "0", "1", "0", "0", "1", "0"]
    assert [message.to for message in mail.outbox] == [["li@riverside.example", "olu@riverside.example"]] * 4
    assert "The last day of this check is" in mail.outbox[0].body
    assert "The last day of this check was" in mail.outbox[3].body
    assert f"/provider/{cast.provider.slug}/checks/send/?type=public-liability" in mail.outbox[0].body
    assert all("Riverside" not in message.subject for message in mail.outbox)
    assert sorted(LapseNotice.objects.values_list("days_before", flat=True)) == [0, 7, 30, 60]


def test_a_run_that_was_missed_skips_to_the_latest_step(cast: Cast) -> None:
    approved_check(cast, days=100)
    assert [run(days=day).split()[0] for day in (95, 96, 140)] == ["1", "0", "0"]


@pytest.mark.parametrize(("begins", "sent"), [(0, "0"), (20, "0"), (21, "0"), (22, "1")])
def test_a_newer_approved_check_silences_unless_days_lie_between(cast: Cast, begins: int, sent: str) -> None:
    approved_check(cast, days=20)
    newer = approved_check(cast, days=400)
    newer.valid_from = clock.today() + timedelta(days=begins)
    newer.save()
    assert run().split()[0] == sent


def test_evidence_that_waits_silences_nothing_and_a_refused_provider_hears_nothing(cast: Cast) -> None:
    approved_check(cast, days=20)
    sent_check(cast, days=400)
    assert "1 providers would be reminded" in run(dry_run=True)
    assert mail.outbox == []
    cast.provider.refused_on, cast.provider.refusal_reason = clock.today(), "Unsafe"
    cast.provider.save()
    assert run().split()[0] == "0"


def test_a_message_that_cannot_be_sent_is_tried_again(cast: Cast) -> None:
    approved_check(cast, days=20)
    with patch.object(EmailMessage, "send", side_effect=OSError("no server")), pytest.raises(CommandError):
        run()
    assert not LapseNotice.objects.exists()
    assert run().split()[0] == "1"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_message(cast: Cast) -> None:
    approved_check(cast, days=20)
    [reminder] = vetting_reminders()
    results = race(*[lambda: send_vetting_reminder(reminder=reminder)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert len(mail.outbox) == 1
