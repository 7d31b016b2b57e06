"""The navigation of the workspaces, for every app's pages."""

from django import template
from django.template.context import RequestContext

from marketplace.accounts.models import Family
from marketplace.accounts.permissions import belongs_to_family, request_roles
from marketplace.core.navigation import NavigationLink
from marketplace.providers.models import Provider
from marketplace.providers.selectors import provider_roles, providers_for
from marketplace.workspaces import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def family_links(context: RequestContext) -> list[NavigationLink]:
    """Return the navigation of a family's workspace, for the `family` of the page where it has one."""
    request, family = context["request"], context.get("family")
    is_member = request.user.family_memberships.exists() if family is None else _is_member(request.user, family)
    return navigation.family_links(request.path, family, is_member)


@register.simple_tag(takes_context=True)
def provider_links(context: RequestContext) -> list[NavigationLink]:
    """Return the navigation of a provider's workspace: the page's `provider`, or the only one the person acts for."""
    request, provider = context["request"], context.get("provider")
    if not isinstance(provider, Provider):
        own = providers_for(request.user)[:2]
        provider = own[0] if len(own) == 1 else None
    return navigation.provider_links(request.path, provider, provider_roles(request.user, provider))


@register.simple_tag(takes_context=True)
def council_links(context: RequestContext) -> list[NavigationLink]:
    """Return the navigation of the council's workspace, as far as the officer's roles allow."""
    request = context["request"]
    return navigation.council_links(request.path, request_roles(request))


@register.simple_tag(takes_context=True)
def acts_for_family(context: RequestContext) -> bool:
    """Say whether whoever looks at the page of a `family` is its supporter, not one of its members."""
    family = context.get("family")
    return isinstance(family, Family) and not _is_member(context["request"].user, family)


def _is_member(user: object, family: Family) -> bool:
    return belongs_to_family(user, family)  # type: ignore[arg-type]
