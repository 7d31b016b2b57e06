"""What a family wants to happen, and the lines of its plan."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.catalogue.models import Service, UnitCost
from marketplace.catalogue.selectors import public_services, unit_costs_on
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.plan import PlanOutcomeForm
from ..forms.plan_line import LINE_FORMS, FundingForm, ServiceLineForm, ServiceSearchForm, line_initial
from ..models import PlanLine, PlanOutcome, SupportPlan
from ..plan_desk import PlanDesk, desk_required
from ..selectors.plan import lines_of, outcomes_of, services_to_choose, stream_options, totals_of
from ..services import (
    add_line,
    add_outcome,
    change_line,
    change_outcome,
    choose_service,
    fund_line,
    fund_line_by_shares,
    move_line,
    remove_line,
    remove_outcome,
)

PAGE_SIZE = 10


@shows_and_takes
@desk_required(writes=True)
def outcomes(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """List what the family wants to happen, and take another one."""
    form = PlanOutcomeForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            add_outcome(actor=desk.actor, plan=plan, **form.cleaned_data)
            messages.success(request, "It is in the plan.")
            return redirect(desk.url("outcomes", plan.pk))
    return desk.show(request, "outcomes.html", form=form, plan=plan, outcomes=outcomes_of(plan))


@shows_and_takes
@desk_required(writes=True)
def outcome(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, outcome_id: UUID) -> HttpResponse:
    """Change what the family wants to happen."""
    chosen = get_object_or_404(PlanOutcome.objects.select_related("plan"), plan=plan, pk=outcome_id)
    form = PlanOutcomeForm(posted(request), initial={"words": chosen.words, "outcome": chosen.outcome_id})
    if form.is_valid():
        with refusal_on(form):
            change_outcome(actor=desk.actor, plan_outcome=chosen, **form.cleaned_data)
            messages.success(request, "It is saved.")
            return redirect(desk.url("outcomes", plan.pk))
    return desk.show(request, "outcome.html", form=form, plan=plan)


@shows_and_takes
@desk_required(writes=True)
def outcome_remove(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, outcome_id: UUID) -> HttpResponse:
    """Take what the family wanted to happen out of the plan, after asking."""
    chosen = get_object_or_404(PlanOutcome.objects.select_related("plan"), plan=plan, pk=outcome_id)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            remove_outcome(actor=desk.actor, plan_outcome=chosen)
            messages.success(request, "It is taken out of the plan.")
            return redirect(desk.url("outcomes", plan.pk))
    return desk.show(
        request, "remove.html", form=form, plan=plan, what=chosen.words, back_url=desk.url("outcomes", plan.pk)
    )


@require_safe
@desk_required(writes=True)
def lines(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """List the lines with what they cost and who pays, and what each stream pays in all."""
    totals, shown = totals_of(plan), lines_of(plan)
    return desk.show(
        request,
        "lines.html",
        plan=plan,
        lines=shown,
        unpriced=[line for line in shown if line.is_unpriced],
        totals=totals,
        total_pence=sum(total.planned_pence for total in totals),
        has_figures=any(total.figure for total in totals),
    )


@shows_and_takes
@desk_required(writes=True)
def line_add(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, kind: str) -> HttpResponse:
    """Add a line of money, of hours or of a form of support."""
    if kind not in LINE_FORMS:
        raise Http404
    form = LINE_FORMS[kind](posted(request), plan=plan)
    if form.is_valid():
        with refusal_on(form):
            return _after(request, desk, add_line(actor=desk.actor, plan=plan, wish=form.wish()))
    return desk.show(request, "line.html", form=form, plan=plan, title="Add to the plan")


@shows_and_takes
@desk_required(writes=True)
def line(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, line_id: UUID) -> HttpResponse:
    """Change a line; one whose service is in the directory is chosen again."""
    chosen = _line(plan, line_id)
    if chosen.service and public_services().filter(pk=chosen.service.pk).exists():
        return redirect(f"{desk.url('service', plan.pk, chosen.service.slug)}?line={chosen.pk}")
    form = LINE_FORMS[chosen.kind](posted(request), plan=plan, initial=line_initial(chosen))
    if form.is_valid():
        with refusal_on(form):
            return _after(request, desk, change_line(actor=desk.actor, line=chosen, wish=form.wish()))
    return desk.show(request, "line.html", form=form, plan=plan, line=chosen, title="Change this line")


@shows_and_takes
@desk_required(writes=True)
def line_remove(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, line_id: UUID) -> HttpResponse:
    """Take a line out of the plan, after asking."""
    chosen = _line(plan, line_id)
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            remove_line(actor=desk.actor, line=chosen)
            messages.success(request, "The line is taken out of the plan.")
            return redirect(desk.url("lines", plan.pk))
    return desk.show(
        request, "remove.html", form=form, plan=plan, what=chosen.description, back_url=desk.url("lines", plan.pk)
    )


@require_POST
@desk_required(writes=True)
def line_move(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, line_id: UUID) -> HttpResponse:
    """Move a line up or down by one place."""
    try:
        move_line(actor=desk.actor, line=_line(plan, line_id), up=request.POST.get("to") == "up")
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return redirect(desk.url("lines", plan.pk))


@shows_and_takes
@desk_required(writes=True)
def line_funding(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, line_id: UUID) -> HttpResponse:
    """Ask which streams pay the line."""
    chosen = _line(plan, line_id)
    options = stream_options(chosen)
    allowed = [option.stream for option in options if not option.refusal]
    form = FundingForm(posted(request), line=chosen, streams=allowed)
    if form.is_valid():
        with refusal_on(form):
            _fund(desk, chosen, form)
            messages.success(request, "We have saved which part of the budget pays.")
            return redirect(desk.url("lines", plan.pk))
    context = {"line": chosen, "allowed": allowed, "refused": [option for option in options if option.refusal]}
    return desk.show(request, "funding.html", form=form, plan=plan, totals=totals_of(plan), **context)


@require_safe
@desk_required(writes=True)
def services(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Find a service of the directory by kind and words."""
    form = ServiceSearchForm(request.GET)
    form.is_valid()
    found = services_to_choose(plan, form.cleaned_data.get("kind"), form.cleaned_data.get("q", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return desk.show(request, "services.html", form=form, plan=plan, page=page, line=_asked_line(request, plan))


@shows_and_takes
@desk_required(writes=True)
def service(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, slug: str) -> HttpResponse:
    """Take a service of the directory into the plan, so much of it at one of its prices of today."""
    chosen = get_object_or_404(public_services().select_related("provider"), slug=slug)
    line = _asked_line(request, plan)
    costs = list(unit_costs_on(chosen, clock.today()))
    initial = _service_initial(chosen, costs, line)
    form = ServiceLineForm(posted(request), plan=plan, service=chosen, costs=costs, initial=initial)
    if form.is_valid():
        with refusal_on(form):
            return _after(request, desk, choose_service(actor=desk.actor, plan=plan, choice=form.choice(), line=line))
    return desk.show(request, "service.html", form=form, plan=plan, service=chosen, line=line, costs=costs)


def _line(plan: SupportPlan, line_id: UUID) -> PlanLine:
    found = plan.lines.select_related("category", "service", "plan__child").prefetch_related("funding__stream")
    return get_object_or_404(found, pk=line_id)


def _asked_line(request: SignedInRequest, plan: SupportPlan) -> PlanLine | None:
    """Return the line of the plan that the address names, if it names one."""
    try:
        line_id = UUID(request.GET.get("line", ""))
    except ValueError:
        return None
    return plan.lines.filter(pk=line_id).first()


def _service_initial(service: Service, costs: list[UnitCost], line: PlanLine | None) -> dict[str, Any]:
    """Return what the line says now, and what there is no choice of."""
    kinds = list(service.categories.all()[:2])
    only: dict[str, Any] = {"category": str(kinds[0].pk)} if len(kinds) == 1 else {}
    if len(costs) == 1:
        only["unit_cost"] = costs[0].pk
    if line is None:
        return {"description": service.name} | only
    return line_initial(line) | {"unit_cost": line.unit_cost_id} | only


def _after(request: SignedInRequest, desk: PlanDesk, line: PlanLine) -> HttpResponse:
    """Ask who pays next, where the line has a price and nobody pays it yet."""
    if line.amount_pence is not None and not line.funding.exists():
        return redirect(desk.url("line_funding", line.plan_id, line.pk))
    messages.success(request, f"“{line.description}” is saved in the plan.")
    return redirect(desk.url("lines", line.plan_id))


def _fund(desk: PlanDesk, line: PlanLine, form: FundingForm) -> None:
    pays = form.cleaned_data["pays"]
    if pays == form.BY_SHARES:
        fund_line_by_shares(actor=desk.actor, line=line, shares=form.cleaned_data["parts"])
    elif pays == form.BY_AMOUNTS:
        fund_line(actor=desk.actor, line=line, parts=form.cleaned_data["parts"])
    else:
        fund_line(actor=desk.actor, line=line, parts={UUID(pays): line.amount_pence or 0})
