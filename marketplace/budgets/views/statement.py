"""A child's statement, for the family and for officers: a page, a page to print, a file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import children_for
from marketplace.core import clock
from marketplace.core.csv_export import streamed_csv_response

from ..forms.statement import StatementFilter
from ..selectors.periods import pots_in_time
from ..selectors.statement import Movements
from ..services.viewing import record_view

PAGE_SIZE = 50
#: So many movements fit on one page to print; what is longer is for a spreadsheet.
MOST_TO_PRINT = 1_000


@login_required
@require_safe
def family_statement(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the family every movement of a child's budget."""
    child = _child_of(request, child_id)
    context = _statement(request, child) | {"family": child.family}
    return render(request, "budgets/statement/family_statement.html", context)


@login_required
@require_safe
def family_statement_csv(request: SignedInRequest, child_id: UUID) -> StreamingHttpResponse:
    """Send the family the statement as a file."""
    return _file(request, _child_of(request, child_id))


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_statement(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show officers every movement of a child's budget."""
    child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    return render(request, "budgets/statement/council_statement.html", _statement(request, child))


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_statement_csv(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Send officers the statement as a file."""
    return _file(request, get_object_or_404(Child, pk=child_id))  # type: ignore[return-value]


def _child_of(request: SignedInRequest, child_id: UUID) -> Child:
    """Return the child, recorded as seen where a supporter asks; 404 for who has no part in its family."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    record_view(viewer=request.user, children=[child])
    return child


def _statement(request: HttpRequest, child: Child) -> dict[str, Any]:
    form = StatementFilter(request.GET, pots=pots_in_time(child))
    pots = form.pots()
    movements = Movements(pots)
    may_print_all = len(movements) <= MOST_TO_PRINT
    size = max(len(movements), 1) if may_print_all and "all" in request.GET else PAGE_SIZE
    page = Paginator(movements, size).get_page(request.GET.get("page"))
    return {
        "child": child,
        "form": form,
        "pots": pots,
        "page": page,
        "may_print_all": may_print_all,
        "today": clock.today(),
        "closing_pence": sum(pot.left_pence for pot in pots),
    }


def _file(request: HttpRequest, child: Child) -> StreamingHttpResponse:
    pots = StatementFilter(request.GET, pots=pots_in_time(child)).pots()
    first = min((pot.valid_from for pot in pots), default=clock.today())
    last = max((pot.valid_to for pot in pots), default=clock.today())
    header = ["Day", "What", "Why", "Stream", "In (£)", "Out (£)", "Left (£)"]
    return streamed_csv_response(f"statement-{first}-to-{last}.csv", header, _rows(Movements(pots)))


def _rows(movements: Movements) -> Iterator[list[object]]:
    left = 0
    yield ["", "Opening balance", "", "", "", "", _pounds(left)]
    for movement in movements:
        left = movement.balance_pence
        yield [
            timezone.localdate(movement.moved_at).isoformat(),
            movement.what,
            movement.reason,
            movement.stream,
            _pounds(movement.in_pence) if movement.in_pence else "",
            _pounds(movement.out_pence) if movement.out_pence else "",
            _pounds(left),
        ]
    yield ["", "Closing balance", "", "", "", "", _pounds(left)]


def _pounds(pence: int) -> str:
    return f"{Decimal(pence) / 100:.2f}"
