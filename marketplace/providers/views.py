"""A provider's details and evidence for checks."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.core.private_files import private_download

from .enums import CheckState, ProviderRole
from .forms import CheckForm, EvidenceForm, NumbersForm, ProviderForm
from .models import CheckEvidence, CheckType, Provider
from .permissions import provider_required
from .selectors import actor_for_provider
from .services import add_evidence, change_provider, open_evidence, submit_check


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def details(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Change what the provider says about itself."""
    # The form works on a copy: the page goes on to show the provider as it is.
    form = ProviderForm(posted(request), instance=Provider.objects.get(pk=provider.pk))
    if form.is_valid():
        with refusal_on(form):
            change_provider(actor=actor_for_provider(request.user), provider=provider, **form.cleaned_data)
            messages.success(request, "Your details are saved.")
            return redirect("workspaces:provider", provider_slug=provider.slug)
    return render(request, "providers/details.html", {"form": form, "provider": provider})


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def numbers(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Ask for the numbers by which registers know the provider."""
    form = NumbersForm(posted(request), instance=Provider.objects.get(pk=provider.pk))
    if form.is_valid():
        with refusal_on(form):
            change_provider(
                actor=actor_for_provider(request.user),
                provider=provider,
                numbers_given_on=clock.today(),
                **form.cleaned_data,
            )
            messages.success(request, "Your numbers are saved.")
            return redirect("workspaces:provider_start", provider_slug=provider.slug)
    return render(request, "providers/numbers.html", {"form": form, "provider": provider})


@shows_and_takes
@provider_required(ProviderRole.LISTINGS)
def check(request: SignedInRequest, provider: Provider, check_id: UUID) -> HttpResponse:
    """Show what was sent for a check and what the council decided; take a missing file while it waits."""
    sent = get_object_or_404(provider.checks.select_related("check_type"), pk=check_id)
    form = EvidenceForm(posted(request), request.FILES or None)
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_provider(request.user)
            add_evidence(actor=actor, check=sent, evidence=form.cleaned_data["evidence"])
            messages.success(request, "The council has what you added.")
            return redirect("providers:sent_check", provider_slug=provider.slug, check_id=sent.pk)
    context = {
        "provider": provider,
        "check": sent,
        "evidence": sent.evidence.all(),
        "is_waiting": sent.state == CheckState.SUBMITTED,
        "form": form,
    }
    return render(request, "providers/check.html", context)


@require_safe
@provider_required(ProviderRole.LISTINGS)  # type: ignore[arg-type]  # a file streams, which guards pass on
def evidence(request: SignedInRequest, provider: Provider, evidence_id: UUID) -> FileResponse:
    """Give out a file that the provider sent."""
    sent = get_object_or_404(CheckEvidence, pk=evidence_id, vetting_check__provider=provider)
    file = open_evidence(actor=actor_for_provider(request.user), evidence=sent)
    return private_download(file, name=sent.name, content_type=sent.content_type)


@shows_and_takes
@provider_required(ProviderRole.LISTINGS)
def send_check(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Send the council evidence for a check; `?type=` chooses the kind beforehand."""
    chosen = next((kind for kind in CheckType.objects.all() if kind.code == request.GET.get("type")), None)
    form = CheckForm(posted(request), request.FILES or None, initial={"check_type": chosen})
    if form.is_valid():
        with refusal_on(form):
            submit_check(actor=actor_for_provider(request.user), provider=provider, **form.cleaned_data)
            messages.success(request, "Your evidence is with the council. We show the decision here.")
            return redirect("provider_listings:checks", provider_slug=provider.slug)
    context = {"form": form, "provider": provider, "must_choose_again": bool(request.FILES)}
    return render(request, "providers/send_check.html", context)
