"""A family's pages about what it spends of money that it holds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.selectors import actor_for_family
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.core.private_files import private_download

from ..enums import UNDECIDED_SPENDING_STATES, SpendingState
from ..forms.spending import ReplyForm, SpendingForm
from ..models import SpendingRecord
from ..selectors.payment import cash_of
from ..selectors.spending import kinds_payable_by, pots_held_by_family, spending_for, spending_of
from ..services import open_receipt, record_spending, reply_to_query, withdraw_spending
from .access import child_to_handle, child_to_see, may_handle_money, require_money

PAGE_SIZE = 25


@login_required
@require_safe
def family_spending(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """List what was paid to the family, what it recorded, and what it still has to show."""
    child = child_to_see(request, child_id)
    pots = list(pots_held_by_family(child))
    cash = cash_of(pots)
    context = {
        "child": child,
        "family": child.family,
        "parts": [{"pot": pot, "cash": cash[pot.pk]} for pot in pots],
        "questions": spending_of(child).filter(state=SpendingState.QUERIED),
        "page": Paginator(spending_of(child), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_record": may_handle_money(request, child.family),
    }
    return render(request, "budgets/spending/family.html", context)


@login_required
@shows_and_takes
def family_add_spending(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Record what the family spent, with its receipt."""
    child = child_to_handle(request, child_id)
    pots = pots_held_by_family(child)
    first = {"pot": pots[0]} if len(pots) == 1 else {}
    form = SpendingForm(posted(request), request.FILES or None, pots=pots, kinds=kinds_payable_by(pots), initial=first)
    if form.is_valid():
        with refusal_on(form):
            record_spending(actor=actor_for_family(request.user, child.family), **form.answer())
            messages.success(request, "It is recorded, and the budget shows it as spent.")
            return redirect("budgets:family_spending", child.pk)
    context = {
        "child": child,
        "family": child.family,
        "form": form,
        "pots": pots,
        "receipt_lost": _receipt_is_lost(request, form),
    }
    return render(request, "budgets/spending/add.html", context)


@login_required
@shows_and_takes
def family_spending_record(request: SignedInRequest, record_id: UUID) -> HttpResponse:
    """Show one record, and take the answer to the council's question about it."""
    record = _record(request, record_id)
    family = record.pot.child.family
    form = ReplyForm(posted(request), request.FILES or None, has_receipt=bool(record.receipt))
    if request.method == "POST":
        require_money(request, family)
        if form.is_valid():
            with refusal_on(form):
                reply_to_query(actor=actor_for_family(request.user, family), record=record, **form.cleaned_data)
                messages.success(request, "Your answer is sent to the council.")
                return redirect("budgets:family_spending_record", record.pk)
    shown = _shown(request, record, form) | {"receipt_lost": _receipt_is_lost(request, form)}
    return render(request, "budgets/spending/family_record.html", shown)


@login_required
@shows_and_takes
def family_withdraw_spending(request: SignedInRequest, record_id: UUID) -> HttpResponse:
    """Say what taking a record back means, then do it."""
    record = _record(request, record_id)
    child = record.pot.child
    require_money(request, child.family)
    if request.method == "POST":
        error = _withdraw(request, record)
        if not error:
            messages.success(request, "The record is taken back. The money is back in the budget.")
            return redirect("budgets:family_spending", child.pk)
        messages.error(request, error)
        return redirect("budgets:family_spending_record", record.pk)
    context = {"record": record, "child": child, "family": child.family}
    return render(request, "budgets/spending/withdraw.html", context)


def _receipt_is_lost(request: SignedInRequest, form: Form) -> bool:
    """Say whether a receipt came with answers that have to be put right: a browser does not send it again by itself."""
    return bool(request.FILES) and "receipt" not in form.errors


@login_required
@require_safe
def family_receipt(request: SignedInRequest, record_id: UUID) -> FileResponse:
    """Give out a receipt of the family's own, to be saved."""
    record = get_object_or_404(spending_for(request.user).exclude(receipt=""), pk=record_id)
    receipt = open_receipt(actor=actor_for_family(request.user, record.pot.child.family), record=record)
    return private_download(receipt, name=record.receipt_name, content_type=record.receipt_type)


def _record(request: SignedInRequest, record_id: UUID) -> SpendingRecord:
    return get_object_or_404(spending_for(request.user), pk=record_id)


def _withdraw(request: SignedInRequest, record: SpendingRecord) -> str:
    """Take the record back; return the sentence that refuses it, if one does."""
    try:
        withdraw_spending(actor=actor_for_family(request.user, record.pot.child.family), record=record)
    except DomainError as error:
        return error.sentence
    return ""


def _shown(request: SignedInRequest, record: SpendingRecord, form: ReplyForm) -> dict[str, Any]:
    child = record.pot.child
    may_handle = may_handle_money(request, child.family)
    may_reply = may_handle and (record.state == SpendingState.QUERIED or bool(form.errors))
    return {
        "record": record,
        "child": child,
        "family": child.family,
        "form": form if may_reply else None,
        "may_withdraw": may_handle and record.state in UNDECIDED_SPENDING_STATES,
    }
