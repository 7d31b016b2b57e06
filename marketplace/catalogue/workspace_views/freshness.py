"""Officers' work on listings that nobody has checked for long, and the rules for keeping listings true."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..freshness_forms import CallForm, ListingPolicyForm, SuspendForm, WithdrawListingPolicyForm
from ..freshness_selectors import (
    entries_suspended,
    last_looked_at,
    listing_policies_in_time,
    listing_policy_on,
    listings_to_look_at,
)
from ..listing_words import describe_listing
from ..models import ListingPolicy, Service
from ..people import is_kept_here
from ..selectors import public_services
from ..services import (
    change_listing_policy,
    confirm_after_call,
    restore_listing,
    suspend_listing,
    withdraw_listing_policy,
    write_to_provider,
)

PAGE_SIZE = 25


@require_safe
@officer_required(OfficerRole.LISTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """List the listings that nobody has checked for long, or the entries of other directories."""
    imported, today = request.GET.get("show") == "imported", clock.today()
    page = Paginator(listings_to_look_at(today, imported=imported), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(service, last_looked_at(service)) for service in page],
        "imported": imported,
        "policy": listing_policy_on(today),
        "suspended": entries_suspended() if imported else [],
    }
    return render(request, "catalogue/freshness/queue.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def listing(request: SignedInRequest, service_slug: str) -> HttpResponse:
    """Show a listing with whom to call, and take that it is right."""
    service = _listing(service_slug)
    form = CallForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            confirm_after_call(actor=_actor(request), service=service, note=form.cleaned_data["note"])
            messages.success(request, f"“{service}” is checked. Families see today’s date.")
            return redirect("council_freshness:index")
    return _page(request, service, form)


@require_POST
@officer_required(OfficerRole.LISTINGS)
def write(request: SignedInRequest, service_slug: str) -> HttpResponse:
    """Ask the provider again by e-mail."""
    service = _listing(service_slug)
    form = forms.Form(request.POST)
    with refusal_on(form):
        try:
            people = write_to_provider(actor=_actor(request), service=service)
        except OSError:
            form.add_error(None, "The message could not be sent. Nothing was recorded; try again later.")
        else:
            messages.success(request, f"{people} {'person was' if people == 1 else 'people were'} written to.")
            return redirect("council_freshness:listing", service.slug)
    return _page(request, service, CallForm(), form)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def suspend(request: SignedInRequest, service_slug: str) -> HttpResponse:
    """Take a listing out of view, after asking why."""
    service = _listing(service_slug)
    form = SuspendForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            suspend_listing(actor=_actor(request), service=service, reason=form.cleaned_data["reason"].strip())
            messages.success(request, f"“{service}” is suspended. Families do not see it any more.")
            return redirect("council_freshness:index")
    return render(request, "catalogue/freshness/suspend.html", {"service": service, "form": form})


@require_POST
@officer_required(OfficerRole.LISTINGS)
def restore(request: SignedInRequest, service_slug: str) -> HttpResponse:
    """Put an entry of another directory back into view; providers' own are put back where they are looked at."""
    service = get_object_or_404(entries_suspended(), slug=service_slug)
    restore_listing(actor=_actor(request), service=service)
    messages.success(request, f"“{service}” is back in view.")
    return redirect("council_freshness:listing", service.slug)


@require_safe
@officer_required(OfficerRole.LISTINGS)
def policy(request: HttpRequest) -> HttpResponse:
    """Show the rules of today, and those planned and past."""
    context = {"policy": listing_policy_on(clock.today()), "history": listing_policies_in_time()}
    return render(request, "catalogue/freshness/policy.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def change_policy(request: SignedInRequest) -> HttpResponse:
    """Change the rules from a day on."""
    tomorrow = clock.today() + timedelta(days=1)
    initial = ListingPolicyForm.initial_of(listing_policy_on(tomorrow)) | {"valid_from": tomorrow}
    form = ListingPolicyForm(posted(request), initial=initial)
    if form.is_valid():
        with refusal_on(form):
            change_listing_policy(actor=_actor(request), **form.cleaned_data)
            messages.success(request, "The new rules are recorded. The present ones hold until the day before.")
            return redirect("council_freshness:policy")
    return render(request, "catalogue/freshness/change_policy.html", {"form": form})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def withdraw_policy(request: SignedInRequest, policy_id: UUID) -> HttpResponse:
    """Take back rules that have not begun."""
    planned = get_object_or_404(ListingPolicy, pk=policy_id)
    form = WithdrawListingPolicyForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            withdraw_listing_policy(actor=_actor(request), policy=planned, reason=form.cleaned_data["reason"])
            messages.success(request, "The planned rules are withdrawn.")
            return redirect("council_freshness:policy")
    return render(request, "catalogue/freshness/withdraw_policy.html", {"form": form, "policy": planned})


def _listing(service_slug: str) -> Service:
    return get_object_or_404(public_services().select_related("provider"), slug=service_slug)


def _actor(request: SignedInRequest) -> Actor:
    return actor_for_officer(request.user, OfficerRole.LISTINGS)


def _page(request: HttpRequest, service: Service, form: CallForm, refusal: forms.Form | None = None) -> HttpResponse:
    context = {
        "service": service,
        "looked_at": last_looked_at(service),
        "sections": describe_listing(service),
        "requests": service.freshness_requests.all()[:5],
        "can_write": not service.source and is_kept_here(service.provider),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "catalogue/freshness/listing.html", context)
