"""Reminders of reviews: 14 days before and 7 days after the day, once each, without a child's name."""

from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from marketplace.accounts.enums import Relationship
from marketplace.budgets.enums import Respondent
from marketplace.budgets.models import OutcomeReview
from marketplace.budgets.services import record_consent, reminders_to_send, reschedule_review, send_reminder
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import FamilyMemberFactory, UserFactory
from tests.racing import race

from .outcome_scenario import answered, older_child, planned, review_of


def run(*, days: int = 0, **options: Any) -> str:
    """Run the command so many days from today; return what it says."""
    output = StringIO()
    with clock.at(clock.local_moment(clock.today() + timedelta(days=days))):
        call_command("send_review_reminders", stdout=output, **options)
    return output.getvalue()


def test_a_parent_is_reminded_fourteen_days_before_and_seven_days_after_once_each(cast: Cast) -> None:
    planned(cast.child, clock.today() + timedelta(days=20))
    sent = [run(days=days) for days in (5, 6, 7, 20, 26, 27, 28)]
    assert [each.split()[0] for each in sent] == ["0", "1", "0", "0", "0", "1", "0"]
    assert [message.to for message in mail.outbox] == [["amina@family.example"]] * 2
    first, second = mail.outbox
    assert "Please answer by" in first.body
    assert "It is not too late" in second.body
    for message in mail.outbox:
        assert "Yusuf" not in message.subject + str(message.body)
        assert f"/family/budgets/{cast.child.pk}/outcomes/" in message.body
    assert AuditEvent.objects.filter(action="outcome_review.remind").count() == 2


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(cast: Cast) -> None:
    review = planned(cast.child)
    said = run(dry_run=True)
    assert f"review {review.pk} due on {review.due_on}" in said
    assert "1 reminders would be sent" in said
    assert mail.outbox == []
    assert run() == "1 reminders sent\n"


def test_nobody_is_reminded_of_what_is_answered_or_refused(cast: Cast) -> None:
    answered(cast.parent, planned(cast.child))
    child = older_child(cast.family)
    planned(child)
    record_consent(actor=SYSTEM, review=review_of(child, Respondent.CHILD), consented=False)
    run()
    assert len(mail.outbox) == 1
    assert "parent or carer" in mail.outbox[0].body


def test_a_day_that_is_moved_is_reminded_of_again(cast: Cast) -> None:
    review = planned(cast.child)
    run()
    reschedule_review(actor=SYSTEM, review=review, due_on=clock.today() + timedelta(days=3), reason="Ill")
    assert run() == "1 reminders sent\n"


def test_a_young_person_who_signs_in_is_reminded_of_their_own_view(cast: Cast) -> None:
    child = older_child(cast.family, 17)
    young = UserFactory(email="noor@family.example")
    FamilyMemberFactory(family=cast.family, user=young, relationship=Relationship.YOUNG_PERSON)
    planned(child)
    run()
    assert sorted(message.to[0] for message in mail.outbox) == ["amina@family.example", "noor@family.example"]


def test_a_family_without_anybody_to_write_to_is_left_out(cast: Cast) -> None:
    planned(cast.child)
    cast.parent.is_active = False
    cast.parent.save()
    assert run() == "0 reminders sent\n"
    assert OutcomeReview.objects.get().reminded_on is None


def test_a_message_that_cannot_be_sent_is_tried_again(cast: Cast) -> None:
    planned(cast.child)
    planned(cast.other_child)
    send, failures = EmailMessage.send, ["no server"]

    def fail_once(message: EmailMessage) -> int:
        if failures:
            raise OSError(failures.pop())
        return send(message)

    with patch.object(EmailMessage, "send", fail_once), pytest.raises(CommandError, match="1 reminders could not"):
        run()
    assert len(mail.outbox) == 1
    assert run() == "1 reminders sent\n"
    assert {message.to[0] for message in mail.outbox} == {"amina@family.example", "per@family.example"}


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_message(cast: Cast) -> None:
    planned(cast.child)
    [reminder] = reminders_to_send()
    results = race(*[lambda: send_reminder(reminder=reminder)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert len(mail.outbox) == 1
