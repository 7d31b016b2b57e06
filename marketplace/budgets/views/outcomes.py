"""A family's pages about outcomes: how things are, at the start and at each review."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.accounts.models import Child, User
from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.selectors import actor_for_family, children_for
from marketplace.core import clock
from marketplace.core.charts import picture_policy
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import Respondent
from ..forms.outcome import ChildsWishForm, OutcomeForm
from ..models import OutcomeReview
from ..outcome_charts import history_chart
from ..outcome_words import review_status, review_title
from ..permissions import may_answer_review, may_record_childs_wish
from ..selectors.outcome import outcome_histories, reviews_of, young_people_of
from ..services import answer_review, record_consent


@login_required
@require_safe
def outcomes(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show what is due, what has been said, and what has changed."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    context = {
        "child": child,
        "family": child.family,
        "tasks": _tasks(request.user, child),
        "histories": outcome_histories(child),
        "chart": "budgets:outcomes_chart",
    }
    return render(request, "budgets/outcomes/family.html", context)


@login_required
@shows_and_takes
def answer_outcomes(request: SignedInRequest, child_id: UUID, review_id: UUID) -> HttpResponse:
    """Ask how things are with every outcome."""
    child, review = _review(request.user, child_id, review_id)
    if not may_answer_review(request.user, child, Respondent(review.respondent)):
        raise PermissionDenied
    if review.needs_wish and request.method != "POST":
        return redirect("budgets:childs_wish", child.pk, review.pk)
    form = OutcomeForm(posted(request), review=review)
    if form.is_valid():
        with refusal_on(form):
            answer_review(
                actor=actor_for_family(request.user, child.family),
                review=review,
                answers=form.answers(),
                comments=form.comments(),
            )
            messages.success(request, "Thank you. Your answers are saved.")
            return redirect("budgets:outcomes", child.pk)
    context = {"form": form, "child": child, "family": child.family, "review": review, "status": review_status(review)}
    return render(request, "budgets/outcomes/answer.html", context)


@login_required
@shows_and_takes
def childs_wish(request: SignedInRequest, child_id: UUID, review_id: UUID) -> HttpResponse:
    """Ask whether the child wants to answer."""
    child, review = _review(request.user, child_id, review_id)
    if not may_record_childs_wish(request.user, child):
        raise PermissionDenied
    is_own = request.user in young_people_of(child)
    question = "Do you want to answer?" if is_own else f"Does {child.given_name} want to answer?"
    form = ChildsWishForm(posted(request), question=question)
    if form.is_valid():
        with refusal_on(form):
            review = record_consent(
                actor=actor_for_family(request.user, child.family), review=review, consented=form.consented
            )
            return _after_wish(request, review)
    context = {"form": form, "child": child, "family": child.family, "review": review, "is_own": is_own}
    return render(request, "budgets/outcomes/wish.html", context)


@picture_policy
@login_required
@require_safe
def outcomes_chart(request: SignedInRequest, child_id: UUID, respondent: str) -> HttpResponse:
    """Draw what one respondent has said, first and last."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    return chart_of(child, respondent)


def chart_of(child: Child, respondent: str) -> HttpResponse:
    """Return the picture of what one respondent has said of the child; 404 where that is nothing."""
    for history in outcome_histories(child):
        if history.respondent == respondent:
            return HttpResponse(history_chart(history), content_type="image/svg+xml")
    raise Http404


def _review(user: User, child_id: UUID, review_id: UUID) -> tuple[Child, OutcomeReview]:
    child = get_object_or_404(children_for(user), pk=child_id)
    return child, get_object_or_404(reviews_of(child), pk=review_id)


def _after_wish(request: SignedInRequest, review: OutcomeReview) -> HttpResponse:
    if not review.child_consented:
        messages.success(request, "That is fine. It is noted, and we ask again at the next review.")
        return redirect("budgets:outcomes", review.child_id)
    if clock.today() < review.opens_on:
        messages.success(request, f"It is noted. The questions open on {review.opens_on:%-d %B %Y}.")
        return redirect("budgets:outcomes", review.child_id)
    return redirect("budgets:answer_outcomes", review.child_id, review.pk)


def _tasks(user: User, child: Child) -> list[dict[str, str]]:
    """Return the child's reviews as tasks of components/task_list.html, the latest day first."""
    answers = {respondent: may_answer_review(user, child, respondent) for respondent in Respondent}
    may_say_wish = may_record_childs_wish(user, child)
    return [
        _task(review, may_answer=answers[Respondent(review.respondent)], may_say_wish=may_say_wish)
        for review in reviews_of(child).reverse()
    ]


def _task(review: OutcomeReview, *, may_answer: bool, may_say_wish: bool) -> dict[str, str]:
    status, kind = review_status(review)
    return {
        "title": review_title(review),
        "url": _address(review, may_answer=may_answer, may_say_wish=may_say_wish),
        "hint": f"{review.get_kind_display()}. Due by {review.due_on:%-d %B %Y}.",
        "status": status,
        "kind": kind,
    }


def _address(review: OutcomeReview, *, may_answer: bool, may_say_wish: bool) -> str:
    """Return where the person does what the review waits for from them; nothing where that is nothing."""
    if review.completed_at or clock.today() < review.opens_on:
        return ""
    if review.needs_wish:
        return reverse("budgets:childs_wish", args=[review.child_id, review.pk]) if may_say_wish else ""
    return reverse("budgets:answer_outcomes", args=[review.child_id, review.pk]) if may_answer else ""
