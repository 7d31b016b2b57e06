"""A family's own details and its supporters; officers' appointments."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .enums import OfficerRole, SupportScope
from .forms import AppointmentForm, ConsentForm, FamilyForm
from .models import Family
from .people import find_person
from .permissions import SignedInRequest, family_required, officer_required
from .selectors import actor_for_family, actor_for_officer, appointments_now, consents_of, families_for
from .services import appoint_officer, change_family, end_appointment, give_consent, withdraw_consent


@require_safe
@login_required
def only_family(request: SignedInRequest, page: str) -> HttpResponse:
    """Lead to the page of the family that the person belongs to; who belongs to several chooses one first."""
    own = families_for(request.user).filter(members__user=request.user)[:2]
    if len(own) == 1:
        return redirect(f"accounts:{page}", family_id=own[0].pk)
    return redirect("workspaces:family_home")


@shows_and_takes
@family_required(members_only=True)
def details(request: SignedInRequest, family: Family) -> HttpResponse:
    """Change the family's name and postcode."""
    form = FamilyForm(posted(request), initial={"name": family.name, "postcode": family.postcode})
    if form.is_valid():
        with refusal_on(form):
            change_family(actor=actor_for_family(request.user, family), family=family, **form.cleaned_data)
            messages.success(request, "Your details are saved.")
            return redirect("workspaces:family", family_id=family.pk)
    return render(request, "accounts/family_details.html", {"form": form, "family": family})


@require_safe
@family_required(members_only=True)
def supporters(request: SignedInRequest, family: Family) -> HttpResponse:
    """List whom the family lets act for it, and whom it did."""
    current, past = consents_of(family)
    return render(request, "accounts/supporters.html", {"family": family, "current": current, "past": past})


@shows_and_takes
@family_required(members_only=True)
def add_supporter(request: SignedInRequest, family: Family) -> HttpResponse:
    """Let a person act for the family."""
    form = ConsentForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            consent = give_consent(
                actor=actor_for_family(request.user, family),
                family=family,
                supporter=find_person(
                    asked_by=request.user,
                    email=form.cleaned_data["email"],
                    advice="Ask your supporter to sign up first.",
                ),
                scopes=[SupportScope(scope) for scope in form.cleaned_data["scopes"]],
                valid_to=form.cleaned_data["valid_to"],
            )
            messages.success(request, f"{consent.supporter} can now act for your family.")
            return redirect("accounts:supporters", family_id=family.pk)
    return render(request, "accounts/add_supporter.html", {"form": form, "family": family})


@shows_and_takes
@family_required(members_only=True)
def withdraw_supporter(request: SignedInRequest, family: Family, consent_id: UUID) -> HttpResponse:
    """Take a consent back, after asking."""
    consent = get_object_or_404(family.consents.select_related("supporter"), pk=consent_id)
    if request.method == "POST":
        withdraw_consent(actor=actor_for_family(request.user, family), consent=consent)
        messages.success(request, f"{consent.supporter} can no longer act for your family.")
        return redirect("accounts:supporters", family_id=family.pk)
    return render(request, "accounts/withdraw_supporter.html", {"family": family, "consent": consent})


@require_safe
@officer_required(OfficerRole.ADMINISTRATOR)
def officers(request: HttpRequest) -> HttpResponse:
    """List who holds which role at the council."""
    return render(request, "accounts/officers.html", {"appointments": appointments_now()})


@shows_and_takes
@officer_required(OfficerRole.ADMINISTRATOR)
def add_officer(request: SignedInRequest) -> HttpResponse:
    """Give a person a role at the council."""
    form = AppointmentForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            appointment = appoint_officer(
                actor=actor_for_officer(request.user, OfficerRole.ADMINISTRATOR),
                user=find_person(
                    asked_by=request.user, email=form.cleaned_data["email"], advice="Ask them to sign up first."
                ),
                role=OfficerRole(form.cleaned_data["role"]),
            )
            messages.success(request, f"{appointment.user} is now {appointment.get_role_display()}.")
            return redirect("accounts:officers")
    return render(request, "accounts/add_officer.html", {"form": form})


@shows_and_takes
@officer_required(OfficerRole.ADMINISTRATOR)
def end_officer(request: SignedInRequest, appointment_id: UUID) -> HttpResponse:
    """End a role at the council, after asking."""
    appointment = get_object_or_404(appointments_now(), pk=appointment_id)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.ADMINISTRATOR)
            end_appointment(actor=actor, appointment=appointment)
            messages.success(request, f"{appointment.user} is no longer {appointment.get_role_display()}.")
            return redirect("accounts:officers")
    return render(request, "accounts/end_officer.html", {"form": form, "appointment": appointment})
