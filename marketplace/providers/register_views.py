"""Officers' work on the register of refusals."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .council_forms import DecideMatchForm, FindRefusalForm, RefusalForm, WhyForm
from .models import Refusal, RefusalMatch
from .selectors import find_refusals
from .services import add_refusal, decide_match, lift_refusal, open_matches

PAGE_SIZE = 25


@require_safe
@officer_required(OfficerRole.LISTINGS)
def register(request: HttpRequest) -> HttpResponse:
    """List the likenesses to decide, and the entries that are searched for."""
    form = FindRefusalForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    entries = find_refusals(text=asked.get("q", ""), with_lifted=asked.get("lifted", False))
    context = {
        "form": form,
        "page": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
        "matches": open_matches(),
        "text": asked.get("q", ""),
    }
    return render(request, "providers/register.html", context)


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def add(request: SignedInRequest) -> HttpResponse:
    """Enter somebody who is not here."""
    form = RefusalForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            entry = add_refusal(actor=actor, **form.cleaned_data)
            messages.success(request, f"{entry} is in the register.")
            return redirect("providers:register")
    return render(request, "providers/add_refusal.html", {"form": form})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def entry(request: SignedInRequest, refusal_id: UUID) -> HttpResponse:
    """Show an entry, and lift it after asking why."""
    refusal = get_object_or_404(Refusal.objects.select_related("provider", "refused_by"), pk=refusal_id)
    form = WhyForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            lift_refusal(actor=actor, refusal=refusal, reason=form.cleaned_data["reason"])
            messages.success(request, f"The refusal of {refusal} is lifted.")
            return redirect("providers:register")
    matches = refusal.matches.select_related("provider", "decided_by")
    return render(request, "providers/refusal.html", {"form": form, "refusal": refusal, "matches": matches})


@shows_and_takes
@officer_required(OfficerRole.LISTINGS)
def match(request: SignedInRequest, match_id: UUID) -> HttpResponse:
    """Decide whether a provider is one that was refused."""
    likeness = get_object_or_404(RefusalMatch.objects.select_related("refusal", "provider"), pk=match_id)
    form = DecideMatchForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.LISTINGS)
            decide_match(actor=actor, match=likeness, **form.answer())
            messages.success(request, f"Your decision about {likeness.provider} is saved.")
            return redirect("providers:register")
    return render(request, "providers/refusal_match.html", {"form": form, "match": likeness})
