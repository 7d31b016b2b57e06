"""What a page may show to an officer."""

from django import template
from django.template.context import RequestContext

from marketplace.accounts.permissions import request_roles

register = template.Library()


@register.simple_tag(takes_context=True)
def officer_roles(context: RequestContext) -> frozenset[str]:
    """Return the roles that whoever looks at the page holds at the council, all of them for an administrator."""
    return request_roles(context["request"])
