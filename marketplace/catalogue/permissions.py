"""Who may change a listing."""

from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from marketplace.accounts.permissions import SignedInRequest, View
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.permissions import provider_required

from .workspace_selectors import listings_of


def listing_required(view: View) -> View:
    """Give the view the provider and the listing that its address names by `provider_slug` and `service_slug`.

    As `provider_required` for the role LISTINGS; a listing of another provider does not exist here (404).
    """

    @provider_required(ProviderRole.LISTINGS)
    @wraps(view)
    def guarded(
        request: SignedInRequest, provider: Provider, *args: Any, service_slug: str, **kwargs: Any
    ) -> HttpResponse:
        service = get_object_or_404(listings_of(provider), slug=service_slug)
        return view(request, provider, service, *args, **kwargs)

    return guarded
