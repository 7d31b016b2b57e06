"""Officers' pages about what families spend of money that they hold."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.core.audit import Actor
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.core.private_files import private_download

from ..enums import UNDECIDED_SPENDING_STATES
from ..forms.spending import SpendingDecisionForm
from ..models import SpendingRecord
from ..selectors.spending import all_spending, spending_asked_about, spending_to_decide
from ..services import accept_spending, open_receipt, query_spending, reject_spending, sample_spending
from .access import holds, require_role

PAGE_SIZE = 50
_LISTS = {"": spending_to_decide, "asked": spending_asked_about, "all": all_spending}


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_spending(request: SignedInRequest) -> HttpResponse:
    """List the spending that was chosen to be looked at, what the family was asked about, or all of it."""
    shown = request.GET.get("show", "")
    pot_id = request.GET.get("pot", "")
    records = _of_pot(_LISTS.get(shown, spending_to_decide)(), pot_id)
    context = {
        "page": Paginator(records, PAGE_SIZE).get_page(request.GET.get("page")),
        "shown": shown,
        "pot_id": pot_id,
        "may_decide": holds(request, OfficerRole.BUDGETS),
    }
    return render(request, "budgets/spending/queue.html", context)


@officer_required(OfficerRole.BUDGETS)
@require_POST
def council_sample_spending(request: SignedInRequest) -> HttpResponse:
    """Choose the share of records that the policy says."""
    chosen = sample_spending(actor=require_role(request, OfficerRole.BUDGETS))
    messages.success(request, f"{chosen} record{'' if chosen == 1 else 's'} chosen to be looked at.")
    return redirect("budgets:council_spending")


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@shows_and_takes
def council_spending_record(request: SignedInRequest, record_id: UUID) -> HttpResponse:
    """Show one record with its receipt, and decide about it."""
    record = get_object_or_404(all_spending(), pk=record_id)
    form = SpendingDecisionForm(posted(request), may_ask=not record.query)
    if request.method == "POST":
        actor = require_role(request, OfficerRole.BUDGETS)
        if form.is_valid():
            with refusal_on(form):
                _carry_out(actor, record, **form.cleaned_data)
                messages.success(request, "Your decision is saved.")
                return redirect("budgets:council_spending")
    may_decide = holds(request, OfficerRole.BUDGETS) and record.state in UNDECIDED_SPENDING_STATES
    context = {"record": record, "pot": record.pot, "form": form if may_decide or form.errors else None}
    return render(request, "budgets/spending/council_record.html", context)


@login_required
@require_safe
def council_receipt(request: SignedInRequest, record_id: UUID) -> FileResponse:
    """Give out a receipt to be saved; who may not, does not learn that there is one."""
    if not holds(request, OfficerRole.BUDGETS, OfficerRole.FINANCE):
        raise Http404
    record = get_object_or_404(all_spending().exclude(receipt=""), pk=record_id)
    receipt = open_receipt(actor=require_role(request, OfficerRole.BUDGETS, OfficerRole.FINANCE), record=record)
    return private_download(receipt, name=record.receipt_name, content_type=record.receipt_type)


def _carry_out(actor: Actor, record: SpendingRecord, decision: str, words: str) -> None:
    if decision == SpendingDecisionForm.ACCEPT:
        accept_spending(actor=actor, record=record, reason=words)
    elif decision == SpendingDecisionForm.QUERY:
        query_spending(actor=actor, record=record, question=words)
    else:
        reject_spending(actor=actor, record=record, reason=words)


def _of_pot(records: QuerySet[SpendingRecord], pot_id: str) -> QuerySet[SpendingRecord]:
    if not pot_id:
        return records
    try:
        return records.filter(pot=UUID(pot_id))
    except ValueError as error:
        raise Http404 from error
