"""A provider's people: inviting them, their roles, their leaving; and what an invited person sees."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.models import User
from marketplace.accounts.people import has_confirmed
from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .enums import ProviderRole
from .forms import InvitationForm, RolesForm
from .models import Provider, ProviderInvitation
from .permissions import provider_required
from .role_words import ROLE_WORDS
from .selectors import actor_for_provider, people_of, provider_roles
from .staff import (
    accept_invitation,
    invitation_by,
    invite_person,
    open_invitations,
    send_invitation_again,
    set_roles,
    withdraw_invitation,
)


@require_safe
@provider_required(ProviderRole.OWNER)
def members(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """List who acts for the provider, who is invited, and what each role may do."""
    return _people_page(request, provider)


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def invite(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Ask a person by e-mail to act for the provider."""
    form = InvitationForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            made = invite_person(
                actor=actor_for_provider(request.user),
                provider=provider,
                email=form.cleaned_data["email"],
                roles=form.chosen(),
            )
            messages.success(request, f"We have sent an invitation to {made.email}. It works for 14 days.")
            return redirect("providers:members", provider.slug)
    return render(request, "providers/new_member.html", {"form": form, "provider": provider})


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def roles(request: SignedInRequest, provider: Provider, user_id: UUID) -> HttpResponse:
    """Change what a person may do for the provider."""
    person = _person(provider, user_id)
    form = RolesForm(posted(request), initial={"roles": list(provider_roles(person, provider))})
    if form.is_valid():
        with refusal_on(form):
            set_roles(actor=actor_for_provider(request.user), provider=provider, user=person, roles=form.chosen())
            messages.success(request, f"What {person} may do is changed.")
            is_owner = ProviderRole.OWNER in provider_roles(request.user, provider)
            return redirect("providers:members" if is_owner else "workspaces:provider", provider.slug)
    return render(request, "providers/roles.html", {"form": form, "provider": provider, "person": person})


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def remove(request: SignedInRequest, provider: Provider, user_id: UUID) -> HttpResponse:
    """Let a person act for the provider no more, after saying what that does."""
    person = _person(provider, user_id)
    if person == request.user:
        return redirect("providers:leave", provider.slug)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            set_roles(actor=actor_for_provider(request.user), provider=provider, user=person, roles=[])
            messages.success(request, f"{person} does not act for {provider} any more.")
            return redirect("providers:members", provider.slug)
    return render(request, "providers/remove.html", {"form": form, "provider": provider, "person": person})


@shows_and_takes
@provider_required()
def leave(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Let whoever asks act for the provider no more, after saying what that does."""
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            set_roles(actor=actor_for_provider(request.user), provider=provider, user=request.user, roles=[])
            messages.success(request, f"You do not act for {provider} any more.")
            return redirect("workspaces:home")
    return render(request, "providers/leave.html", {"form": form, "provider": provider})


@require_POST
@provider_required(ProviderRole.OWNER)
def send_again(request: SignedInRequest, provider: Provider, invitation_id: UUID) -> HttpResponse:
    """Send an invitation again, with a new link."""
    invitation = get_object_or_404(provider.invitations, pk=invitation_id)
    form = forms.Form(request.POST)
    with refusal_on(form):
        send_invitation_again(actor=actor_for_provider(request.user), invitation=invitation)
        messages.success(request, f"We have sent {invitation.email} a new link. The one before does not work any more.")
        return redirect("providers:members", provider.slug)
    return _people_page(request, provider, form)


@require_POST
@provider_required(ProviderRole.OWNER)
def withdraw(request: SignedInRequest, provider: Provider, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(provider.invitations, pk=invitation_id)
    form = forms.Form(request.POST)
    with refusal_on(form):
        withdraw_invitation(actor=actor_for_provider(request.user), invitation=invitation)
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
        return redirect("providers:members", provider.slug)
    return _people_page(request, provider, form)


@never_cache
@shows_and_takes
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invited person what they are asked, and take their yes once they have signed in."""
    asked = invitation_by(secret)
    form = forms.Form(posted(request))
    if form.is_valid():
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        with refusal_on(form):
            accepted = accept_invitation(user=request.user, secret=secret)
            messages.success(request, f"You can now act for {accepted.provider}.")
            return redirect("workspaces:provider", accepted.provider.slug)
    stands = _stands(request, asked)
    words = [(ProviderRole(role).label, ROLE_WORDS[role]) for role in asked.roles] if asked else []
    context = {"invitation": asked, "stands": stands, "roles": words, "form": form}
    return render(request, "providers/invitation.html", context, status=404 if asked is None else 200)


def _stands(request: HttpRequest, asked: ProviderInvitation | None) -> str:
    if asked is None:
        return "unknown"
    if asked.accepted_at:
        return "accepted"
    if asked.withdrawn_at or asked.expires_at <= clock.now():
        return "ended"
    if not request.user.is_authenticated:
        return "visitor"
    return "open" if has_confirmed(request.user, asked.email) else "other_address"


def _person(provider: Provider, user_id: UUID) -> User:
    return get_object_or_404(User.objects.filter(provider_memberships__provider=provider).distinct(), pk=user_id)


def _people_page(request: SignedInRequest, provider: Provider, form: forms.Form | None = None) -> HttpResponse:
    context = {
        "provider": provider,
        "people": people_of(provider),
        "invitations": open_invitations(provider),
        "role_words": [(ProviderRole(role).label, words) for role, words in ROLE_WORDS.items()],
        "now": clock.now(),
        "form": form,
    }
    return render(request, "providers/members.html", context)
