"""Officers' pages about a child's figures: work out, override, withdraw, record packages, talk and share."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.dates import financial_year
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import AllocationState
from ..forms.figure import (
    ConversationForm,
    FigureBasisForm,
    FigureForForm,
    OverrideForm,
    PackageCorrectionForm,
    PackageForm,
    WithdrawalForm,
)
from ..models import IndicativeAllocation, PresentPackage
from ..selectors.allocation import (
    beside_packages,
    conversations_of,
    figures_of,
    figures_to_release,
    packages_of,
    plans_to_cost,
)
from ..selectors.policy import allocation_policy_on
from ..services import (
    correct_present_package,
    offer_for_release,
    override_allocation,
    record_present_package,
    release_after_conversation,
    withdraw_allocation,
    work_out_allocation,
)

PAGE_SIZE = 25


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_figures(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show all of a child's figures, what the child had before, and the conversations about them."""
    child = _child(child_id)
    figures = figures_of(child)
    context = {
        "child": child,
        "current": beside_packages(figures.exclude(state=AllocationState.WITHDRAWN)),
        "withdrawn": figures.filter(state=AllocationState.WITHDRAWN),
        "waiting": figures.filter(state=AllocationState.TO_RELEASE).exists(),
        "packages": packages_of(child),
        "conversations": conversations_of(child),
        "may_change": OfficerRole.BUDGETS in request_roles(request),
    }
    return render(request, "budgets/figures/figures.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_figure_new(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Ask for which stream and days, then what the stream's method needs; the days are in the address."""
    child = _child(child_id)
    if "stream" not in request.GET:
        next_year = financial_year(financial_year(clock.today())[1] + timedelta(days=1))
        return _ask_for_what(request, child, FigureForForm(initial=dict(zip(_DAYS, next_year, strict=True))))
    about = FigureForForm(request.GET)
    if not about.is_valid():
        return _ask_for_what(request, child, about)
    answers = about.cleaned_data
    policy = allocation_policy_on(answers["stream"], answers["valid_from"])
    if policy is None:
        about.add_error(
            "stream", f"It is not decided how amounts of {answers['stream']} are set on that day. Add a policy first."
        )
        return _ask_for_what(request, child, about)
    days = answers["valid_from"], answers["valid_to"]
    form = FigureBasisForm(posted(request), child=child, policy=policy, days=days)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            work_out_allocation(actor=_officer(request), child=child, **answers, **form.cleaned_data)
            messages.success(request, "The figure is worked out. The family does not see it yet.")
            return redirect("budgets:council_figures", child.pk)
    lacks_plan = "plan" in form.fields and not plans_to_cost(child, *days).exists()
    context = {"form": form, "child": child, "policy": policy, "answers": answers, "lacks_plan": lacks_plan}
    return render(request, "budgets/figures/work_out.html", context)


@officer_required(OfficerRole.BUDGETS)
@require_POST
def council_figure_offer(request: SignedInRequest, allocation_id: UUID) -> HttpResponse:
    """Put a figure into the queue of those that wait for a conversation."""
    allocation = _figure(allocation_id)
    try:
        offer_for_release(actor=_officer(request), allocation=allocation)
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "The figure waits for a conversation with the family.")
    return redirect("budgets:council_figures", allocation.child_id)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_figure_override(request: SignedInRequest, allocation_id: UUID) -> HttpResponse:
    """Set a figure that the family has not seen to another amount."""

    def override(actor: Actor, allocation: IndicativeAllocation, form: OverrideForm) -> None:
        amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
        override_allocation(actor=actor, allocation=allocation, amount_pence=amount, reason=reason)
        messages.success(request, "The figure is changed.")

    return _change_figure(request, allocation_id, OverrideForm(posted(request)), override, "override")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_figure_withdraw(request: SignedInRequest, allocation_id: UUID) -> HttpResponse:
    """Take a figure back, with a reason."""

    def withdraw(actor: Actor, allocation: IndicativeAllocation, form: WithdrawalForm) -> None:
        withdraw_allocation(actor=actor, allocation=allocation, reason=form.cleaned_data["reason"])
        messages.success(request, "The figure is withdrawn.")

    return _change_figure(request, allocation_id, WithdrawalForm(posted(request)), withdraw, "withdraw")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_package_new(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Record what a child has had from a stream so far."""
    child = _child(child_id)
    form = PackageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        with refusal_on(form):
            record_present_package(actor=_officer(request), child=child, amount_pence=answers.pop("amount"), **answers)
            messages.success(request, "The package is recorded.")
            return redirect("budgets:council_figures", child.pk)
    return render(request, "budgets/figures/package.html", {"form": form, "child": child})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_package_correct(request: SignedInRequest, package_id: UUID) -> HttpResponse:
    """Put right what was recorded of a package, or say when it ends."""
    package = get_object_or_404(PresentPackage.objects.select_related("child__family", "stream"), pk=package_id)
    form = PackageCorrectionForm(posted(request), initial=PackageCorrectionForm.initial_of(package))
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        with refusal_on(form):
            correct_present_package(
                actor=_officer(request), package=package, amount_pence=answers.pop("amount"), **answers
            )
            messages.success(request, "The package is changed. Figures that were worked out keep what they used.")
            return redirect("budgets:council_figures", package.child_id)
    return render(request, "budgets/figures/package.html", {"form": form, "child": package.child, "package": package})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_figures_release(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Record a conversation with the family, and share the figures that were talked about."""
    child = _child(child_id)
    waiting = figures_of(child).filter(state=AllocationState.TO_RELEASE)
    form = ConversationForm(posted(request), waiting=waiting)
    if request.method == "POST" and form.is_valid():
        shared = list(form.cleaned_data["allocations"])
        with refusal_on(form):
            release_after_conversation(
                actor=_officer(request), child=child, **form.cleaned_data | {"allocations": shared}
            )
            seen = "The family sees the figures now." if shared else "No figure is shared yet."
            messages.success(request, f"The conversation is recorded. {seen}")
            return redirect("budgets:council_figures", child.pk)
    context = {"form": form, "child": child, "waiting": beside_packages(waiting)}
    return render(request, "budgets/figures/release.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_release_queue(request: SignedInRequest) -> HttpResponse:
    """Show the figures that wait for a conversation, the oldest first."""
    page = Paginator(figures_to_release(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "budgets/figures/queue.html", {"page": page})


_DAYS = ("valid_from", "valid_to")


def _ask_for_what(request: SignedInRequest, child: Child, form: FigureForForm) -> HttpResponse:
    return render(request, "budgets/figures/choose.html", {"form": form, "child": child})


def _change_figure(
    request: SignedInRequest,
    allocation_id: UUID,
    form: OverrideForm | WithdrawalForm,
    change: Callable[..., None],
    template: str,
) -> HttpResponse:
    allocation = _figure(allocation_id)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            change(_officer(request), allocation, form)
            return redirect("budgets:council_figures", allocation.child_id)
    context = {"form": form, "figure": allocation, "child": allocation.child}
    return render(request, f"budgets/figures/{template}.html", context)


def _child(child_id: UUID) -> Child:
    return get_object_or_404(Child.objects.select_related("family"), pk=child_id)


def _figure(allocation_id: UUID) -> IndicativeAllocation:
    rows = IndicativeAllocation.objects.select_related("child__family", "stream")
    return get_object_or_404(rows, pk=allocation_id)


def _officer(request: SignedInRequest) -> Actor:
    return actor_for_officer(request.user, OfficerRole.BUDGETS)
