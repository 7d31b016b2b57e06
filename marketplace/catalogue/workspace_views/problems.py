"""Reports of problems as the provider reads and answers them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.permissions import provider_required
from marketplace.providers.selectors import actor_for_provider

from ..enums import ProblemState
from ..problem_forms import AnswerProblemForm, PassOnForm
from ..problem_selectors import problem_status, problems_of_provider, problems_to_answer
from ..services import answer_problem, pass_problem_to_council

#: So many answered reports are shown.
ANSWERED_SHOWN = 50


@require_safe
@provider_required(ProviderRole.LISTINGS)
def index(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """List the reports that wait for the provider, and those that are answered."""
    answered = problems_of_provider(provider).exclude(state=ProblemState.OPEN).order_by("-answered_at")
    context = {
        "provider": provider,
        "waiting": problems_to_answer(provider),
        "answered": [(report, problem_status(report)) for report in answered[:ANSWERED_SHOWN]],
    }
    return render(request, "catalogue/problems/provider_problems.html", context)


@shows_and_takes
@provider_required(ProviderRole.LISTINGS)
def problem(request: SignedInRequest, provider: Provider, reference: str) -> HttpResponse:
    """Show a report, and take what was done about it."""
    report = get_object_or_404(problems_of_provider(provider), reference=reference)
    form = AnswerProblemForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            answer_problem(actor=actor_for_provider(request.user), report=report, **form.said())
            messages.success(request, "Your answer is saved. Whoever told us can read it.")
            return redirect("provider_problems:index", provider.slug)
    context = {"provider": provider, "report": report, "status": problem_status(report), "form": form}
    return render(request, "catalogue/problems/provider_problem.html", context)


@shows_and_takes
@provider_required(ProviderRole.LISTINGS)
def pass_on(request: SignedInRequest, provider: Provider, reference: str) -> HttpResponse:
    """Give a report to the council, after asking why."""
    report = get_object_or_404(problems_to_answer(provider), reference=reference)
    form = PassOnForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            pass_problem_to_council(
                actor=actor_for_provider(request.user), report=report, reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"The council has report {report.reference} now.")
            return redirect("provider_problems:index", provider.slug)
    return render(request, "catalogue/problems/pass_on.html", {"provider": provider, "report": report, "form": form})
