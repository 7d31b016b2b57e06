"""Officers' work on reports of problems."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.models import AuditEvent
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import ProblemState
from ..models import ProblemReport
from ..problem_forms import AnswerProblemForm
from ..problem_selectors import (
    all_problems,
    problem_status,
    problems_answered,
    problems_for_council,
    problems_with_providers,
)
from ..services import answer_problem

PAGE_SIZE = 25

#: The lists of reports: their address, title, and what reads them.
LISTS = (
    ("ours", "For the council", problems_for_council),
    ("providers", "With providers", problems_with_providers),
    ("answered", "Answered", problems_answered),
)


@require_safe
@officer_required(OfficerRole.LISTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """List the reports that wait for the council, those that wait for providers, or those that are answered."""
    shown = next((row for row in LISTS if row[0] == request.GET.get("show")), LISTS[0])
    page = Paginator(shown[2](), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "lists": [(code, title, code == shown[0]) for code, title, _ in LISTS],
        "title": shown[1],
        "rows": [(report, problem_status(report)) for report in page],
        "page": page,
    }
    return render(request, "catalogue/problems/council_problems.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def problem(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a report, and take what was done about it."""
    report = get_object_or_404(all_problems(), reference=reference)
    form = AnswerProblemForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            answer_problem(actor=actor, report=report, **form.said())
            messages.success(request, f"Report {report.reference} is answered.")
            return redirect("council_problems:index")
    context = {
        "form": form,
        "report": report,
        "status": problem_status(report),
        "is_open": report.state == ProblemState.OPEN,
        "why_passed_on": _why_passed_on(report),
        "others": all_problems().filter(service__provider=report.service.provider_id).exclude(pk=report.pk)[:10],
    }
    return render(request, "catalogue/problems/council_problem.html", context)


def _why_passed_on(report: ProblemReport) -> str:
    passed = AuditEvent.objects.filter(object_id=report.pk, action="problem.pass_on").first()
    return passed.reason if passed else ""
