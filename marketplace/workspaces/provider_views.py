"""A provider's home page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.accounts.permissions import SignedInRequest
from marketplace.budgets.selectors.funds import holds_funds
from marketplace.catalogue.workspace_selectors import checks_needed_by, listing_counts
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.permissions import may_act_for_provider, provider_required
from marketplace.providers.selectors import provider_roles, providers_for
from marketplace.providers.standing import check_standings

from .provider_tasks import starting_tasks
from .selectors import listing_queues, provider_queues


@require_safe
@login_required
def provider_home(request: SignedInRequest) -> HttpResponse:
    """Lead to the person's organisation; who acts for several chooses one, who for none says what brings them."""
    providers = list(providers_for(request.user))
    if not providers:
        return redirect("workspaces:start")
    if len(providers) > 1:
        return render(request, "workspaces/choose_provider.html", {"providers": providers})
    return redirect("workspaces:provider", provider_slug=providers[0].slug)


@require_safe
@provider_required()
def provider(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Show a provider's home page."""
    may_list = may_act_for_provider(request.user, provider, ProviderRole.LISTINGS)
    may_book = may_act_for_provider(request.user, provider, ProviderRole.BOOKINGS)
    context = {
        "provider": provider,
        "queues": [
            *(provider_queues(request.user, provider) if may_book else ()),
            *(listing_queues(provider) if may_list else ()),
        ],
        "listing_counts": listing_counts(provider),
        "standings": check_standings(provider, checks_needed_by(provider, clock.today())),
        "may_list": may_list,
        "may_book": may_book,
        "start": starting_tasks(provider, provider_roles(request.user, provider)) if may_list else None,
        "funds_url": _funds_url(request, provider),
    }
    return render(request, "workspaces/provider.html", context)


@require_safe
@provider_required(ProviderRole.LISTINGS)
def start(request: SignedInRequest, provider: Provider) -> HttpResponse:
    """Show the steps by which a provider begins, and how far each is; they can be left and resumed."""
    context = {"provider": provider, "start": starting_tasks(provider, provider_roles(request.user, provider))}
    return render(request, "workspaces/provider_start.html", context)


def _funds_url(request: SignedInRequest, provider: Provider) -> str:
    """Return where the provider's funds are, for who may see them and where it holds any."""
    may_see = may_act_for_provider(request.user, provider, ProviderRole.BOOKINGS, ProviderRole.FINANCE)
    return reverse("budgets:provider_funds", args=[provider.slug]) if may_see and holds_funds(provider) else ""
