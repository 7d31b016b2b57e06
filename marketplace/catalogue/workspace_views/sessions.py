"""The sessions of a listing: when they are and how many can come."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.models import Provider
from marketplace.providers.selectors import actor_for_provider

from ..forms import CapacityForm, SessionForm
from ..models import Service, Session
from ..permissions import listing_required
from ..selectors import coming_sessions
from ..services import cancel_session, change_capacity, schedule_weekly_sessions

PAGE_SIZE = 25


@require_safe
@listing_required
def sessions(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """List the sessions to come, with the places taken."""
    page = Paginator(coming_sessions(service), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"provider": provider, "service": service, "page": page}
    return render(request, "catalogue/workspace/sessions.html", context)


@shows_and_takes
@listing_required
def new_session(request: SignedInRequest, provider: Provider, service: Service) -> HttpResponse:
    """Add a session, perhaps in each of some weeks."""
    form = SessionForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            added = schedule_weekly_sessions(
                actor=actor_for_provider(request.user), service=service, **form.cleaned_data
            )
            messages.success(request, "The session is added." if len(added) == 1 else f"{len(added)} sessions added.")
            return redirect("provider_listings:sessions", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service}
    return render(request, "catalogue/workspace/new_session.html", context)


@shows_and_takes
@listing_required
def session(request: SignedInRequest, provider: Provider, service: Service, session_id: UUID) -> HttpResponse:
    """Change how many can come."""
    session = _coming_session(service, session_id)
    form = CapacityForm(posted(request), initial={"capacity": session.capacity})
    if form.is_valid():
        with refusal_on(form):
            change_capacity(actor=actor_for_provider(request.user), session=session, **form.cleaned_data)
            messages.success(request, "The number of places is saved.")
            return redirect("provider_listings:sessions", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service, "session": session}
    return render(request, "catalogue/workspace/session.html", context)


@shows_and_takes
@listing_required
def cancel(request: SignedInRequest, provider: Provider, service: Service, session_id: UUID) -> HttpResponse:
    """Cancel a session that nobody has booked, after asking."""
    session = _coming_session(service, session_id)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            cancel_session(actor=actor_for_provider(request.user), session=session)
            messages.success(request, "The session is cancelled.")
            return redirect("provider_listings:sessions", provider_slug=provider.slug, service_slug=service.slug)
    context = {"form": form, "provider": provider, "service": service, "session": session}
    return render(request, "catalogue/workspace/cancel_session.html", context)


def _coming_session(service: Service, session_id: UUID) -> Session:
    return get_object_or_404(coming_sessions(service), pk=session_id)
