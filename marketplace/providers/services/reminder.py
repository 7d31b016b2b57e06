"""E-mails that remind a provider 60, 30 and 7 days before a check ends, and tell it when the check has."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, record_event
from marketplace.core.notices import link_to

from ..enums import ProviderRole
from ..models import LapseNotice, VettingCheck
from ..selectors import checks_lapsing

#: So many days before a check ends its provider is reminded; 0 says that it has ended.
STEPS = (60, 30, 7, 0)
#: A check that ended longer ago is no news to anybody.
TOLD_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class VettingReminder:
    """A reminder that is to be sent: of which check, at which step, to whom."""

    check: VettingCheck
    step: int
    addresses: list[str]

    @property
    def has_ended(self) -> bool:
        """Say whether the check has ended."""
        return self.step == 0


def vetting_reminders() -> list[VettingReminder]:
    """Return what is to be sent today: for each check the latest step that has come, unless it was told of that one.

    A step that was missed is left out once the next has come. A provider without anybody to write to is left out.
    """
    today = clock.today()
    told = LapseNotice.objects.filter(vetting_check=OuterRef("pk"))
    checks = checks_lapsing(within_days=max(STEPS)).filter(valid_to__gte=today - TOLD_WITHIN)
    reminders = []
    for step in STEPS:
        below = max((each for each in STEPS if each < step), default=None)
        first = today - TOLD_WITHIN if below is None else today + timedelta(days=below + (1 if below else 0))
        last = today + timedelta(days=step) if step else today - timedelta(days=1)
        due = checks.filter(~Exists(told.filter(days_before__lte=step)), valid_to__range=(first, last))
        reminders += [VettingReminder(check, step, addresses) for check in due if (addresses := _addresses(check))]
    return reminders


def send_vetting_reminder(*, reminder: VettingReminder) -> bool:
    """Send a reminder unless it has been sent; say whether it was sent now.

    It is noted before it is sent, so that two runs at once send one. Where the message cannot be sent, the note is
    taken back and the OSError raised.
    """
    with transaction.atomic():
        notice, is_new = LapseNotice.objects.get_or_create(vetting_check=reminder.check, days_before=reminder.step)
        if is_new:
            facts = {"days_before": reminder.step}
            record_event(actor=SYSTEM, action="check.remind", subject=reminder.check, after=facts)
    if not is_new:
        return False
    try:
        _message(reminder).send()
    except OSError:
        with transaction.atomic():
            notice.delete()
            record_event(actor=SYSTEM, action="check.reminder_failed", subject=reminder.check, after=facts)
        raise
    return True


def _addresses(check: VettingCheck) -> list[str]:
    people = User.objects.filter(
        provider_memberships__provider=check.provider,
        provider_memberships__role__in=[ProviderRole.OWNER, ProviderRole.LISTINGS],
        is_active=True,
    )
    return sorted(people.values_list("email", flat=True).distinct())


def _message(reminder: VettingReminder) -> EmailMessage:
    provider = reminder.check.provider
    url = f"{link_to('providers:send_check', provider.slug)}?type={reminder.check.check_type.code}"
    body = render_to_string("providers/email/reminder.txt", {"reminder": reminder, "url": url})
    subject = "A check has ended" if reminder.has_ended else "A check ends soon: please send new evidence"
    return EmailMessage(subject, body, to=reminder.addresses)
