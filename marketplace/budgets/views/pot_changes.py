"""Officers' pages about one pot: moving its money, keeping some aside, letting it go again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.pot_changes import MoveForm, PotChangeForm
from ..models import Pot
from ..services import move_between_pots, release_contingency, set_contingency_aside


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_move(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Move what is left of a pot to another budget of the child."""
    pot = _pot(pot_id)
    form = MoveForm(posted(request), pot=pot, initial={"idempotency_key": uuid4()})

    def move(**asked: Any) -> None:
        move_between_pots(source=pot, target=form.cleaned_data["target"], **asked)

    return _change(request, pot, form, move, "budgets/pot_changes/move.html", "The money is moved.")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_set_aside(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Keep some of what is left of a pot aside."""
    pot = _pot(pot_id)
    form = PotChangeForm(posted(request), initial={"idempotency_key": uuid4()})

    def keep(**asked: Any) -> None:
        set_contingency_aside(pot=pot, **asked)

    return _change(request, pot, form, keep, "budgets/pot_changes/set_aside.html", "The money is kept aside.")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_release(request: SignedInRequest, pot_id: UUID) -> HttpResponse:
    """Let some of what is kept aside be spent."""
    pot = _pot(pot_id)
    form = PotChangeForm(posted(request), initial={"idempotency_key": uuid4()})

    def let_go(**asked: Any) -> None:
        release_contingency(pot=pot, **asked)

    return _change(request, pot, form, let_go, "budgets/pot_changes/release.html", "The money can be spent now.")


def _pot(pot_id: UUID) -> Pot:
    return get_object_or_404(Pot.objects.select_related("stream", "child__family"), pk=pot_id)


def _change(
    request: SignedInRequest, pot: Pot, form: PotChangeForm, change: Callable[..., None], template: str, done: str
) -> HttpResponse:
    """Make the change where the form is sent and right; show the form with what is wrong elsewhere."""
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            change(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                amount_pence=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
                idempotency_key=form.cleaned_data["idempotency_key"],
            )
            messages.success(request, done)
            return redirect("budgets:council_child", pot.child_id)
    return render(request, template, {"form": form, "pot": pot, "child": pot.child})
