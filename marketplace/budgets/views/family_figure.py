"""A family's figure: how much it may have, how that was worked out, and saying that it is wrong."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child
from marketplace.accounts.permissions import SignedInRequest, may_act_for_family
from marketplace.accounts.selectors import actor_for_family, children_for
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.challenge import ChallengeForm
from ..models import Challenge, IndicativeAllocation
from ..selectors.allocation import figures_for_family, taken_back_figures_of
from ..selectors.policy import policy_on
from ..services import raise_challenge, withdraw_challenge


@login_required
@require_safe
def family_figure(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show the figures that were shared with the family, each with how it was worked out and the package before."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    together = figures_for_family(child)
    context = {
        "child": child,
        "family": child.family,
        "together": together,
        "is_open": any(not group.agreed and not group.is_over for group in together),
        "taken_back": taken_back_figures_of(child),
        "policy": policy_on(clock.today()),
        "may_challenge": may_act_for_family(request.user, child.family, SupportScope.MONEY),
    }
    return render(request, "budgets/figures/family_figure.html", context)


@login_required
@shows_and_takes
def family_challenge(request: SignedInRequest, allocation_id: UUID) -> HttpResponse:
    """Say that a figure is wrong, and why."""
    seen = IndicativeAllocation.objects.filter(child__in=children_for(request.user), released_at__isnull=False)
    figure = get_object_or_404(seen.select_related("child__family", "stream"), pk=allocation_id)
    _require_money(request, figure.child)
    form = ChallengeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actor = actor_for_family(request.user, figure.child.family)
            made = raise_challenge(actor=actor, allocation=figure, reason=form.cleaned_data["reason"])
            messages.success(request, f"We have it. The council answers you by {made.answer_by:%-d %B %Y}.")
            return redirect("budgets:family_figure", figure.child_id)
    context = {
        "form": form,
        "figure": figure,
        "child": figure.child,
        "family": figure.child.family,
        "policy": policy_on(clock.today()),
    }
    return render(request, "budgets/challenges/raise.html", context)


@login_required
@shows_and_takes
def family_challenge_withdraw(request: SignedInRequest, challenge_id: UUID) -> HttpResponse:
    """Take a challenge back, after asking."""
    challenge = get_object_or_404(
        Challenge.objects.filter(allocation__child__in=children_for(request.user)).select_related(
            "allocation__child__family", "allocation__stream"
        ),
        pk=challenge_id,
    )
    child = challenge.allocation.child
    _require_money(request, child)
    if request.method == "POST":
        try:
            withdraw_challenge(actor=actor_for_family(request.user, child.family), challenge=challenge)
        except DomainError as error:
            messages.error(request, error.sentence)
        else:
            messages.success(request, "You have taken it back. The figure stays as it is.")
        return redirect("budgets:family_figure", child.pk)
    context = {"challenge": challenge, "child": child, "family": child.family}
    return render(request, "budgets/challenges/withdraw.html", context)


def _require_money(request: SignedInRequest, child: Child) -> None:
    """Refuse (403) a supporter whose consent of today does not cover money."""
    if not may_act_for_family(request.user, child.family, SupportScope.MONEY):
        raise PermissionDenied
