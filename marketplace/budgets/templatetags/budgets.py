"""Showing streams and what they may pay for, wherever a page needs it."""

from typing import Any

from django import template
from django.template.context import RequestContext

from marketplace.accounts.permissions import request_roles
from marketplace.catalogue.models import Service
from marketplace.core import clock
from marketplace.core.navigation import NavigationLink

from .. import council_pages
from ..models import FundingStream
from ..selectors import current_streams, streams_paying_for, what_it_may_buy
from ..selectors.stream import planned_rules
from ..stream_words import binding_sentences, changes

register = template.Library()


@register.inclusion_tag("budgets/components/streams_that_may_pay.html")
def streams_that_may_pay(service: Service) -> dict[str, Any]:
    """Say which parts of a personal budget may pay for the service, from the live rules."""
    return {"streams": streams_paying_for(service)}


@register.inclusion_tag("budgets/components/streams_explained.html")
def streams_explained() -> dict[str, Any]:
    """Say what each part of a personal budget may be spent on, from the live rules."""
    return {"streams": list(current_streams())}


@register.inclusion_tag("budgets/components/what_it_may_buy.html")
def stream_may_buy(stream: FundingStream) -> dict[str, Any]:
    """Say what one stream may be spent on by the rules of today, and how these change next."""
    today = clock.today()
    rules, planned = stream.rules_on(today), planned_rules(stream, today)
    return {
        "stream": stream,
        "rules": rules,
        "categories": what_it_may_buy(rules) if rules else [],
        "sentences": binding_sentences(rules).values() if rules else [],
        "planned": planned if rules else None,
        "changes": list(changes(rules, planned)) if rules and planned else [],
    }


@register.filter
def permille(share: int) -> str:
    """Show thousandths as per cent with one decimal."""
    return f"{share // 10}.{share % 10}%"


@register.simple_tag(takes_context=True)
def council_tabs(context: RequestContext) -> list[NavigationLink]:
    """Return the second-level navigation of the council's pages about budgets."""
    request = context["request"]
    return council_pages.council_tabs(request.path, request_roles(request))
