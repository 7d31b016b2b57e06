"""Telling us that something is wrong with a listing, without an account, and seeing what became of it."""

from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.core.audit import Actor
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.core.tries import TooManyTries, count_try

from .enums import ProblemKind
from .models import ProblemReport
from .problem_forms import ReportProblemForm
from .problem_selectors import problem_status
from .selectors import public_services
from .services import report_problem

#: So many reports are taken from one network address in an hour; more where a child may not be safe.
FROM_ONE_ADDRESS = 10
ON_SAFETY_FROM_ONE_ADDRESS = 30
#: So many references may be looked up from one network address in an hour: too few to guess one.
LOOK_UPS = 60


@shows_and_takes
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what is wrong with a listing and take the report; the next page gives its reference."""
    service = get_object_or_404(public_services().select_related("provider"), slug=slug)
    person = request.user if request.user.is_authenticated else None
    form = ReportProblemForm(posted(request), initial={"email": person.email if person else ""})
    if form.is_valid():
        with refusal_on(form):
            said = form.answer()
            _count_report(request, said["kind"])
            actor = Actor(role="visitor", user=person)
            made = report_problem(actor=actor, service=service, reported_by=person, **said)
            return redirect(f"{_status_url(made)}?new=1")
    return render(request, "catalogue/problems/report.html", {"form": form, "service": service})


@never_cache
@require_safe
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how far a report is, to whoever has its reference; what was written in it is not shown."""
    try:
        count_try(f"problem_status:{_address(request)}", at_most=LOOK_UPS, sentence="")
    except TooManyTries:
        return HttpResponse("Too many reports were looked up. Try again in an hour.", status=429)
    found = ProblemReport.objects.select_related("service").filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    context = {"report": found, "status": problem_status(found), "is_new": "new" in request.GET}
    return render(request, "catalogue/problems/status.html", context)


def _count_report(request: HttpRequest, kind: ProblemKind) -> None:
    is_safety = kind == ProblemKind.SAFETY
    count_try(
        f"problem:{'safety' if is_safety else 'other'}:{_address(request)}",
        at_most=ON_SAFETY_FROM_ONE_ADDRESS if is_safety else FROM_ONE_ADDRESS,
        sentence="You have sent many reports. Wait an hour, then try again. If a child is in danger now, call 999.",
    )


def _address(request: HttpRequest) -> str:
    """Return what tells one network address from another without being it."""
    return sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]


def _status_url(made: ProblemReport) -> str:
    return reverse("catalogue:problem_status", args=[made.reference])
