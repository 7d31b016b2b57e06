"""Officers' pages to write a draft: one form each to add, change and delete a part, and buttons to move it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.questionnaire import AgeAdjustmentForm, DescriptorForm, DomainForm, QuestionForm
from ..models import AgeAdjustment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from ..services import (
    add_age_adjustment,
    add_descriptor,
    add_domain,
    add_question,
    change_part,
    delete_part,
    move_part,
)
from ..services.questionnaire_parts import questionnaire_of
from .questionnaires import WARNING, actor_of, questionnaire_form


@dataclass(frozen=True)
class PartKind:
    """A kind of part: its model and words, what it is added to, how it is asked for and added."""

    model: type[models.Model]
    noun: str
    form: type[Form]
    parent: type[models.Model]
    parent_name: str
    add: Callable[..., Any]
    is_ordered: bool = True


#: By the word that stands for them in addresses.
KINDS = {
    "domains": PartKind(QuestionnaireDomain, "domain", DomainForm, Questionnaire, "questionnaire", add_domain),
    "questions": PartKind(Question, "question", QuestionForm, QuestionnaireDomain, "domain", add_question),
    "answers": PartKind(Descriptor, "answer", DescriptorForm, Question, "question", add_descriptor),
    "ages": PartKind(
        AgeAdjustment,
        "age adjustment",
        AgeAdjustmentForm,
        Questionnaire,
        "questionnaire",
        add_age_adjustment,
        is_ordered=False,
    ),
}


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def add(request: SignedInRequest, kind: str, parent_id: UUID) -> HttpResponse:
    """Add a part at the end of what it belongs to."""
    of = _kind(kind)
    parent: Any = get_object_or_404(of.parent, pk=parent_id)
    form = of.form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            part = of.add(actor=actor_of(request), **{of.parent_name: parent}, **form.cleaned_data)
            messages.success(request, f"The {of.noun} is added.")
            return _to_part(part)
    questionnaire = parent if isinstance(parent, Questionnaire) else questionnaire_of(parent)
    lead = "" if isinstance(parent, Questionnaire) else f"To “{parent}”."
    return questionnaire_form(
        request, questionnaire, form, title=f"Add {_a(of.noun)}", lead=lead, button=f"Add the {of.noun}"
    )


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def change(request: SignedInRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Change a part of a draft."""
    of = _kind(kind)
    part: Any = get_object_or_404(of.model, pk=part_id)
    form = of.form(posted(request), initial={name: getattr(part, name) for name in of.form.base_fields})
    if form.is_valid():
        with refusal_on(form):
            change_part(actor=actor_of(request), part=part, **form.cleaned_data)
            messages.success(request, f"The {of.noun} is changed.")
            return _to_part(part)
    return questionnaire_form(request, questionnaire_of(part), form, title=f"Change the {of.noun}", button="Save")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def delete(request: SignedInRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Delete a part of a draft, after asking."""
    of = _kind(kind)
    part: Any = get_object_or_404(of.model, pk=part_id)
    questionnaire = questionnaire_of(part)
    form = Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            delete_part(actor=actor_of(request), part=part)
            messages.success(request, f"The {of.noun} is deleted.")
            return redirect("budgets:council_questionnaire", questionnaire.pk)
    lead = f"“{part}” goes, with everything in it. This cannot be undone."
    return questionnaire_form(
        request,
        questionnaire,
        form,
        title=f"Delete this {of.noun}?",
        lead=lead,
        button=f"Delete the {of.noun}",
        kind=WARNING,
    )


@officer_required(OfficerRole.BUDGETS)
@require_POST
def move(request: SignedInRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Let a part change places with the one above or below it."""
    of = _kind(kind)
    if not of.is_ordered:
        raise Http404
    part: Any = get_object_or_404(of.model, pk=part_id)
    try:
        move_part(actor=actor_of(request), part=part, up=request.POST.get("direction") == "up")
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return _to_part(part)


def _kind(name: str) -> PartKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _to_part(part: Any) -> HttpResponse:
    """Lead back to where the part stands on the questionnaire's page."""
    response = redirect("budgets:council_questionnaire", questionnaire_of(part).pk)
    response["Location"] += f"#part-{part.pk}"
    return response


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
