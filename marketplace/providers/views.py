"""A provider's details and evidence for checks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .enums import ProviderRole
from .forms import CheckForm, NumbersForm, ProviderForm
from .models import CheckType, Provider
from .permissions import provider_required
from .selectors import actor_for_provider
from .services import change_provider, submit_check


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
def send_check(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Send the council evidence for a check; `?type=` chooses the kind beforehand."""
    chosen = next((kind for kind in CheckType.objects.all() if kind.code == request.GET.get("type")), None)
    form = CheckForm(posted(request), initial={"check_type": chosen})
    if form.is_valid():
        with refusal_on(form):
            submit_check(actor=actor_for_provider(request.user), provider=provider, **form.cleaned_data)
            messages.success(request, "Your evidence is with the council. We show the decision here.")
            return redirect("provider_listings:checks", provider_slug=provider.slug)
    return render(request, "providers/send_check.html", {"form": form, "provider": provider})
