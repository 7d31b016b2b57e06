"""Reports that something is wrong with a listing: taken from anyone, sent to whoever can put it right, answered."""

from datetime import timedelta

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.tries import TooManyTries

from ..enums import COUNCIL_PROBLEMS, ProblemKind, ProblemState
from ..models import ProblemReport, Service
from ..people import is_kept_here
from ..problem_notices import tell_council, tell_provider, tell_reporter

#: The provider answers within so many working days; after that the report is the council's too.
ANSWER_WORKING_DAYS = 10
#: So many reports about one listing are taken in an hour. One that a child may not be safe is always taken.
REPORTS_AN_HOUR = 20


class ProblemRefused(DomainError):
    """The report cannot be taken or answered as asked."""

    code = "problem_refused"


@transaction.atomic
def report_problem(
    *, actor: Actor, service: Service, kind: ProblemKind, what: str, email: str = "", reported_by: User | None = None
) -> ProblemReport:
    """Record what somebody says is wrong with a listing, and tell whoever can put it right.

    Raises ProblemRefused without words, TooManyTries where the listing had very many reports within the hour.
    """
    if not what.strip():
        raise ProblemRefused("Say what is wrong.")
    if kind != ProblemKind.SAFETY:
        _check_flood(service)
    report = ProblemReport.objects.create(
        service=service,
        kind=kind,
        what=what.strip(),
        email=email,
        reported_by=reported_by,
        is_for_council=kind in COUNCIL_PROBLEMS or not is_kept_here(service.provider),
        answer_by=clock.add_working_days(clock.now(), ANSWER_WORKING_DAYS),
    )
    after = {"kind": kind, "for_council": report.is_for_council}
    record_event(actor=actor, action="problem.report", subject=report, after=after)
    if report.is_for_council:
        tell_council(report)
    else:
        tell_provider(report)
    return report


@transaction.atomic
def answer_problem(*, actor: Actor, report: ProblemReport, state: ProblemState, answer: str) -> ProblemReport:
    """Close a report with what was done, once; the reporter is told where an address was given.

    Raises ProblemRefused without an answer, or where the report has one already.
    """
    report = _open_report(report)
    if state == ProblemState.OPEN:
        raise ProblemRefused("Say whether it is put right, or whether there is nothing to change.")
    if not answer.strip():
        raise ProblemRefused("Say what was done. The person who told us reads it.")
    report.state, report.answer = state, answer.strip()
    report.answered_by, report.answered_at = actor.user, clock.now()
    report.save(update_fields=["state", "answer", "answered_by", "answered_at", "updated_at"])
    before, after = {"state": ProblemState.OPEN}, {"state": state}
    record_event(actor=actor, action="problem.answer", subject=report, before=before, after=after)
    tell_reporter(report)
    return report


@transaction.atomic
def pass_problem_to_council(*, actor: Actor, report: ProblemReport, reason: str) -> ProblemReport:
    """Give the council a report that the provider cannot put right. Raises ProblemRefused without a reason."""
    report = _open_report(report)
    if report.is_for_council:
        raise ProblemRefused("The council has this report already.")
    if not reason.strip():
        raise ProblemRefused("Say why the council should look at this.")
    report.is_for_council = True
    report.save(update_fields=["is_for_council", "updated_at"])
    record_event(actor=actor, action="problem.pass_on", subject=report, reason=reason.strip())
    tell_council(report)
    return report


def _open_report(report: ProblemReport) -> ProblemReport:
    report = ProblemReport.objects.select_for_update().get(pk=report.pk)
    if report.state != ProblemState.OPEN:
        raise ProblemRefused(f"This report is answered already: “{report.answer}”")
    return report


def _check_flood(service: Service) -> None:
    since = clock.now() - timedelta(hours=1)
    if ProblemReport.objects.filter(service=service, created_at__gt=since).count() >= REPORTS_AN_HOUR:
        raise TooManyTries(
            "Many people have reported this listing within the hour, so we know that something is wrong. Your report "
            "was not taken; try again in an hour. If a child may not be safe, choose that: we always take it."
        )
