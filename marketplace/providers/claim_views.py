"""Claiming an entry of another directory, and officers' decisions on claims."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .claim_forms import ClaimCodeForm, ClaimDecision, ClaimEmailForm, DecideClaimForm, ExplanationForm
from .claiming import (
    approve_claim,
    ask_officer,
    prove_claim,
    proving_domains,
    refuse_claim,
    send_claim_code,
    withdraw_claim,
)
from .enums import ClaimState
from .models import Provider, ProviderClaim
from .selectors import claims_waiting, latest_claim, providers_for


@never_cache
@require_safe
def claim(request: HttpRequest, provider_slug: str) -> HttpResponse:
    """Explain how an entry is claimed and, to who has claimed it, how far that is."""
    provider = _entry(provider_slug)
    context = {
        "provider": provider,
        "claim": latest_claim(request.user, provider),
        "is_mine": providers_for(request.user).filter(pk=provider.pk).exists(),
        "domains": proving_domains(provider),
    }
    return render(request, "providers/claims/claim.html", context)


@shows_and_takes
@login_required
def by_email(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Send a code to an address at the entry's own domain."""
    provider = _entry(provider_slug)
    form = ClaimEmailForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            send_claim_code(user=request.user, provider=provider, email=form.cleaned_data["email"])
            return redirect("providers:claim_code", provider.slug)
    context = {"form": form, "provider": provider, "domains": proving_domains(provider)}
    return render(request, "providers/claims/by_email.html", context)


@never_cache
@shows_and_takes
@login_required
def enter_code(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Take the code that was sent; the right one makes the person the entry's owner."""
    provider = _entry(provider_slug)
    found = get_object_or_404(_open(request, provider).exclude(code_digest=""))
    form = ClaimCodeForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            prove_claim(claim=found, code=form.cleaned_data["code"])
            messages.success(request, f"{provider} is yours now.")
            return redirect("workspaces:provider_start", provider.slug)
    context = {"form": form, "provider": provider, "claim": found}
    return render(request, "providers/claims/code.html", context)


@shows_and_takes
@login_required
def by_officer(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Ask the council to look at a claim."""
    provider = _entry(provider_slug)
    form = ExplanationForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            ask_officer(user=request.user, provider=provider, explanation=form.cleaned_data["explanation"])
            messages.success(request, "The council has your claim. We write to you when it is decided.")
            return redirect("providers:claim", provider.slug)
    return render(request, "providers/claims/by_officer.html", {"form": form, "provider": provider})


@shows_and_takes
@login_required
def withdraw(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Take one's own claim back, after asking."""
    provider = _entry(provider_slug)
    found = get_object_or_404(_open(request, provider))
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            withdraw_claim(user=request.user, claim=found)
            messages.success(request, "Your claim is taken back.")
            return redirect("providers:claim", provider.slug)
    return render(request, "providers/claims/withdraw.html", {"form": form, "provider": provider})


@require_safe
@officer_required(OfficerRole.LISTINGS)
def queue(request: HttpRequest) -> HttpResponse:
    """List the claims that wait for the council, oldest first."""
    return render(request, "providers/claims/queue.html", {"claims": claims_waiting()})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def decide(request: SignedInRequest, claim_id: UUID) -> HttpResponse:
    """Decide a claim."""
    found = get_object_or_404(ProviderClaim.objects.select_related("provider", "claimed_by"), pk=claim_id)
    form = DecideClaimForm(posted(request))
    if form.is_valid():
        actor, reason = actor_for_officer(request.user, OfficerRole.LISTINGS), form.cleaned_data["reason"]
        with refusal_on(form):
            if form.cleaned_data["decision"] == ClaimDecision.APPROVE:
                approve_claim(actor=actor, claim=found, reason=reason)
            else:
                refuse_claim(actor=actor, claim=found, reason=reason)
            messages.success(request, f"Your decision on {found.provider} is saved, and the person is told.")
            return redirect("providers:claims")
    context = {
        "form": form,
        "claim": found,
        "others": found.provider.claims.exclude(pk=found.pk).select_related("claimed_by"),
        "is_open": found.state == ClaimState.OPEN,
    }
    return render(request, "providers/claims/decide.html", context)


def _entry(provider_slug: str) -> Provider:
    """Return an entry that was imported, whether or not somebody has it by now."""
    entries = Provider.objects.exclude(external_id="").filter(refused_on__isnull=True)
    return get_object_or_404(entries, slug=provider_slug)


def _open(request: SignedInRequest, provider: Provider) -> QuerySet[ProviderClaim]:
    return provider.claims.filter(claimed_by=request.user, state=ClaimState.OPEN)
