"""A family's own bookings."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.permissions import SignedInRequest, may_act_for_family
from marketplace.accounts.selectors import actor_for_family, children_for
from marketplace.core.errors import DomainError

from ..cover import missing_for
from ..enums import BookingEvent, BookingState, Party
from ..forms import ReasonForm
from ..models import Booking
from ..selectors import bookings_for_family, coming, history_of, to_accept
from ..services import accept_delivery, cancel_booking
from ..states import events_for

PAGE_SIZE = 20


@login_required
@require_safe
def family_bookings(request: SignedInRequest) -> HttpResponse:
    """List what is coming, what waits for the family's word, and what was."""
    bookings = bookings_for_family(request.user)
    past = bookings.exclude(pk__in=coming(bookings).values("pk")).exclude(state=BookingState.DELIVERED)
    context = {
        "coming": coming(bookings)[:50],
        "to_accept": to_accept(bookings),
        "held": bookings.filter(state=BookingState.HELD),
        "page": Paginator(past.exclude(state=BookingState.HELD), PAGE_SIZE).get_page(request.GET.get("page")),
        "has_children": children_for(request.user).exists(),
    }
    return render(request, "bookings/family_bookings.html", context)


@login_required
@require_safe
def family_booking(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking, with what the family may do now."""
    booking = _booking(request, booking_id, SupportScope.SEE)
    may_book = may_act_for_family(request.user, booking.child.family, SupportScope.BOOK)
    events = events_for(BookingState(booking.state), Party.FAMILY) if may_book else []
    context = {
        "booking": booking,
        "family": booking.child.family,
        "lines": booking.funding_lines.select_related("pot__stream").order_by("pot__stream__position"),
        "history": history_of(booking),
        "missing": missing_for(booking),
        "may_cancel": BookingEvent.CANCEL in events,
        "may_accept": BookingEvent.ACCEPT_DELIVERY in events,
        "may_confirm": BookingEvent.CONFIRM in events,
        "is_sent": booking.state == BookingState.REQUESTED,
    }
    return render(request, "bookings/family_booking.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def family_cancel(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Show what cancelling means, then cancel."""
    booking = _booking(request, booking_id, SupportScope.BOOK)
    form = ReasonForm(request.POST or None, hint="The provider can read it.", required=False)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_booking(
                actor=actor_for_family(request.user, booking.child.family),
                party=Party.FAMILY,
                booking=booking,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "The booking is cancelled. There is no fee, and the money is back in the budget.")
            return redirect("bookings:family_booking", booking.pk)
    return render(
        request,
        "bookings/family_cancel.html",
        {"booking": booking, "family": booking.child.family, "form": form},
    )


@login_required
@require_POST
def family_accept(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Confirm that a delivered booking took place."""
    booking = _booking(request, booking_id, SupportScope.BOOK)
    try:
        accept_delivery(actor=actor_for_family(request.user, booking.child.family), booking=booking)
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "Thank you. The provider has been told.")
    return redirect("bookings:family_booking", booking.pk)


def _booking(request: SignedInRequest, booking_id: UUID, scope: SupportScope) -> Booking:
    return get_object_or_404(bookings_for_family(request.user, scope), pk=booking_id)
