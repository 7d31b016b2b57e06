"""Administrators say who signs plans, and up to how much."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.signers import GradeForm, LastDayForm, LimitForm, SignerForm
from ..selectors.signing import appointments_now, grades_now
from ..services import add_grade, appoint_signer, change_grade_limit, end_grade, end_signer

ADMINISTRATOR = OfficerRole.ADMINISTRATOR


@require_safe
@officer_required(ADMINISTRATOR)
def signers(request: SignedInRequest) -> HttpResponse:
    """List the grades, and who signs in each."""
    context = {"grades": grades_now(), "appointments": appointments_now()}
    return render(request, "budgets/plan/signers.html", context)


@shows_and_takes
@officer_required(ADMINISTRATOR)
def grade_add(request: SignedInRequest) -> HttpResponse:
    """Add a grade."""
    form = GradeForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            grade = add_grade(actor=actor_for_officer(request.user, ADMINISTRATOR), **form.cleaned_data)
            messages.success(request, f"The grade {grade} is there.")
            return redirect("budgets:signers")
    return _form(request, form, title="Add a grade", button="Add the grade")


@shows_and_takes
@officer_required(ADMINISTRATOR)
def grade_limit(request: SignedInRequest, grade_id: UUID) -> HttpResponse:
    """Give a grade another limit, from a day on."""
    grade = get_object_or_404(grades_now(), pk=grade_id)
    form = LimitForm(posted(request), initial={"limit_pence": grade.limit_pence})
    if form.is_valid():
        with refusal_on(form):
            change_grade_limit(actor=actor_for_officer(request.user, ADMINISTRATOR), grade=grade, **form.cleaned_data)
            messages.success(request, f"The limit of {grade} changes on that day. Its signers stay the same.")
            return redirect("budgets:signers")
    return _form(request, form, title=f"Change the limit of {grade}", button="Change the limit")


@shows_and_takes
@officer_required(ADMINISTRATOR)
def grade_end(request: SignedInRequest, grade_id: UUID) -> HttpResponse:
    """End a grade, on a day."""
    grade = get_object_or_404(grades_now(), pk=grade_id)
    form = LastDayForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            end_grade(actor=actor_for_officer(request.user, ADMINISTRATOR), grade=grade, **form.cleaned_data)
            messages.success(request, f"The last day of {grade} is set. What was signed stays signed.")
            return redirect("budgets:signers")
    return _form(request, form, title=f"End the grade {grade}", button="End the grade", kind="button-warning")


@shows_and_takes
@officer_required(ADMINISTRATOR)
def signer_appoint(request: SignedInRequest) -> HttpResponse:
    """Let an officer sign in a grade."""
    form = SignerForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            signer = appoint_signer(actor=actor_for_officer(request.user, ADMINISTRATOR), **form.cleaned_data)
            messages.success(request, f"{signer.user} signs as {signer.grade}.")
            return redirect("budgets:signers")
    return _form(request, form, title="Appoint a signer", button="Appoint the signer")


@shows_and_takes
@officer_required(ADMINISTRATOR)
def signer_end(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """Let an officer no longer sign in a grade, from a day."""
    signer = get_object_or_404(appointments_now(), pk=appointment_id)
    form = LastDayForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            end_signer(actor=actor_for_officer(request.user, ADMINISTRATOR), appointment=signer, **form.cleaned_data)
            messages.success(request, f"The last day of {signer.user} as {signer.grade} is set.")
            return redirect("budgets:signers")
    title = f"End {signer.user} as {signer.grade}"
    return _form(request, form, title=title, button="Set the last day", kind="button-warning")


def _form(request: SignedInRequest, form: forms.Form, **words: Any) -> HttpResponse:
    return render(request, "budgets/plan/signers_form.html", {"form": form, **words})
