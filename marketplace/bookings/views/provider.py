"""What families sent to a provider."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core.errors import DomainError
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import actor_for_provider, providers_for

from ..cover import missing_for
from ..enums import BookingEvent, BookingState, Party
from ..forms import ReasonForm
from ..models import Booking
from ..selectors import bookings_for_provider, by_urgency, history_of, to_answer, to_deliver
from ..services import accept_request, cancel_booking, decline_request, deliver_booking
from ..states import events_for

PAGE_SIZE = 20


@login_required
@require_safe
def provider_bookings(request: SignedInRequest) -> HttpResponse:
    """List requests to answer first, then what to mark as delivered, then everything."""
    if not providers_for(request.user, ProviderRole.BOOKINGS).exists():
        raise PermissionDenied
    bookings = bookings_for_provider(request.user)
    context = {
        "to_answer": to_answer(bookings),
        "to_deliver": to_deliver(bookings)[:50],
        "page": Paginator(by_urgency(bookings), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "bookings/provider_bookings.html", context)


@login_required
@require_safe
def provider_booking(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking, with what the provider may do now."""
    booking = _booking(request, booking_id)
    events = events_for(BookingState(booking.state), Party.PROVIDER)
    context = {
        "booking": booking,
        "provider": booking.service.provider,
        "age": booking.child.age_on(booking.starts_at.date()),
        "history": history_of(booking),
        "missing": missing_for(booking),
        "may_answer": BookingEvent.ACCEPT_REQUEST in events,
        "may_deliver": BookingEvent.DELIVER in events,
        "may_cancel": BookingEvent.CANCEL in events,
    }
    return render(request, "bookings/provider_booking.html", context)


@login_required
@require_POST
def provider_accept(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Accept a request."""
    return _move(request, booking_id, accept_request, "Accepted. The family has been told.")


@login_required
@require_POST
def provider_deliver(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say that a booking took place."""
    return _move(request, booking_id, deliver_booking, "Marked as delivered. The family is asked to confirm it.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def provider_decline(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Ask why, then decline."""
    return _move_with_reason(request, booking_id, "Decline", decline_request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def provider_cancel(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Ask why, then cancel."""
    return _move_with_reason(request, booking_id, "Cancel", cancel_booking, party=Party.PROVIDER)


def _booking(request: SignedInRequest, booking_id: UUID) -> Booking:
    return get_object_or_404(bookings_for_provider(request.user), pk=booking_id)


def _move(request: SignedInRequest, booking_id: UUID, service: Callable[..., Booking], done: str) -> HttpResponse:
    booking = _booking(request, booking_id)
    try:
        service(actor=actor_for_provider(request.user), booking=booking)
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, done)
    return redirect("bookings:provider_booking", booking.pk)


def _move_with_reason(
    request: SignedInRequest, booking_id: UUID, verb: str, service: Callable[..., Booking], **more: Any
) -> HttpResponse:
    booking = _booking(request, booking_id)
    form = ReasonForm(request.POST or None, hint="The family reads it. Do not write about other families.")
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=actor_for_provider(request.user), booking=booking, reason=form.cleaned_data["reason"], **more)
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "Done. The family has been told, and their money is back in their budget.")
            return redirect("bookings:provider_booking", booking.pk)
    context = {"booking": booking, "provider": booking.service.provider, "form": form, "verb": verb}
    return render(request, "bookings/provider_reason.html", context)
