"""Officers' pages about payments to families: what is due, what was paid, what is withheld."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core import clock
from marketplace.core.csv_export import csv_response
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import FAMILY_HELD_ROUTES, PaymentRhythm, WithholdingReason
from ..forms.payment import PaidForm, PaymentPlanForm
from ..forms.route import ReasonForm, WithholdForm
from ..models import ManagementRoute, Pot, ScheduledPayment, Withholding
from ..selectors.payment import cash_of, payments_of, payments_to_make
from ..selectors.route import ways_of, withholding_from
from ..services import cancel_payment, end_withholding, pay_payments, schedule_payments, withhold_payments
from .access import holds, pot_for_officer, require_role

PAGE_SIZE = 100
_CSV_HEADER = ("Payment", "Due", "Pay to", "Child", "Stream", "Amount in pounds", "State")


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_payments(request: SignedInRequest) -> HttpResponse:
    """List the payments that are due, and record those that were made."""
    form = PaidForm(posted(request), initial={"paid_on": clock.today()})
    if request.method == "POST":
        actor = require_role(request, OfficerRole.FINANCE)
        if form.is_valid():
            with refusal_on(form):
                paid = pay_payments(actor=actor, **form.cleaned_data)
                messages.success(request, f"{len(paid)} payment{'' if len(paid) == 1 else 's'} recorded as paid.")
                return redirect("budgets:council_payments")
    context = {
        "form": form,
        "chosen": set(form.data.getlist("payments")) if request.method == "POST" else set(),  # type: ignore[attr-defined]
        "page": Paginator(payments_to_make(clock.today()), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_pay": holds(request, OfficerRole.FINANCE),
        "today": clock.today(),
    }
    return render(request, "budgets/payments/queue.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_payments_csv(request: SignedInRequest) -> HttpResponse:
    """Give out the payments that are due as a file for the finance system."""
    rows = (_csv_row(payment) for payment in payments_to_make(clock.today()))
    return csv_response(f"payments-due-{clock.today():%Y-%m-%d}.csv", _CSV_HEADER, rows)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_pot_payments(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Show the payments of a pot and what the family has shown of them; plan more."""
    pot = pot_for_officer(pot_id)
    route = _route_to_pay_by(pot)
    form = PaymentPlanForm(
        posted(request), initial={"first_due": max(clock.today(), route.valid_from)} if route else {}
    )
    if request.method == "POST" and route and form.is_valid():
        with refusal_on(form):
            made = schedule_payments(
                actor=require_role(request, OfficerRole.BUDGETS, OfficerRole.FINANCE),
                route=route,
                first_due=form.cleaned_data["first_due"],
                every=PaymentRhythm(form.cleaned_data["every"]),
                total_pence=form.cleaned_data["total"],
            )
            messages.success(request, f"{len(made)} payment{' is' if len(made) == 1 else 's are'} planned.")
            return redirect("budgets:council_pot_payments", pot.pk)
    cash = cash_of([pot])[pot.pk]
    context = {
        "pot": pot,
        "route": route,
        "form": form if route else None,
        "payments": payments_of(pot, clock.today()),
        "cash": cash,
        "plannable_pence": max(cash.plannable_pence(pot), 0),
        "withholding": withholding_from(pot, clock.today()),
        "may_withhold": holds(request, OfficerRole.BUDGETS),
    }
    return render(request, "budgets/payments/pot.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_cancel_payment(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Ask why, then cancel a payment that was not made."""
    payments = ScheduledPayment.objects.select_related("route__pot__stream", "route__pot__child__family")
    payment = get_object_or_404(payments, pk=payment_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = require_role(request, OfficerRole.BUDGETS, OfficerRole.FINANCE)
            cancel_payment(actor=actor, payment=payment, reason=form.cleaned_data["reason"])
            messages.success(request, "The payment is cancelled.")
            return redirect("budgets:council_pot_payments", payment.route.pot_id)
    context = {"form": form, "payment": payment, "pot": payment.route.pot}
    return render(request, "budgets/payments/cancel.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_withhold(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Ask why and from when, then withhold the family's payments."""
    pot = pot_for_officer(pot_id)
    form = WithholdForm(posted(request), initial={"valid_from": clock.today()})
    if form.is_valid():
        with refusal_on(form):
            withhold_payments(
                actor=require_role(request, OfficerRole.BUDGETS),
                pot=pot,
                kind=WithholdingReason(form.cleaned_data["kind"]),
                reason=form.cleaned_data["reason"],
                valid_from=form.cleaned_data["valid_from"],
            )
            messages.success(request, "Payments are withheld. The family is told by e-mail.")
            return redirect("budgets:council_pot_payments", pot.pk)
    return render(request, "budgets/payments/withhold.html", {"form": form, "pot": pot})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_end_withholding(request: SignedInRequest, withholding_id: UUID) -> HttpResponse:
    """Ask why, then let payments be made again."""
    rows = Withholding.objects.select_related("pot__stream", "pot__child__family")
    withholding = get_object_or_404(rows, pk=withholding_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actor = require_role(request, OfficerRole.BUDGETS)
            end_withholding(actor=actor, withholding=withholding, reason=form.cleaned_data["reason"])
            messages.success(request, "Payments can be made again. The family is told by e-mail.")
            return redirect("budgets:council_pot_payments", withholding.pot_id)
    context = {"form": form, "withholding": withholding, "pot": withholding.pot}
    return render(request, "budgets/payments/end_withholding.html", context)


def _route_to_pay_by(pot: Pot) -> ManagementRoute | None:
    """Return the route of today or the next one by which the family holds the pot."""
    coming = (way.route for way in ways_of(pot) if way.last_day >= clock.today() and way.kind in FAMILY_HELD_ROUTES)
    return next(coming, None)


def _csv_row(payment: ScheduledPayment) -> tuple[object, ...]:
    pot, pounds = payment.route.pot, f"{payment.amount_pence // 100}.{payment.amount_pence % 100:02d}"
    state = payment.state_now  # type: ignore[attr-defined]
    return (payment.pk, payment.due_on, pot.child.family.name, pot.child.given_name, pot.stream.name, pounds, state)
