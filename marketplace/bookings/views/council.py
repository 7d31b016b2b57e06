"""What officers see of bookings."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.errors import DomainError

from ..cover import providers_without_cover
from ..enums import BookingEvent, BookingState, Party
from ..filters import BookingFilter
from ..forms import ReasonForm
from ..models import Booking
from ..selectors import history_of
from ..services import cancel_booking
from ..states import events_for

PAGE_SIZE = 50


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_bookings(request: SignedInRequest) -> HttpResponse:
    """List bookings by state, provider and reference."""
    bookings = Booking.objects.exclude(state=BookingState.DRAFT).select_related("service__provider", "child__family")
    found = BookingFilter(request.GET, queryset=bookings)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "bookings/council_bookings.html", {"filter": found, "page": page})


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_booking(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking with its whole history."""
    booking = _booking(booking_id)
    context = {
        "booking": booking,
        "lines": booking.funding_lines.select_related("pot__stream").order_by("pot__stream__position"),
        "history": history_of(booking),
        "may_cancel": BookingEvent.CANCEL in events_for(BookingState(booking.state), Party.COUNCIL),
    }
    return render(request, "bookings/council_booking.html", context)


@officer_required(OfficerRole.BUDGETS)
@require_http_methods(["GET", "HEAD", "POST"])
def council_cancel(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Ask why, then cancel for the council."""
    booking = _booking(booking_id)
    form = ReasonForm(request.POST or None, hint="The family and the provider read it.")
    if request.method == "POST" and form.is_valid():
        try:
            cancel_booking(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                party=Party.COUNCIL,
                booking=booking,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "The booking is cancelled. The family and the provider have been told.")
            return redirect("bookings:council_booking", booking.pk)
    return render(request, "bookings/council_cancel.html", {"booking": booking, "form": form})


@officer_required(OfficerRole.LISTINGS)
@require_safe
def lapsed(request: SignedInRequest) -> HttpResponse:
    """List the coming bookings on days on which their provider lacks a check, provider by provider."""
    return render(request, "bookings/lapsed.html", {"providers": providers_without_cover()})


def _booking(booking_id: UUID) -> Booking:
    return get_object_or_404(Booking.objects.select_related("service__provider", "child__family"), pk=booking_id)
