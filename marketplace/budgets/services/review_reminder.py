"""E-mails that remind people of a review of outcomes, once before it is due and once when it is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from marketplace.accounts.enums import Relationship
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, record_event
from marketplace.core.notices import link_to

from ..enums import Respondent
from ..models import OutcomeReview
from ..selectors.outcome import open_reviews, young_people_of

#: A reminder comes so long before the day …
REMIND_BEFORE = timedelta(days=14)
#: … and another so long after it.
REMIND_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Reminder:
    """A reminder that is to be sent, to whom; `is_overdue` tells the second from the first."""

    review: OutcomeReview
    is_overdue: bool
    addresses: list[str]


def reminders_to_send() -> list[Reminder]:
    """Return what is to be sent today; reviews of a family that has nobody to write to are left out."""
    today = clock.today()
    overdue = Q(due_on__lte=today - REMIND_AFTER, overdue_reminded_on__isnull=True)
    early = Q(due_on__range=(today - REMIND_AFTER + timedelta(days=1), today + REMIND_BEFORE), reminded_on__isnull=True)
    return [
        Reminder(review, review.due_on <= today - REMIND_AFTER, addresses)
        for review in _with_people(open_reviews().filter(overdue | early))
        if (addresses := _addresses(review))
    ]


def send_reminder(*, reminder: Reminder) -> bool:
    """Send a reminder unless it has been sent; say whether it was sent now.

    It is noted before it is sent, so that two runs at once send one. Where the message cannot be sent, the note is
    taken back and the OSError raised.
    """
    if not _note(reminder, noted=False):
        return False
    try:
        _message(reminder).send()
    except OSError:
        _note(reminder, noted=True)
        raise
    return True


def _note(reminder: Reminder, *, noted: bool) -> bool:
    """Note that a reminder is sent or, where that was `noted`, that it was not; say whether that changed anything."""
    field = "overdue_reminded_on" if reminder.is_overdue else "reminded_on"
    unchanged = open_reviews().filter(
        pk=reminder.review.pk, due_on=reminder.review.due_on, **{f"{field}__isnull": not noted}
    )
    with transaction.atomic():
        changed = unchanged.update(**{field: None if noted else clock.today()})
        if changed:
            record_event(
                actor=SYSTEM,
                action="outcome_review.reminder_failed" if noted else "outcome_review.remind",
                subject=reminder.review,
                after={"overdue": reminder.is_overdue},
            )
    return bool(changed)


def _with_people(reviews: QuerySet[OutcomeReview]) -> QuerySet[OutcomeReview]:
    return reviews.select_related("child").prefetch_related("child__family__members__user", "child__family__children")


def _addresses(review: OutcomeReview) -> list[str]:
    return sorted({user.email for user in _people(review) if user.is_active})


def _people(review: OutcomeReview) -> Iterator[User]:
    """Yield whoever answers: a young person who signs in for themselves, or else the parents and carers."""
    own = young_people_of(review.child)
    if review.respondent == Respondent.CHILD and own:
        yield from own
        return
    for member in review.child.family.members.all():
        if member.relationship == Relationship.PARENT:
            yield member.user


def _message(reminder: Reminder) -> EmailMessage:
    url = link_to("budgets:outcomes", reminder.review.child_id)
    body = render_to_string("budgets/outcomes/email/reminder.txt", {"reminder": reminder, "url": url})
    subject = "Please tell us how things are" if not reminder.is_overdue else "We still hope to hear how things are"
    return EmailMessage(subject, body, to=reminder.addresses)
