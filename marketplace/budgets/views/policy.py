"""Officers' pages about policy: the rules for all streams, and how the amounts of each are set."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required, request_roles
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..enums import AllocationMethod
from ..figures import gaps_in
from ..forms.policy import (
    BandFormSetBase,
    BudgetPolicyForm,
    MethodForm,
    PolicyTermsForm,
    PolicyWithdrawalForm,
    band_formset,
)
from ..models import AllocationPolicy, BudgetPolicy
from ..selectors.policy import allocation_policy_on, bands_of, in_time, policy_on, streams_with_policies
from ..services import (
    add_allocation_policy,
    change_policy,
    withdraw_allocation_policy,
    withdraw_policy,
)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_policy(request: SignedInRequest) -> HttpResponse:
    """Show the rules for all streams with their history, and how the amounts of each stream are set today."""
    today = clock.today()
    streams = [(stream, allocation_policy_on(stream, today)) for stream in streams_with_policies()]
    context = {
        "policy": policy_on(today),
        "history": in_time(BudgetPolicy.objects.all()),
        "streams": streams,
        "may_change": OfficerRole.BUDGETS in request_roles(request),
    }
    return render(request, "budgets/policy/overview.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_policy_change(request: SignedInRequest) -> HttpResponse:
    """Change the rules for all streams from a day on."""
    tomorrow = clock.today() + timedelta(days=1)
    initial = BudgetPolicyForm.initial_of(policy_on(tomorrow)) | {"valid_from": tomorrow}
    form = BudgetPolicyForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            change_policy(actor=actor_for_officer(request.user, OfficerRole.BUDGETS), **form.cleaned_data)
            messages.success(request, "The new rules are recorded. The present ones hold until the day before.")
            return redirect("budgets:council_policy")
    return render(request, "budgets/policy/change.html", {"form": form})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_policy_withdraw(request: SignedInRequest, policy_id: UUID) -> HttpResponse:
    """Take back rules that have not begun."""
    policy = get_object_or_404(BudgetPolicy, pk=policy_id)
    form = PolicyWithdrawalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.BUDGETS)
            withdraw_policy(actor=actor, policy=policy, reason=form.cleaned_data["reason"])
            messages.success(request, "The planned rules are withdrawn.")
            return redirect("budgets:council_policy")
    return render(request, "budgets/policy/withdraw.html", {"form": form, "policy": policy})


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_stream_policies(request: SignedInRequest, code: str) -> HttpResponse:
    """Show how the amounts of a stream are set: now, planned and before."""
    stream = get_object_or_404(streams_with_policies(), code=code)
    rows = [
        (row, bands_of(row.policy), gaps_in(bands_of(row.policy)) if row.policy.method == "bands" else [])
        for row in in_time(stream.allocation_policies.all())
        if isinstance(row.policy, AllocationPolicy)
    ]
    context = {"stream": stream, "rows": rows, "may_change": OfficerRole.BUDGETS in request_roles(request)}
    return render(request, "budgets/policy/stream.html", context)


@officer_required(OfficerRole.BUDGETS)
@require_safe
def council_policy_method(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose how the amounts of a stream are set; what that needs is asked on the next page."""
    stream = get_object_or_404(streams_with_policies(), code=code)
    form = MethodForm(request.GET if "method" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("budgets:council_policy_add", stream.code, form.cleaned_data["method"])
    return render(request, "budgets/policy/method.html", {"form": form, "stream": stream})


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_policy_add(request: SignedInRequest, code: str, method: str) -> HttpResponse:
    """Say what a method needs, with protection, rounding and tolerance, and from when it holds."""
    stream = get_object_or_404(streams_with_policies(), code=code)
    if method not in AllocationMethod.values:
        raise Http404
    data, more = posted(request), "more" in request.POST
    latest = stream.allocation_policies.order_by("valid_from").last()
    form = _terms_form(request, AllocationMethod(method), latest)
    rows = band_formset(data, latest, more=more) if method == AllocationMethod.BANDS else None
    if data is not None and not more and _is_valid(form, rows):
        with refusal_on(form):
            add_allocation_policy(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                stream=stream,
                valid_from=form.cleaned_data["valid_from"],
                terms=form.terms(rows.bands() if rows is not None else ()),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, "The policy is recorded. Figures that were worked out before keep theirs.")
            return redirect("budgets:council_stream_policies", stream.code)
    context = {"form": form, "rows": rows, "stream": stream, "method": AllocationMethod(method)}
    return render(request, "budgets/policy/add.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_allocation_policy_withdraw(request: SignedInRequest, policy_id: UUID) -> HttpResponse:
    """Take back a policy of a stream that has not begun."""
    policy = get_object_or_404(AllocationPolicy.objects.select_related("stream"), pk=policy_id)
    form = PolicyWithdrawalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actor = actor_for_officer(request.user, OfficerRole.BUDGETS)
            withdraw_allocation_policy(actor=actor, policy=policy, reason=form.cleaned_data["reason"])
            messages.success(request, "The planned policy is withdrawn.")
            return redirect("budgets:council_stream_policies", policy.stream.code)
    return render(request, "budgets/policy/withdraw.html", {"form": form, "policy": policy, "stream": policy.stream})


def _terms_form(request: SignedInRequest, method: AllocationMethod, latest: AllocationPolicy | None) -> PolicyTermsForm:
    """Return the form; where only more rows were asked for, with what was typed and no judgement of it."""
    options: dict[str, Any] = {"method": method, "is_first": latest is None}
    if "more" in request.POST:
        return PolicyTermsForm(initial=request.POST.dict(), **options)
    initial = PolicyTermsForm.initial_of(latest) | {"valid_from": clock.today() + timedelta(days=1)}
    return PolicyTermsForm(posted(request), initial=initial, **options)


def _is_valid(form: PolicyTermsForm, rows: BandFormSetBase | None) -> bool:
    """Say whether everything is filled in as it must be, and whether gaps between bands are meant."""
    valid = form.is_valid()
    if rows is None:
        return valid
    if not rows.is_valid():
        form.add_error(None, "Check the bands.")
        return False
    gaps = rows.gaps()
    if not gaps:
        return valid
    warning = f"In no band: {'; '.join(gaps)}. A child with such points gets no figure. Fill the gap, or tick this."
    return form.warn_of_gaps(warning) and valid
