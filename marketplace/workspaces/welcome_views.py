"""Where a person goes after signing in, and how they join."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marketplace.accounts.forms import FamilyForm, YoungPersonForm
from marketplace.accounts.permissions import SignedInRequest
from marketplace.accounts.services import register_family, register_young_person
from marketplace.core.posting import posted, refusal_on, shows_and_takes
from marketplace.providers.forms import RegisterProviderForm
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import register_provider

from .forms import StartForm
from .selectors import workspaces_of


@require_safe
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Lead the person to their workspace, let them choose among several, or ask what brings them here."""
    workspaces = workspaces_of(request)
    if not workspaces:
        return redirect("workspaces:start")
    if len(workspaces) == 1:
        return redirect(workspaces[0].url)
    return render(request, "workspaces/choose_workspace.html", {"workspaces": workspaces})


@shows_and_takes
@login_required
def start(request: SignedInRequest) -> HttpResponse:
    """Ask what brings the person here."""
    form = StartForm(posted(request))
    if form.is_valid():
        return redirect(f"workspaces:{form.cleaned_data['purpose']}")
    return render(request, "workspaces/start.html", {"form": form})


@shows_and_takes
@login_required
def join_as_family(request: SignedInRequest) -> HttpResponse:
    """Register a family."""
    form = FamilyForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            family = register_family(user=request.user, **form.cleaned_data)
            messages.success(request, "Your family is registered. Now add your child.")
            return redirect("workspaces:add_child", family_id=family.pk)
    return render(request, "workspaces/join_as_family.html", {"form": form})


@shows_and_takes
@login_required
def join_as_young_person(request: SignedInRequest) -> HttpResponse:
    """Register a young person who acts for themselves."""
    form = YoungPersonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            family = register_young_person(user=request.user, **form.cleaned_data)
            messages.success(request, "You are registered.")
            return redirect("workspaces:family", family_id=family.pk)
    return render(request, "workspaces/join_as_young_person.html", {"form": form})


@shows_and_takes
@login_required
def join_as_provider(request: SignedInRequest) -> HttpResponse:
    """Register an organisation that offers services."""
    form = RegisterProviderForm(posted(request), initial={"email": request.user.email})
    if form.is_valid():
        with refusal_on(form):
            provider = register_provider(
                actor=actor_for_provider(request.user), owner=request.user, **form.cleaned_data
            )
            messages.success(request, f"{provider} is registered.")
            return redirect("workspaces:provider_start", provider_slug=provider.slug)
    return render(request, "workspaces/join_as_provider.html", {"form": form})


@require_safe
@login_required
def join_as_supporter(request: SignedInRequest) -> HttpResponse:
    """Tell a supporter how families let them act."""
    return render(request, "workspaces/join_as_supporter.html")
