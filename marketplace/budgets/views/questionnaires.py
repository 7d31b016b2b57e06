"""Officers' pages about questionnaires: written as a draft, looked at as a family sees it, published, retired."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, is_officer, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.audit import Actor
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import AssessmentState, QuestionnaireState
from ..errors import QuestionnaireRefused
from ..forms.assessment import DomainAnswersForm
from ..forms.questionnaire import QuestionnaireForm
from ..forms.reason import ReasonForm
from ..models import Questionnaire
from ..questionnaire_rules import problems_of
from ..selectors.questionnaire import questionnaires_by_state, version_in_use, with_parts
from ..services import (
    change_questionnaire,
    create_questionnaire,
    delete_draft,
    draft_new_version,
    publish_questionnaire,
    retire_questionnaire,
)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_questionnaires(request: SignedInRequest) -> HttpResponse:
    """List the questionnaires: in use, drafts, retired."""
    context = {"groups": list(questionnaires_by_state()), "may_change": may_change(request)}
    return render(request, "budgets/questionnaires/questionnaires.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_questionnaire(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Show a questionnaire with all its points; a draft with what can be changed and what is missing."""
    questionnaire = get_object_or_404(with_parts(Questionnaire.objects.all()), pk=questionnaire_id)
    is_draft = questionnaire.state == QuestionnaireState.DRAFT
    context = {
        "questionnaire": questionnaire,
        "is_draft": is_draft,
        "may_change": may_change(request),
        "may_edit": is_draft and may_change(request),
        "problems": problems_of(questionnaire) if is_draft else [],
        "draft": Questionnaire.objects.filter(name=questionnaire.name, state=QuestionnaireState.DRAFT).first(),
    }
    return render(request, "budgets/questionnaires/questionnaire.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def preview_questionnaire(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Show a questionnaire as a family sees it."""
    questionnaire = get_object_or_404(with_parts(Questionnaire.objects.all()), pk=questionnaire_id)
    pages = [
        (domain, DomainAnswersForm(domain=domain, prefix=f"domain-{number}"))
        for number, domain in enumerate(questionnaire.domains.all(), 1)
    ]
    context = {"questionnaire": questionnaire, "pages": pages}
    return render(request, "budgets/questionnaires/preview.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def new_questionnaire(request: SignedInRequest) -> HttpResponse:
    """Begin a questionnaire."""
    form = QuestionnaireForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            made = create_questionnaire(actor=actor_of(request), **form.cleaned_data)
            return redirect("budgets:council_questionnaire", made.pk)
    context = {
        "form": form,
        "title": "Write a questionnaire",
        "lead": "It begins as a draft. Families see it when you publish it.",
        "button": "Save and add domains",
        "back_url": reverse("budgets:council_questionnaires"),
        "back_text": "Questionnaires",
    }
    return render(request, "budgets/officer_form.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def change(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Change the name and the introduction of a draft."""
    questionnaire = get_object_or_404(Questionnaire, pk=questionnaire_id)
    form = QuestionnaireForm(posted(request), questionnaire=questionnaire)
    if form.is_valid():
        with refusal_on(form):
            change_questionnaire(actor=actor_of(request), questionnaire=questionnaire, **form.cleaned_data)
            messages.success(request, "The changes are saved.")
            return redirect("budgets:council_questionnaire", questionnaire.pk)
    return questionnaire_form(request, questionnaire, form, title=f"Change {questionnaire.name}", button="Save")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def publish(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Put a draft into use, once nothing is missing."""
    questionnaire = get_object_or_404(Questionnaire, pk=questionnaire_id)
    form = Form(posted(request))
    if form.is_valid():
        try:
            publish_questionnaire(actor=actor_of(request), questionnaire=questionnaire)
        except QuestionnaireRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, f"{questionnaire} is in use. Families can answer it now.")
            return redirect("budgets:council_questionnaire", questionnaire.pk)
    context = {
        "form": form,
        "questionnaire": questionnaire,
        "problems": problems_of(questionnaire),
        "in_use": version_in_use(questionnaire.name),
    }
    return render(request, "budgets/questionnaires/publish.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def retire(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Take a questionnaire out of use."""
    questionnaire = get_object_or_404(Questionnaire, pk=questionnaire_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            retire_questionnaire(actor=actor_of(request), questionnaire=questionnaire, **form.cleaned_data)
            messages.success(request, f"{questionnaire} is retired.")
            return redirect("budgets:council_questionnaire", questionnaire.pk)
    answering = questionnaire.assessments.filter(state=AssessmentState.IN_PROGRESS).count()
    lead = (
        f"Assessments that are open now: {answering}. Their answers can still be read, but not sent. Families cannot "
        "begin it any more. This cannot be undone; you can make a new version."
    )
    return questionnaire_form(
        request, questionnaire, form, title=f"Retire {questionnaire}?", lead=lead, button="Retire it", kind=WARNING
    )


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def delete(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Delete a draft, after asking."""
    questionnaire = get_object_or_404(Questionnaire, pk=questionnaire_id)
    form = Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            delete_draft(actor=actor_of(request), questionnaire=questionnaire)
            messages.success(request, f"The draft of {questionnaire} is deleted.")
            return redirect("budgets:council_questionnaires")
    lead = "All its domains, questions and answers go. This cannot be undone."
    title = f"Delete the draft of {questionnaire}?"
    return questionnaire_form(
        request, questionnaire, form, title=title, lead=lead, button="Delete the draft", kind=WARNING
    )


@officer_required(OfficerRole.BUDGETS)
@require_POST
def new_version(request: SignedInRequest, questionnaire_id: UUID) -> HttpResponse:
    """Copy a published questionnaire as the draft of its next version."""
    questionnaire = get_object_or_404(Questionnaire, pk=questionnaire_id)
    try:
        draft = draft_new_version(actor=actor_of(request), questionnaire=questionnaire)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect("budgets:council_questionnaire", questionnaire.pk)
    messages.success(request, "This is a draft with everything that was in the version before it.")
    return redirect("budgets:council_questionnaire", draft.pk)


#: The class of a button for what cannot be undone.
WARNING = "button-warning"


def questionnaire_form(
    request: SignedInRequest,
    questionnaire: Questionnaire,
    form: BaseForm,
    *,
    title: str,
    button: str,
    lead: str = "",
    kind: str = "button",
) -> HttpResponse:
    """Show a form about a questionnaire, with the way back to it."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "kind": kind,
        "back_url": reverse("budgets:council_questionnaire", args=[questionnaire.pk]),
        "back_text": str(questionnaire),
    }
    return render(request, "budgets/officer_form.html", context)


def actor_of(request: SignedInRequest) -> Actor:
    """Return who asks, as a budget officer."""
    return actor_for_officer(request.user, OfficerRole.BUDGETS)


def may_change(request: SignedInRequest) -> bool:
    """Say whether who asks may write questionnaires, not only read them."""
    return is_officer(request.user, OfficerRole.BUDGETS)
