"""Officers' pages about which checks a category needs, and a provider's page of registration numbers."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import CheckType, Provider
from marketplace.providers.permissions import provider_required
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import change_provider

from ..models import Category, CategoryCheck
from ..services import end_requirement, require_check
from ..vetting_forms import EndRequirementForm, NumbersForm, RequireCheckForm
from ..vetting_policy import listings_without, policy_by_category
from ..workspace_selectors import checks_needed_by


@require_safe
@officer_required(OfficerRole.LISTINGS)
def policy(request: HttpRequest) -> HttpResponse:
    """List what each category needs, with what it needs by its group and what every service needs."""
    context = {"policies": policy_by_category(), "today": clock.today()}
    return render(request, "catalogue/workspace/policy.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def require(request: SignedInRequest) -> HttpResponse:
    """Let a category need a check from a day on; what that changes is shown first.

    `?category=` and `?type=` choose beforehand.
    """
    chosen = Category.objects.filter(code=request.GET.get("category", "").replace("\0", "")).first()
    kind = CheckType.objects.filter(code=request.GET.get("type", "").replace("\0", "")).first()
    first = {"category": chosen, "check_type": kind, "valid_from": clock.today() + timedelta(days=1)}
    form = RequireCheckForm(posted(request), initial=first)
    if form.is_valid():
        asked = form.cleaned_data
        if "confirm" not in request.POST and asked["valid_from"] > clock.today():
            listings = listings_without(
                category=asked["category"], check_type=asked["check_type"], day=asked["valid_from"]
            )
            context = {"form": form, "asked": asked, "listings": listings}
            return render(request, "catalogue/workspace/policy_effect.html", context)
        with refusal_on(form):
            require_check(actor=actor_for_officer(request.user, OfficerRole.LISTINGS), **asked)
            messages.success(request, f"{asked['check_type']} is needed from {asked['valid_from']:%-d %B %Y}.")
            return redirect("vetting_policy:index")
    return render(request, "catalogue/workspace/policy_require.html", {"form": form})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def end(request: SignedInRequest, requirement_id: UUID) -> HttpResponse:
    """End a requirement after a day, having shown which listings lack the check that it asks for."""
    requirement = get_object_or_404(CategoryCheck.objects.select_related("category", "check_type"), pk=requirement_id)
    form = EndRequirementForm(posted(request), initial={"last_day": clock.today()})
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            end_requirement(actor=actor, requirement=requirement, **form.cleaned_data)
            messages.success(request, "The policy is changed.")
            return redirect("vetting_policy:index")
    listings = listings_without(
        category=requirement.category, check_type=requirement.check_type, day=_first_shown(requirement)
    )
    context = {"form": form, "requirement": requirement, "listings": listings}
    return render(request, "catalogue/workspace/policy_end.html", context)


@shows_and_takes
@provider_required(ProviderRole.OWNER)
def numbers(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Ask for the numbers by which registers know the provider; a regulator's where a listing needs its check."""
    needed = set(checks_needed_by(provider, clock.today()).values_list("code", flat=True))
    # The form works on a copy: the page goes on to show the provider as it is.
    form = NumbersForm(posted(request), instance=Provider.objects.get(pk=provider.pk), needed=needed)
    if form.is_valid():
        with refusal_on(form):
            change_provider(actor=actor_for_provider(request.user), provider=provider, **form.cleaned_data)
            messages.success(request, "Your registration numbers are saved.")
            return redirect("provider_listings:checks", provider_slug=provider.slug)
    return render(request, "catalogue/workspace/numbers.html", {"form": form, "provider": provider})


def _first_shown(requirement: CategoryCheck) -> date:
    return max(requirement.valid_from, clock.today())
