"""Writing a listing, sending it to the council, taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.permissions import provider_required
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.standing import check_standings

from ..enums import ListingState
from ..listing_steps import STEP_BY_KEY, STEPS, BasicsForm
from ..listing_words import describe_listing
from ..models import Service
from ..permissions import listing_required
from ..selectors import checks_missing, coming_sessions, unit_costs_on
from ..services import (
    change_listing,
    check_listing,
    create_listing,
    missing_for_submission,
    submit_listing,
    withdraw_listing,
)
from ..workspace_selectors import checks_needed_by, listings_of


@require_safe
@provider_required(ProviderRole.LISTINGS)
def index(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """List the provider's listings."""
    context = {"provider": provider, "listings": listings_of(provider)}
    return render(request, "catalogue/workspace/listings.html", context)


@require_safe
@provider_required(ProviderRole.LISTINGS)
def checks(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Show where the provider stands with each kind of check, and which its listings need."""
    standings = check_standings(provider, checks_needed_by(provider, clock.today()))
    context = {
        "provider": provider,
        "needed": [standing for standing in standings if standing.is_needed],
        "others": [standing for standing in standings if not standing.is_needed],
    }
    return render(request, "catalogue/workspace/checks.html", context)


@shows_and_takes
@provider_required(ProviderRole.LISTINGS)
def new_listing(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Begin a listing with its name and description."""
    form = BasicsForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            service = create_listing(actor=actor_for_provider(request.user), provider=provider, **form.cleaned_data)
            return redirect("provider_listings:listing", provider_slug=provider.slug, service_slug=service.slug)
    return render(request, "catalogue/workspace/new_listing.html", {"form": form, "provider": provider})


@require_safe
@listing_required
def listing(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Show what a draft still lacks, or what a listing says and what can be done with it."""
    return _listing_page(request, provider, service)


@shows_and_takes
@listing_required
def step(request: SignedInRequest, provider: Provider, service: Service, key: str) -> HttpResponse:
    """Ask one page of questions about a draft."""
    if key not in STEP_BY_KEY:
        raise Http404
    step = STEP_BY_KEY[key]
    form = step.form(posted(request), initial=step.initial(service))
    if form.is_valid():
        with refusal_on(form):
            change_listing(actor=actor_for_provider(request.user), service=service, **form.cleaned_data)
            messages.success(request, f"“{step.title}” is saved.")
            return redirect("provider_listings:listing", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service, "step": step}
    return render(request, "catalogue/workspace/step.html", context)


@require_safe
@listing_required
def preview(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Show the listing as families will read it."""
    context = {
        "provider": provider,
        "service": service,
        "sections": describe_listing(service),
        "prices": unit_costs_on(service, clock.today()),
        "sessions": coming_sessions(service)[:5],
    }
    return render(request, "catalogue/workspace/preview.html", context)


@require_POST
@listing_required
def submit(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Send a draft to the council."""
    form = forms.Form(posted(request))
    with refusal_on(form):
        submit_listing(actor=actor_for_provider(request.user), service=service)
        messages.success(request, f"“{service}” is with the council. We show the decision here.")
        return redirect("provider_listings:listing", provider_slug=provider.slug, service_slug=service.slug)
    return _listing_page(request, provider, service, form)


@require_POST
@listing_required
def still_correct(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Note that the provider looked at a live listing today and it is right."""
    form = forms.Form(posted(request))
    with refusal_on(form):
        check_listing(actor=actor_for_provider(request.user), service=service)
        messages.success(request, "Thank you. Families see that you checked the listing today.")
        return redirect("provider_listings:listing", provider_slug=provider.slug, service_slug=service.slug)
    return _listing_page(request, provider, service, form)


@shows_and_takes
@listing_required
def withdraw(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Take a listing back to a draft, after saying what that does."""
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            withdraw_listing(actor=actor_for_provider(request.user), service=service)
            messages.success(request, f"“{service}” is a draft again. Change it, then send it to the council.")
            return redirect("provider_listings:listing", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service}
    return render(request, "catalogue/workspace/withdraw.html", context)


def _listing_page(
    request: SignedInRequest, provider: Provider, service: Service, form: forms.Form | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "provider": provider, "service": service}
    context["checks_missing"] = checks_missing(service, clock.today())
    if service.state == ListingState.DRAFT:
        context |= {"tasks": _tasks(provider, service), "missing": missing_for_submission(service)}
        return render(request, "catalogue/workspace/draft.html", context)
    context["sections"] = describe_listing(service)
    return render(request, "catalogue/workspace/listing.html", context)


def _tasks(provider: Provider, service: Service) -> list[dict[str, str]]:
    args = [provider.slug, service.slug]
    tasks = [
        _task(step.title, reverse("provider_listings:step", args=[*args, step.key]), step.is_done(service))
        for step in STEPS
    ]
    prices, sessions = (reverse(f"provider_listings:{page}", args=args) for page in ("prices", "sessions"))
    tasks.append(_price_task(service, prices))
    tasks.append(_task("Sessions", sessions, coming_sessions(service).exists(), "Only for groups at set times"))
    return tasks


def _price_task(service: Service, url: str) -> dict[str, str]:
    if service.is_free:
        return _task("Prices", url, True, "It is free to families")
    is_priced = unit_costs_on(service, clock.today()).exists()
    return _task("Prices", url, is_priced, "Families cannot book without one. If it is free, say so")


def _task(title: str, url: str, is_done: bool, hint: str = "") -> dict[str, str]:
    status, kind = ("Done", "success") if is_done else ("To do", "neutral")
    return {"title": title, "url": url, "hint": hint, "status": status, "kind": kind}
