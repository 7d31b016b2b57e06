"""Booking, a step a page: who and when → how it is paid → check answers → sent.

Every step can be left and come back to by its address. The place and the money are held from the third step on.
"""

from dataclasses import replace
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.selectors import actor_for_family, children_for
from marketplace.budgets.selectors import refused_pots
from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import public_services
from marketplace.core import clock
from marketplace.core.errors import DomainError

from ..enums import BookingState
from ..forms import PaymentForm, WishForm, session_of
from ..models import Booking
from ..selectors import bookings_for_family, payment_options
from ..services import BookingWish, check_wish, confirm_booking, hold_booking


@login_required
@require_safe
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask who it is for and, without a session, when and how much."""
    service = _service(slug)
    form = _wish_form(request, service)
    if form.is_bound and form.is_valid():
        try:
            check_wish(form.wish(), _replaced(request))
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            return HttpResponseRedirect(f"{reverse('bookings:pay', args=[slug])}?{request.GET.urlencode()}")
    context = {
        "form": form,
        "service": service,
        "session": form.session,
        "session_is_gone": "session" in request.GET and form.session is None,
        "has_children": children_for(request.user, SupportScope.BOOK).exists(),
        "replaces": request.GET.get("replaces", ""),
    }
    return render(request, "bookings/start.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: SignedInRequest, slug: str) -> HttpResponse:
    """Propose how the price is paid, let the family change it, and hold the place and the money."""
    service = _service(slug)
    wish_form = _wish_form(request, service)
    replaced = _replaced(request)
    back = f"{reverse('bookings:start', args=[slug])}?{request.GET.urlencode()}"
    if not wish_form.is_bound or not wish_form.is_valid():
        return HttpResponseRedirect(back)
    wish = wish_form.wish()
    try:
        check_wish(wish, replaced)
    except DomainError:
        return HttpResponseRedirect(back)
    day = clock.local_day(wish.moment)
    options = payment_options(wish.child, service, day, wish.price_pence, replaced)
    form = PaymentForm(
        request.POST or None,
        options=options,
        price_pence=wish.price_pence,
        initial={"idempotency_key": uuid4(), "note": replaced.note if replaced else ""},
    )
    if request.method == "POST" and form.is_valid():
        booking = _try_to_hold(request, wish, form, replaced)
        if booking:
            return redirect("bookings:check", booking.pk)
    able_pence = sum(option.left_pence for option in options)
    context = {
        "form": form,
        "service": service,
        "wish": wish,
        "refused": refused_pots(wish.child, service, day),
        "short_pence": max(wish.price_pence - able_pence, 0),
        "able_pence": able_pence,
        "back_url": back,
    }
    return render(request, "bookings/pay.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Show the answers, and send the booking when the family confirms them."""
    booking = get_object_or_404(bookings_for_family(request.user, SupportScope.BOOK), pk=booking_id)
    if booking.state not in (BookingState.HELD, BookingState.EXPIRED):
        return redirect("bookings:family_booking", booking.pk)
    error = ""
    if request.method == "POST":
        try:
            confirm_booking(actor=actor_for_family(request.user, booking.child.family), booking=booking)
        except DomainError as refusal:
            error = refusal.sentence
        else:
            return redirect("bookings:family_booking", booking.pk)
    context = {
        "booking": booking,
        "family": booking.child.family,
        "lines": booking.funding_lines.select_related("pot__stream").order_by("pot__stream__position"),
        "ran_out": booking.state == BookingState.EXPIRED or _has_run_out(booking),
        "change_query": _answers_of(booking),
        "error": error,
    }
    return render(request, "bookings/check.html", context)


def _service(slug: str) -> Service:
    return get_object_or_404(public_services().select_related("provider").prefetch_related("categories"), slug=slug)


def _wish_form(request: SignedInRequest, service: Service) -> WishForm:
    asked = request.GET if "child" in request.GET or "cost" in request.GET else None
    return WishForm(
        asked,
        service=service,
        session=session_of(service, request.GET.get("session")),
        children=children_for(request.user, SupportScope.BOOK),
    )


def _replaced(request: SignedInRequest) -> Booking | None:
    """Return the held booking whose answers are being changed, where the address names one of the family's."""
    try:
        replaced = UUID(request.GET.get("replaces", ""))
    except ValueError:
        return None
    return bookings_for_family(request.user, SupportScope.BOOK).filter(pk=replaced, state=BookingState.HELD).first()


def _try_to_hold(
    request: SignedInRequest, wish: BookingWish, form: PaymentForm, replaced: Booking | None
) -> Booking | None:
    try:
        return hold_booking(
            actor=actor_for_family(request.user, wish.child.family),
            wish=replace(wish, note=form.cleaned_data["note"]),
            funding=form.funding(),
            idempotency_key=form.cleaned_data["idempotency_key"],
            replacing=replaced,
        )
    except DomainError as error:
        form.add_error(None, error.sentence)
        return None


def _has_run_out(booking: Booking) -> bool:
    return booking.hold_expires_at is not None and booking.hold_expires_at <= clock.now()


def _answers_of(booking: Booking) -> str:
    """Return the query string that brings the booking's answers back into the forms."""
    answers = QueryDict(mutable=True)
    answers["child"] = str(booking.child_id)
    answers["cost"] = str(booking.unit_cost_id)
    answers["replaces"] = str(booking.pk)
    if booking.session_id:
        answers["session"] = str(booking.session_id)
    else:
        local = timezone.localtime(booking.starts_at)
        answers["date"], answers["time"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
        answers["quantity"] = f"{booking.quantity.normalize():f}"
    return answers.urlencode()
