"""A family's home page and its children."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.models import Child, Family
from marketplace.accounts.permissions import SignedInRequest, belongs_to_family, family_required
from marketplace.accounts.selectors import actor_for_family, families_for
from marketplace.budgets.family_tasks import budget_tasks
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from .forms import ChildWithNeedsForm
from .selectors import booking_tasks, child_cards, family_overview, family_tasks
from .services import add_child_with_needs, change_child_with_needs


@require_safe
@login_required
def family_home(request: SignedInRequest) -> HttpResponse:
    """Show the person's family; who has several chooses one, who has none says what brings them here."""
    families = list(families_for(request.user))
    if not families:
        return redirect("workspaces:start")
    if len(families) > 1:
        return render(request, "workspaces/choose_family.html", {"families": families})
    return _family_page(request, families[0])


@require_safe
@family_required()
def family(request: SignedInRequest, family: Family) -> HttpResponse:
    """Show a family's home page."""
    return _family_page(request, family)


@shows_and_takes
@family_required(members_only=True)
def add_child(request: SignedInRequest, family: Family) -> HttpResponse:
    """Add a child to the family."""
    form = ChildWithNeedsForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            child = add_child_with_needs(
                actor=actor_for_family(request.user, family), family=family, **form.cleaned_data
            )
            messages.success(request, f"{child} is added.")
            return redirect("workspaces:family", family_id=family.pk)
    return render(request, "workspaces/child.html", {"form": form, "family": family, "child": None})


@shows_and_takes
@family_required(members_only=True)
def change_child(request: SignedInRequest, family: Family, child_id: UUID) -> HttpResponse:
    """Change a child's name, birth date and needs."""
    child = get_object_or_404(family.children, pk=child_id)
    form = ChildWithNeedsForm(posted(request), initial=_child_initial(child))
    if form.is_valid():
        with refusal_on(form):
            change_child_with_needs(actor=actor_for_family(request.user, family), child=child, **form.cleaned_data)
            messages.success(request, "The changes are saved.")
            return redirect("workspaces:family", family_id=family.pk)
    return render(request, "workspaces/child.html", {"form": form, "family": family, "child": child})


def _family_page(request: SignedInRequest, family: Family) -> HttpResponse:
    children, is_member = child_cards(family), belongs_to_family(request.user, family)
    overview = family_overview(request.user, family)
    context = {
        "overview": overview,
        "family": family,
        "children": children,
        "tasks": [
            *booking_tasks(overview),
            *budget_tasks(request.user, [card.child for card in children]),
            *(family_tasks(family, children) if is_member else ()),
        ],
        "is_member": is_member,
    }
    return render(request, "workspaces/family.html", context)


def _child_initial(child: Child) -> dict[str, object]:
    return {
        "given_name": child.given_name,
        "family_name": child.family_name,
        "date_of_birth": child.date_of_birth,
        "needs": child.needs.all(),
    }
