"""Officers' pages about one child's outcomes: when they are asked about, and what was said."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.charts import picture_policy
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.outcome import PlanReviewsForm, RescheduleForm
from ..models import OutcomeReview
from ..outcome_words import review_status, review_title
from ..selectors.outcome import outcome_histories, reviews_of
from ..services import plan_reviews, reschedule_review
from .outcomes import chart_of

#: A family has so many days for its first answers, unless the officer says otherwise.
FIRST_ANSWERS_WITHIN = timedelta(days=28)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_outcomes(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show when a child's outcomes are asked about, and what was said."""
    child = _child(child_id)
    reviews = [(review, review_title(review), review_status(review)) for review in reviews_of(child).reverse()]
    context = {
        "child": child,
        "reviews": reviews,
        "histories": outcome_histories(child),
        "chart": "budgets:council_outcomes_chart",
        "may_change": OfficerRole.BUDGETS in request_roles(request),
    }
    return render(request, "budgets/outcomes/council.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_plan_reviews(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Plan when a child's outcomes are asked about."""
    child = _child(child_id)
    form = PlanReviewsForm(posted(request), initial={"first_due": clock.today() + FIRST_ANSWERS_WITHIN})
    if form.is_valid():
        with refusal_on(form):
            planned = plan_reviews(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                child=child,
                first_due=form.cleaned_data["first_due"],
            )
            if planned:
                messages.success(request, "The reviews are planned. The family sees them now.")
            else:
                messages.info(request, "Reviews are planned already. You can move their days.")
            return redirect("budgets:council_outcomes", child.pk)
    return render(request, "budgets/outcomes/council_plan.html", {"form": form, "child": child})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_reschedule_review(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Move the day of a review, with a reason."""
    review = get_object_or_404(OutcomeReview.objects.select_related("child__family"), pk=review_id)
    form = RescheduleForm(posted(request), initial={"due_on": review.due_on})
    if form.is_valid():
        with refusal_on(form):
            reschedule_review(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS), review=review, **form.cleaned_data
            )
            messages.success(request, "The day is moved. The family sees it now.")
            return redirect("budgets:council_outcomes", review.child_id)
    context = {"form": form, "child": review.child, "review": review, "title": review_title(review)}
    return render(request, "budgets/outcomes/council_reschedule.html", context)


@picture_policy
@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_outcomes_chart(request: SignedInRequest, child_id: UUID, respondent: str) -> HttpResponse:
    """Draw what one respondent has said, first and last."""
    return chart_of(_child(child_id), respondent)


def _child(child_id: UUID) -> Child:
    child: Child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    return child
