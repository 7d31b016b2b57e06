"""Officers' pages about challenges: those that wait, and answering one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.challenge import AnswerForm
from ..models import Challenge
from ..selectors.allocation import open_challenges
from ..services import answer_challenge

PAGE_SIZE = 25


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_challenges(request: SignedInRequest) -> HttpResponse:
    """Show the challenges that wait for an answer, the one that is due first at the top."""
    page = Paginator(open_challenges(), PAGE_SIZE).get_page(request.GET.get("page"))
    may_answer = OfficerRole.BUDGETS in request_roles(request)
    context = {"page": page, "today": clock.today(), "may_answer": may_answer}
    return render(request, "budgets/challenges/queue.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_challenge(request: SignedInRequest, challenge_id: UUID) -> HttpResponse:
    """Read a challenge beside its figure, and answer it."""
    challenge = get_object_or_404(
        Challenge.objects.select_related("allocation__child__family", "allocation__stream", "answered_by"),
        pk=challenge_id,
    )
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            answer_challenge(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                challenge=challenge,
                upheld=form.cleaned_data["outcome"] == "upheld",
                answer=form.cleaned_data["answer"],
                amount_pence=form.cleaned_data["amount"],
            )
            messages.success(request, "The challenge is answered. The family has been told.")
            return redirect("budgets:council_challenges")
    context = {
        "form": form,
        "challenge": challenge,
        "figure": challenge.allocation,
        "child": challenge.allocation.child,
        "today": clock.today(),
    }
    return render(request, "budgets/challenges/answer.html", context)
