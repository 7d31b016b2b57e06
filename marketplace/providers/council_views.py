"""Officers' work on providers: deciding checks, refusing a provider."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.core.private_files import private_download

from .council_forms import DecideCheckForm, EndCheckForm, OverrideForm, RefuseProviderForm, WhyForm
from .enums import CheckState
from .models import CheckEvidence, CheckType, Provider, VettingCheck, VettingOverride
from .selectors import checks_lapsing, checks_waiting
from .services import (
    decide_check,
    end_check,
    end_override,
    make_override,
    open_evidence,
    open_matches,
    refuse_provider,
)
from .standing import ENDS_SOON_DAYS


@require_safe
@officer_required(OfficerRole.LISTINGS)
def vetting(request: HttpRequest) -> HttpResponse:
    """List the checks that wait, and those that have lapsed or are about to."""
    context = {
        "waiting": checks_waiting(),
        "lapsing": checks_lapsing(within_days=ENDS_SOON_DAYS),
        "days": ENDS_SOON_DAYS,
    }
    return render(request, "providers/vetting.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def check(request: SignedInRequest, check_id: UUID) -> HttpResponse:
    """Decide a check."""
    waiting = get_object_or_404(VettingCheck.objects.select_related("provider", "check_type"), pk=check_id)
    days = {"valid_from": waiting.valid_from, "valid_to": waiting.valid_to}
    form = DecideCheckForm(posted(request), initial=days)
    if form.is_valid():
        with refusal_on(form):
            decide_check(actor=actor_for_officer(request.user, OfficerRole.LISTINGS), check=waiting, **form.answer())
            messages.success(request, f"Your decision on {waiting} is saved.")
            return redirect("providers:vetting")
    earlier = waiting.provider.checks.exclude(pk=waiting.pk).select_related("check_type", "decided_by")
    context = {
        "form": form,
        "check": waiting,
        "evidence": waiting.evidence.all(),
        "earlier": earlier.filter(check_type=waiting.check_type),
        "others": earlier.exclude(check_type=waiting.check_type),
        "matches": open_matches().filter(provider=waiting.provider),
        "is_waiting": waiting.state == CheckState.SUBMITTED,
        "may_end": waiting.state == CheckState.APPROVED and waiting.valid_to >= clock.today(),
    }
    return render(request, "providers/decide_check.html", context)


@require_safe
@officer_required(OfficerRole.LISTINGS)  # type: ignore[arg-type]  # a file streams, which guards pass on
def evidence(request: SignedInRequest, evidence_id: UUID) -> FileResponse:
    """Give out a file that a provider sent."""
    sent = get_object_or_404(CheckEvidence, pk=evidence_id)
    file = open_evidence(actor=actor_for_officer(request.user, OfficerRole.LISTINGS), evidence=sent)
    return private_download(file, name=sent.name, content_type=sent.content_type)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def end(request: SignedInRequest, check_id: UUID) -> HttpResponse:
    """End an approved check before its time, after asking why."""
    approved = get_object_or_404(VettingCheck.objects.select_related("provider", "check_type"), pk=check_id)
    form = EndCheckForm(posted(request), initial={"last_day": clock.today() - timedelta(days=1)})
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            end_check(actor=actor, check=approved, **form.cleaned_data)
            messages.success(request, f"{approved} is ended. Families who are booked for later days are told.")
            return redirect("providers:council_provider", provider_slug=approved.provider.slug)
    return render(request, "providers/end_check.html", {"form": form, "check": approved})


@require_safe
@officer_required(OfficerRole.LISTINGS)
def council_provider(request: HttpRequest, provider_slug: str) -> HttpResponse:
    """Show where a provider stands: its checks, the exceptions from them, refusals."""
    provider = get_object_or_404(Provider, slug=provider_slug)
    context = {
        "provider": provider,
        "checks": provider.checks.select_related("check_type").order_by("check_type__name", "-valid_to"),
        "overrides": provider.vetting_overrides.select_related("check_type", "decided_by", "ended_by"),
        "matches": open_matches().filter(provider=provider),
        "refusals": provider.refusals.all(),
        "today": clock.today(),
    }
    return render(request, "providers/council_provider.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def override(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Let a provider be booked without a check for a time; `?type=` chooses the check beforehand."""
    provider = get_object_or_404(Provider, slug=provider_slug)
    chosen = next((kind for kind in CheckType.objects.all() if kind.code == request.GET.get("type")), None)
    form = OverrideForm(posted(request), initial={"check_type": chosen})
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            made = make_override(actor=actor, provider=provider, **form.cleaned_data)
            messages.success(request, f"{provider} can be booked without this check until {made.valid_to:%-d %B %Y}.")
            return redirect("providers:council_provider", provider_slug=provider.slug)
    return render(request, "providers/override.html", {"form": form, "provider": provider})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def override_end(request: SignedInRequest, override_id: UUID) -> HttpResponse:
    """End an exception before its last day, after asking why."""
    made = get_object_or_404(VettingOverride.objects.select_related("provider", "check_type"), pk=override_id)
    form = WhyForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            end_override(actor=actor, override=made, reason=form.cleaned_data["reason"])
            messages.success(request, "The exception is ended. Families who are booked for its days are told.")
            return redirect("providers:council_provider", provider_slug=made.provider.slug)
    return render(request, "providers/end_override.html", {"form": form, "override": made})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def refuse(request: SignedInRequest, provider_slug: str) -> HttpResponse:
    """Refuse a provider, after asking why."""
    provider = get_object_or_404(Provider, slug=provider_slug)
    form = RefuseProviderForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            refuse_provider(actor=actor, provider=provider, reason=form.cleaned_data["reason"].strip())
            messages.success(request, f"{provider} is refused. Families no longer see or book its services.")
            return redirect("council_listings:index")
    return render(request, "providers/refuse.html", {"form": form, "provider": provider})
