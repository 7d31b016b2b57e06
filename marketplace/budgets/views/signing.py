"""Officers sign plans: what waits for them, and one stream of one plan."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import PlanState
from ..forms.plan import StreamSignatureForm
from ..models import FundingStream, SupportPlan
from ..permissions import why_not_a_signer
from ..plan_page import plan_page
from ..selectors.signing import StreamSigning, grades_of, waiting_for, why_grades_do_not_cover
from ..services import sign_stream


@require_safe
@officer_required(OfficerRole.BUDGETS)
def queue(request: SignedInRequest) -> HttpResponse:
    """List the streams of plans that wait for this officer, and those that need a higher grade."""
    waiting = waiting_for(request.user)
    context = {
        "grades": grades_of(request.user, clock.today()),
        "to_sign": [each for each in waiting if not each.needs_higher_grade and not each.is_their_own],
        "others": [each for each in waiting if each.needs_higher_grade or each.is_their_own],
    }
    return render(request, "budgets/plan/signing_queue.html", context)


@require_safe
@officer_required(OfficerRole.BUDGETS)
def plan_to_sign(request: SignedInRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan with all that a signer looks at, and where each stream stands."""
    plan = _plan(plan_id)
    page = plan_page(plan)
    to_sign = [(each, _why_not(request.user, plan, each)) for each in page["signing"]]
    context = page | {"child": plan.child, "for_officers": True, "to_sign": to_sign}
    return render(request, "budgets/plan/signing_plan.html", context)


@shows_and_takes
@officer_required(OfficerRole.BUDGETS)
def sign(request: SignedInRequest, plan_id: UUID, stream_id: UUID) -> HttpResponse:
    """Sign one stream of a plan for the council."""
    plan, stream = _plan(plan_id), get_object_or_404(FundingStream, pk=stream_id)
    form = StreamSignatureForm(posted(request), initial={"revision": plan.revision})
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.BUDGETS)
            sign_stream(actor=actor, plan=plan, stream=stream, **form.cleaned_data)
            plan.refresh_from_db()
            messages.success(request, _signed_sentence(plan, stream))
            return redirect("budgets:signing")
    page = plan_page(plan)
    signing = next((each for each in page["signing"] if each.total.stream == stream), None)
    context = page | {
        "form": form,
        "stream": stream,
        "total": signing.total if signing else None,
        "child": plan.child,
        "why_not": _why_not(request.user, plan, signing) if signing else "",
    }
    return render(request, "budgets/plan/signing_stream.html", context)


def _why_not(user: User, plan: SupportPlan, signing: StreamSigning) -> str:
    """Return why the officer cannot sign a stream of a plan, before they try; nothing where they can."""
    grades = grades_of(user, clock.today())
    if not grades:
        return "You do not sign plans. An administrator can appoint you in a grade."
    return signing.signed_already or why_not_a_signer(user, plan) or why_grades_do_not_cover(grades, signing.total)


def _plan(plan_id: UUID) -> SupportPlan:
    plans = SupportPlan.objects.select_related("child__family", "prepared_by", "amends")
    return get_object_or_404(plans, pk=plan_id)


def _signed_sentence(plan: SupportPlan, stream: FundingStream) -> str:
    if plan.state == PlanState.FINAL:
        return f"You have signed {stream.name}. The plan is agreed, and the awards are made."
    return f"You have signed {stream.name}. The plan is agreed when everybody has signed."
