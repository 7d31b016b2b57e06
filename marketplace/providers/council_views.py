"""Officers' work on providers: deciding checks, refusing a provider."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .enums import CheckState
from .forms import DecideCheckForm, RefuseProviderForm
from .models import Provider, VettingCheck
from .selectors import checks_lapsing, checks_waiting
from .services import decide_check, refuse_provider
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
    form = DecideCheckForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            decide_check(actor=actor_for_officer(request.user, OfficerRole.LISTINGS), check=waiting, **form.answer())
            messages.success(request, f"Your decision on {waiting} is saved.")
            return redirect("providers:vetting")
    context = {
        "form": form,
        "check": waiting,
        "others": waiting.provider.checks.exclude(pk=waiting.pk).select_related("check_type"),
        "is_waiting": waiting.state == CheckState.SUBMITTED,
    }
    return render(request, "providers/decide_check.html", context)


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
