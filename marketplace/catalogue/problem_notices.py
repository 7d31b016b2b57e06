"""E-mails about reports of problems. They say where to look: what was written stays behind the sign-in."""

from functools import partial
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from marketplace.core import clock
from marketplace.core.notices import link_to, send_after_commit, tell_after_commit

from .enums import ProblemKind
from .models import ProblemReport
from .people import keepers_of, listings_officers


def tell_provider(report: ProblemReport) -> None:
    """Tell the provider's people who keep its listings of a report that they can put right."""
    tell_after_commit(partial(_to_provider, report.pk))


def tell_reporter(report: ProblemReport) -> None:
    """Tell who reported, where an address was given, that there is an answer."""
    if report.email:
        tell_after_commit(partial(_to_reporter, report.pk))


def tell_council(report: ProblemReport) -> None:
    """Tell officers at once of a report that is theirs; `sweep_problem_reports` tries again where that fails."""
    send_after_commit(partial(_to_council_now, report.pk))


def send_to_council(report_id: UUID) -> bool:
    """Send officers the message about a report unless it was sent; say whether it was sent now.

    It is noted before it is sent, so that two runs send one. Where it cannot be sent, or there is no officer to send
    it to, the note is taken back; OSError where the mail server fails.
    """
    untold = ProblemReport.objects.filter(pk=report_id, council_told_at__isnull=True)
    if not untold.update(council_told_at=clock.now()):
        return False
    report = ProblemReport.objects.select_related("service").get(pk=report_id)
    messages = _to_officers(report)
    try:
        sent = get_connection().send_messages(messages) if messages else 0
    except OSError:
        _take_back(report_id)
        raise
    if not sent:
        _take_back(report_id)
    return bool(sent)


def _take_back(report_id: UUID) -> None:
    ProblemReport.objects.filter(pk=report_id).update(council_told_at=None)


def _to_council_now(report_id: UUID) -> None:
    try:
        send_to_council(report_id)
    except OSError:
        return  # Told again by the next sweep; the report stands in the queue already.


def _to_officers(report: ProblemReport) -> list[EmailMessage]:
    is_safety = report.kind == ProblemKind.SAFETY
    subject = "A child may not be safe" if is_safety else "A problem with a listing"
    url = link_to("council_problems:problem", report.reference)
    body = render_to_string("catalogue/email/problem_council.txt", {"report": report, "url": url})
    officers = listings_officers(and_administrators=is_safety)
    return [
        EmailMessage(f"{subject}: report {report.reference}", body, to=[officer.email], headers=_urgency(is_safety))
        for officer in officers
    ]


def _urgency(is_safety: bool) -> dict[str, str]:
    return {"Importance": "high", "X-Priority": "1"} if is_safety else {}


def _to_provider(report_id: UUID) -> list[EmailMessage]:
    report = ProblemReport.objects.select_related("service__provider").get(pk=report_id)
    provider = report.service.provider
    url = link_to("provider_problems:problem", provider.slug, report.reference)
    body = render_to_string("catalogue/email/problem_provider.txt", {"report": report, "url": url})
    subject = f"A problem with your listing: report {report.reference}"
    return [EmailMessage(subject, body, to=[keeper.email]) for keeper in keepers_of(provider)]


def _to_reporter(report_id: UUID) -> list[EmailMessage]:
    report = ProblemReport.objects.get(pk=report_id)
    url = link_to("catalogue:problem_status", report.reference)
    body = render_to_string("catalogue/email/problem_answered.txt", {"report": report, "url": url})
    return [EmailMessage(f"Your report {report.reference} is answered", body, to=[report.email])]
