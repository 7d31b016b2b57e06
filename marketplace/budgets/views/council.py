"""Officers' pages about budgets: find a child, award, reduce."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, is_officer, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.dates import financial_year
from marketplace.core.errors import DomainError

from ..forms import AwardForm, ChildSearchForm, ReductionForm
from ..models import Pot
from ..selectors import budgets_of, other_pots_of
from ..selectors.planned import planned_against_actual
from ..selectors.statement import Movements
from ..services import award_budget, reduce_award

PAGE_SIZE = 25
#: How many of the latest movements a child's page shows; the statement has all.
LATEST = 10


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_budgets(request: SignedInRequest) -> HttpResponse:
    """Find a child by name, with what its budget has left."""
    form = ChildSearchForm(request.GET)
    children = Child.objects.select_related("family").order_by("family__name", "given_name")
    if form.is_valid() and form.cleaned_data["name"]:
        name = form.cleaned_data["name"].strip()
        children = children.filter(
            Q(given_name__icontains=name) | Q(family_name__icontains=name) | Q(family__name__icontains=name)
        )
    page = Paginator(children, PAGE_SIZE).get_page(request.GET.get("page"))
    on_page = Child.objects.select_related("family").filter(pk__in=[child.pk for child in page.object_list])
    budgets = budgets_of(on_page.order_by("family__name", "given_name"), clock.today())
    return render(request, "budgets/council_budgets.html", {"form": form, "page": page, "budgets": budgets})


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_child(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show one child's pots, what was planned beside what is used, and the latest that changed them."""
    child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    today = clock.today()
    [budget] = budgets_of(Child.objects.filter(pk=child.pk), today)
    others = list(other_pots_of(child, today))
    prefetch_related_objects([*budget.pots, *others], "routes")
    context = {
        "child": child,
        "budget": budget,
        "other_pots": others,
        "planned": planned_against_actual(child, budget.pots, today),
        "movements": Movements([*budget.pots, *others]).latest(LATEST),
        "may_change": is_officer(request.user, OfficerRole.BUDGETS),
    }
    return render(request, "budgets/council_child.html", context)


@officer_required(OfficerRole.BUDGETS)
@require_http_methods(["GET", "HEAD", "POST"])
def council_award(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Award a budget to a child, with a reason."""
    child = get_object_or_404(Child.objects.select_related("family"), pk=child_id)
    first, last = financial_year(clock.today())
    form = AwardForm(request.POST or None, initial={"valid_from": first, "valid_to": last, "idempotency_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            award_budget(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                child=child,
                stream=answers["stream"],
                valid_from=answers["valid_from"],
                valid_to=answers["valid_to"],
                amount_pence=answers["amount"],
                reason=answers["reason"],
                idempotency_key=answers["idempotency_key"],
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "The budget is awarded. The family sees it now.")
            return redirect("budgets:council_child", child.pk)
    return render(request, "budgets/council_award.html", {"form": form, "child": child})


@officer_required(OfficerRole.BUDGETS)
@require_http_methods(["GET", "HEAD", "POST"])
def council_reduce(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Take what is left of a pot back, in part or whole, with a reason."""
    pot = get_object_or_404(Pot.objects.select_related("stream", "child__family"), pk=pot_id)
    form = ReductionForm(request.POST or None, initial={"idempotency_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            reduce_award(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                pot=pot,
                amount_pence=answers["amount"],
                reason=answers["reason"],
                idempotency_key=answers["idempotency_key"],
            )
        except DomainError as error:
            form.add_error("amount", error.sentence)
        else:
            messages.success(request, "The award is reduced.")
            return redirect("budgets:council_child", pot.child_id)
    return render(request, "budgets/council_reduce.html", {"form": form, "pot": pot, "child": pot.child})
