"""Taking an assessment: begin, answer domain by domain, check, send, give up; the pages of family and officer alike."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import AssessmentState, QuestionnaireState, TakenWith
from ..forms.assessment import DomainAnswersForm, TakenWithForm
from ..forms.reason import ReasonForm
from ..models import Assessment, QuestionnaireDomain
from ..selectors.assessment import (
    DomainAnswers,
    answers_by_domain,
    answers_by_question,
    assessments_of,
    score_of,
    score_steps,
)
from ..selectors.questionnaire import questionnaires_in_use, version_in_use
from ..services import (
    begin_assessment,
    complete_assessment,
    renew_assessment,
    save_answers,
    withdraw_assessment,
)
from .assessment_sides import Side


@require_safe
def assessments(request: SignedInRequest, side: Side) -> HttpResponse:
    """Show what can be begun, what is open and what was sent about the child."""
    rows = list(assessments_of(side.child))
    taken = {row.questionnaire_id for row in rows if row.state == AssessmentState.IN_PROGRESS}
    context = side.context() | {
        "open": [row for row in rows if row.state == AssessmentState.IN_PROGRESS],
        "completed": [row for row in rows if row.state == AssessmentState.COMPLETED],
        "withdrawn": [row for row in rows if row.state == AssessmentState.WITHDRAWN],
        "to_begin": questionnaires_in_use().exclude(pk__in=taken),
    }
    return render(request, "budgets/assessment/assessments.html", context)


@shows_and_takes
def begin(request: SignedInRequest, side: Side, questionnaire_id: UUID) -> HttpResponse:
    """Read what it is about, say who answers, and begin."""
    questionnaire = get_object_or_404(questionnaires_in_use(), pk=questionnaire_id)
    # Who supports a family, or works for the council, is recorded as such: only a member says who helps.
    form = TakenWithForm(posted(request)) if side.is_member else Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            taken_with = TakenWith(form.cleaned_data.get("taken_with", TakenWith.ALONE))
            begun = begin_assessment(
                actor=side.actor, child=side.child, questionnaire=questionnaire, taken_with=taken_with
            )
            return redirect(side.url("", begun.pk))
    context = side.context() | {"form": form, "questionnaire": questionnaire}
    return render(request, "budgets/assessment/begin.html", context)


@require_safe
def assessment(request: SignedInRequest, side: Side, assessment_id: UUID) -> HttpResponse:
    """Show how far an assessment is; one that was sent says what comes next."""
    taken = _assessment(side, assessment_id)
    if taken.state == AssessmentState.COMPLETED and not side.is_officer:
        return render(request, "budgets/assessment/sent.html", side.context() | {"assessment": taken})
    if taken.state != AssessmentState.IN_PROGRESS:
        return redirect(side.url("_answers", taken.pk))
    in_use = taken.questionnaire.state == QuestionnaireState.PUBLISHED
    domains = answers_by_domain(taken)
    context = side.context() | {
        "assessment": taken,
        "tasks": [_task(side, taken, each, side.may_write and in_use) for each in domains],
        "done": sum(each.is_complete for each in domains),
        "in_use": in_use,
        "replacement": None if in_use else version_in_use(taken.questionnaire.name),
    }
    return render(request, "budgets/assessment/assessment.html", context)


@shows_and_takes
def domain(request: SignedInRequest, side: Side, assessment_id: UUID, domain_id: UUID) -> HttpResponse:
    """Answer the questions of a domain; every valid answer is kept, even where another is missing."""
    taken = _assessment(side, assessment_id)
    domains = list(taken.questionnaire.domains.prefetch_related("questions__descriptors"))
    asked = next((each for each in domains if each.pk == domain_id), None)
    if asked is None:
        raise Http404
    if request.method != "POST" and taken.state != AssessmentState.IN_PROGRESS:
        return redirect(side.url("", taken.pk))
    later = request.POST.get("then") == "later"
    form = DomainAnswersForm(posted(request), domain=asked, answers=answers_by_question(taken), needs_all=not later)
    if request.method == "POST" and _keep(request, side, taken, form):
        if later:
            messages.success(request, "The answers are saved. Come back at any time.")
            return redirect(side.url("", taken.pk))
        return redirect(_next_page(side, taken, domains, asked))
    context = side.context() | {
        "assessment": taken,
        "domain": asked,
        "form": form,
        "number": domains.index(asked) + 1,
        "count": len(domains),
    }
    return render(request, "budgets/assessment/domain.html", context)


@shows_and_takes
def check(request: SignedInRequest, side: Side, assessment_id: UUID) -> HttpResponse:
    """Read all answers once more, and send them."""
    taken = _assessment(side, assessment_id)
    form = Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            complete_assessment(actor=side.actor, assessment=taken)
            return redirect(side.url("", taken.pk))
    elif taken.state != AssessmentState.IN_PROGRESS:
        return redirect(side.url("", taken.pk))
    domains = answers_by_domain(taken)
    context = side.context() | {
        "assessment": taken,
        "domains": domains,
        "form": form,
        "missing": [each.domain for each in domains if not each.is_complete],
    }
    return render(request, "budgets/assessment/check.html", context)


@require_safe
def answers(request: SignedInRequest, side: Side, assessment_id: UUID) -> HttpResponse:
    """Read the answers; officers see the points of a completed assessment, step by step."""
    taken = _assessment(side, assessment_id)
    scored = side.is_officer and taken.state == AssessmentState.COMPLETED
    context = side.context() | {
        "assessment": taken,
        "domains": answers_by_domain(taken),
        "steps": list(score_steps(score_of(taken))) if scored else [],
        "shows_points": scored,
    }
    return render(request, "budgets/assessment/answers.html", context)


@shows_and_takes
def withdraw(request: SignedInRequest, side: Side, assessment_id: UUID) -> HttpResponse:
    """Give up an assessment, saying why."""
    taken = _assessment(side, assessment_id)
    form = ReasonForm(posted(request), hint="A few words will do, such as “we do not need it any more”.")
    if form.is_valid():
        with refusal_on(form):
            withdraw_assessment(actor=side.actor, assessment=taken, **form.cleaned_data)
            messages.success(request, "The questions are given up. What was answered can still be read here.")
            return redirect(side.url("s"))
    context = side.context() | {"assessment": taken, "form": form}
    return render(request, "budgets/assessment/withdraw.html", context)


@require_POST
def renew(request: SignedInRequest, side: Side, assessment_id: UUID) -> HttpResponse:
    """Begin the version in use, with the answers that are the same."""
    taken = _assessment(side, assessment_id)
    try:
        renewed, carried = renew_assessment(actor=side.actor, assessment=taken)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect(side.url("", taken.pk))
    messages.success(request, f"The new questions are begun. Answers brought along: {carried}. Please check them.")
    return redirect(side.url("", renewed.pk))


def _assessment(side: Side, assessment_id: UUID) -> Assessment:
    return get_object_or_404(assessments_of(side.child), pk=assessment_id)


def _keep(request: SignedInRequest, side: Side, taken: Assessment, form: DomainAnswersForm) -> bool:
    """Keep what is valid on the page, and say whether that was all of it."""
    is_valid, given = form.is_valid(), form.given()
    if given:
        with refusal_on(form):
            save_answers(actor=side.actor, assessment=taken, answers=given)
            if not is_valid:
                messages.info(request, "The answers that were chosen are saved.")
    return form.is_valid()


def _next_page(side: Side, taken: Assessment, domains: list[QuestionnaireDomain], asked: QuestionnaireDomain) -> str:
    place = domains.index(asked) + 1
    if place < len(domains):
        return side.url("_domain", taken.pk, domains[place].pk)
    return side.url("_check", taken.pk)


def _task(side: Side, taken: Assessment, part: DomainAnswers, may_answer: bool) -> dict[str, str]:
    """Return the domain as an entry of the task list."""
    status, kind = "Not started", "neutral"
    if part.is_complete:
        status, kind = "Done", "success"
    elif part.answered_count:
        status, kind = f"{part.answered_count} of {len(part.questions)} answered", "waiting"
    return {
        "title": part.domain.title,
        "url": side.url("_domain", taken.pk, part.domain.pk) if may_answer else "",
        "hint": part.domain.explanation,
        "status": status,
        "kind": kind,
    }
