"""A child's plans: their versions, writing one task by task, sending, changing, giving up, signing for the family."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import PlanState
from ..forms.plan import AmendmentForm, KeepSafeForm, PlanPeriodForm, ReturnForm, SignatureForm, WhatMattersForm
from ..models import SupportPlan
from ..plan_desk import PlanDesk, desk_required
from ..plan_page import plan_page
from ..selectors.plan import days_to_plan, lines_of, outcomes_of, plans_of
from ..services import abandon_plan, amend_plan, return_plan, sign_for_family, start_plan, submit_plan, write_plan_words
from ..services.plan_sending import sending_refusals


@require_safe
@desk_required()
def plans(request: SignedInRequest, desk: PlanDesk) -> HttpResponse:
    """List all versions of the child's plans."""
    found = list(plans_of(desk.child))
    return desk.show(request, "plans.html", plans=found, current=_current(found))


@shows_and_takes
@desk_required(writes=True)
def start(request: SignedInRequest, desk: PlanDesk) -> HttpResponse:
    """Start a plan for a period."""
    first, last = days_to_plan(desk.child)
    form = PlanPeriodForm(posted(request), initial={"valid_from": first, "valid_to": last})
    if form.is_valid():
        with refusal_on(form):
            plan = start_plan(actor=desk.actor, child=desk.child, **form.cleaned_data)
            return redirect(desk.url("write", plan.pk))
    return desk.show(request, "start.html", form=form)


@require_safe
@desk_required()
def document(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Show a version of the plan as it is read and printed."""
    return desk.show(request, "document.html", **plan_page(plan))


@require_safe
@desk_required(writes=True)
def write(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Show what there is to write, as a list of tasks."""
    if plan.state != PlanState.DRAFT:
        return redirect(desk.url("document", plan.pk))
    return desk.show(request, "tasks.html", plan=plan, tasks=_tasks(desk, plan))


@shows_and_takes
@desk_required(writes=True)
def matters(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Write what matters to the family."""
    return _words(request, desk, plan, WhatMattersForm, "What matters to us")


@shows_and_takes
@desk_required(writes=True)
def safe(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Write how the child keeps safe."""
    return _words(request, desk, plan, KeepSafeForm, "How I keep safe")


@shows_and_takes
@desk_required(writes=True)
def check(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Show the whole plan with all that is to be looked at, and send it."""
    if plan.state != PlanState.DRAFT and request.method != "POST":
        return redirect(desk.url("document", plan.pk))
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            sent = submit_plan(actor=desk.actor, plan=plan)
            messages.success(request, _sent_sentence(sent))
            return redirect(desk.url("document", plan.pk))
    return desk.show(request, "check.html", form=form, refusals=sending_refusals(plan), **plan_page(plan))


@shows_and_takes
@desk_required(writes=True)
def abandon(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Give up a draft, after asking."""
    form = forms.Form(posted(request))
    if form.is_valid():
        with refusal_on(form):
            abandon_plan(actor=desk.actor, plan=plan)
            messages.success(request, "The plan is given up. You can still read it here.")
            return redirect(desk.url("plans"))
    return desk.show(request, "abandon.html", form=form, plan=plan)


@shows_and_takes
@desk_required(writes=True)
def amend(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Start a change of an agreed plan, with a reason."""
    form = AmendmentForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            change = amend_plan(actor=desk.actor, plan=plan, reason=form.cleaned_data["reason"])
            return redirect(desk.url("write", change.pk))
    return desk.show(request, "amend.html", form=form, plan=plan)


@shows_and_takes
@desk_required(writes=True)
def give_back(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Give a plan that waits to be signed back to be changed, with a reason."""
    form = ReturnForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            return_plan(actor=desk.actor, plan=plan, reason=form.cleaned_data["reason"])
            messages.success(request, "The plan can be changed now. It has to be sent again before anyone signs it.")
            return redirect(desk.url("document", plan.pk))
    return desk.show(request, "return.html", form=form, plan=plan)


@shows_and_takes
@desk_required(members_only=True)
def sign(request: SignedInRequest, desk: PlanDesk, plan: SupportPlan) -> HttpResponse:
    """Sign the plan for the family."""
    form = SignatureForm(posted(request), initial={"revision": plan.revision})
    if form.is_valid():
        with refusal_on(form):
            sign_for_family(actor=desk.actor, plan=plan, **form.cleaned_data)
            plan.refresh_from_db()
            messages.success(request, _signed_sentence(plan))
            return redirect(desk.url("document", plan.pk))
    return desk.show(request, "sign.html", form=form, **plan_page(plan))


def _current(found: list[SupportPlan]) -> SupportPlan | None:
    """Return the plan to go on with: the one that is written or signed, or else the agreed one of today."""
    today = clock.today()
    worked_on = (plan for plan in found if plan.is_open)
    agreed = (plan for plan in found if plan.state == PlanState.FINAL and plan.valid_from <= today <= plan.valid_to)
    return next(worked_on, None) or next(agreed, None)


def _words(
    request: SignedInRequest, desk: PlanDesk, plan: SupportPlan, asked: type[forms.Form], title: str
) -> HttpResponse:
    form = asked(posted(request), initial={name: getattr(plan, name) for name in asked.base_fields})
    if form.is_valid():
        with refusal_on(form):
            write_plan_words(actor=desk.actor, plan=plan, **form.cleaned_data)
            messages.success(request, f"“{title}” is saved.")
            return redirect(desk.url("write", plan.pk))
    return desk.show(request, "words.html", form=form, plan=plan, title=title)


def _sent_sentence(plan: SupportPlan) -> str:
    if plan.needs_signing:
        return "The plan is sent. The council and the family sign it next."
    return "The plan is sent. The change is small, so only the family has to sign it."


def _signed_sentence(plan: SupportPlan) -> str:
    if plan.state == PlanState.FINAL:
        return "You have signed, and the plan is agreed. The budget is there now."
    return "You have signed. The plan is agreed when the council has signed too."


def _tasks(desk: PlanDesk, plan: SupportPlan) -> list[dict[str, Any]]:
    lines = lines_of(plan)
    unfunded = any(line.amount_pence is not None and not line.funding.all() for line in lines)
    return [
        _task(desk, plan, "matters", "What matters to us", bool(plan.what_matters)),
        _task(desk, plan, "outcomes", "What we want to happen", outcomes_of(plan).exists()),
        _task(
            desk,
            plan,
            "lines",
            "What we do about it, and what it costs",
            bool(lines) and not unfunded,
            "Say which part of the budget pays for each line." if unfunded else "",
        ),
        _task(desk, plan, "safe", "How I keep safe", bool(plan.keep_safe)),
        {"title": "Check the plan and send it", "url": desk.url("check", plan.pk), "status": "Last", "kind": "info"},
    ]


def _task(desk: PlanDesk, plan: SupportPlan, page: str, title: str, is_done: bool, hint: str = "") -> dict[str, Any]:
    status, kind = ("Done", "success") if is_done else ("To do", "neutral")
    return {"title": title, "url": desk.url(page, plan.pk), "hint": hint, "status": status, "kind": kind}
