"""What waits for a family in its budgets, as tasks of components/task_list.html, each with where it is done."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from marketplace.accounts.models import Child, User
from marketplace.core import clock
from marketplace.core.money import format_pounds

from .enums import AssessmentState, PlanState, Respondent
from .models import Assessment, OutcomeReview, SupportPlan
from .models.outcome_review import OPENS_BEFORE
from .permissions import may_answer_review, may_manage_money, may_record_childs_wish, may_sign_for_family
from .selectors.outcome import open_reviews
from .selectors.plan import unplanned_figures, waiting_for_family
from .selectors.spending import spending_asked_about

Task = dict[str, str]


def budget_tasks(user: User, children: Iterable[Child]) -> list[Task]:
    """Return what the person has to do about the budgets of the children, the most urgent first.

    The children are of one family.
    """
    rows = {child.pk: child for child in children}
    if not rows:
        return []
    some = list(rows.values())
    tasks: list[Task] = []
    if may_sign_for_family(user, some[0]):
        tasks += _to_sign(some)
    if may_manage_money(user, some[0]):
        tasks += [*_questions(some), *_plans_to_write(some), *_assessments(some), *_figures(some)]
    return [*tasks, *_reviews(user, some)]


def _to_sign(children: Sequence[Child]) -> Iterator[Task]:
    for plan in waiting_for_family(children):
        url = reverse("budgets:family_plan_sign", args=[plan.child_id, plan.pk])
        yield _task(f"Sign {plan.child.given_name}’s support plan", url, "It holds when everybody has signed it.")


def _questions(children: Sequence[Child]) -> Iterator[Task]:
    for record in spending_asked_about().filter(pot__child__in=children):
        yield _task(
            f"Answer the council’s question about what you spent for {record.pot.child.given_name}",
            reverse("budgets:family_spending_record", args=[record.pk]),
            f"{format_pounds(record.amount_pence)} to {record.payee} on {record.spent_on:%-d %B %Y}.",
        )


def _plans_to_write(children: Sequence[Child]) -> Iterator[Task]:
    drafts = SupportPlan.objects.filter(child__in=children, state=PlanState.DRAFT).select_related("child")
    for plan in drafts.order_by("created_at"):
        name, url = plan.child.given_name, reverse("budgets:family_plan_write", args=[plan.child_id, plan.pk])
        if plan.return_reason:
            yield _task(f"Change {name}’s support plan and send it again", url, "It was given back to be changed.")
        else:
            yield _task(f"Go on with {name}’s support plan", url, "It is not sent yet.")


def _assessments(children: Sequence[Child]) -> Iterator[Task]:
    begun = Assessment.objects.filter(child__in=children, state=AssessmentState.IN_PROGRESS).select_related("child")
    for assessment in begun.order_by("created_at"):
        yield _task(
            f"Go on with the questions about {assessment.child.given_name}",
            reverse("budgets:family_assessment", args=[assessment.child_id, assessment.pk]),
            f"You began on {clock.local_day(assessment.created_at):%-d %B %Y}. Your answers are saved.",
        )


def _figures(children: Sequence[Child]) -> Iterator[Task]:
    """Yield one task for each child and period with a figure that no plan uses yet."""
    periods = {(each.child, each.valid_from, each.valid_to) for each in unplanned_figures(children)}
    for child, first, last in sorted(periods, key=lambda each: each[1:]):
        yield _task(
            f"Plan how to use {child.given_name}’s budget from {first:%-d %B %Y} to {last:%-d %B %Y}",
            reverse("budgets:family_plan_start", args=[child.pk]),
            "You have a figure for these days, and no plan yet.",
        )


def _reviews(user: User, children: Sequence[Child]) -> Iterator[Task]:
    due = open_reviews().filter(child__in=children, due_on__lte=clock.today() + OPENS_BEFORE)
    for review in due.select_related("child__family"):
        url = _review_url(user, review)
        if url:
            yield _task(
                f"Say how things are for {review.child.given_name}", url, f"Please do it by {review.due_on:%-d %B %Y}."
            )


def _review_url(user: User, review: OutcomeReview) -> str:
    child = review.child
    if review.needs_wish:
        may, page = may_record_childs_wish(user, child), "childs_wish"
    else:
        may, page = may_answer_review(user, child, Respondent(review.respondent)), "answer_outcomes"
    return reverse(f"budgets:{page}", args=[child.pk, review.pk]) if may else ""


def _task(title: str, url: str, hint: str) -> Task:
    return {"title": title, "url": url, "hint": hint, "status": "To do", "kind": "neutral"}
