"""Showing listings."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nh3
from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from marketplace.core.selectors import Place

from .. import cards
from ..prices import price_sentence

if TYPE_CHECKING:
    from ..facts import ServiceFacts

register = template.Library()

#: What an imported description may be made of; its headings would break the order of the page's own.
DESCRIPTION_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "b", "em", "i", "blockquote", "table", "tr", "td", "th"}

register.filter("price_sentence", price_sentence)
register.filter("ages_sentence", cards.ages_sentence)
register.filter("places_left", cards.places_left_sentence)


@register.filter
def host(url: str) -> str:
    """Show an address on the web by its host."""
    return urlsplit(url).netloc.removeprefix("www.") or url


@register.inclusion_tag("components/service_card.html")
def service_card(service: "ServiceFacts", place: Place | None = None) -> dict[str, Any]:
    """Show a service that carries the facts of `selectors.with_card_facts`; `place` is where the family looks from."""
    return {
        "title": service.name,
        "url": service.get_absolute_url(),
        "provider": service.provider.name,
        "summary": service.summary,
        "price": cards.lowest_price_sentence(service),
        "distance": cards.where_sentence(service, place),
        "next_session": cards.next_session_sentence(service),
        "ages": cards.ages_sentence(service),
        "needs": service.need_names,
        "checked": cards.checked_sentence(service),
        "tags": [cards.vetting_tag(service)],
    }


@register.filter
def description_html(text: str, source: str) -> SafeString:
    """Show a description: plain paragraphs, or, where it comes from another directory, its HTML.

    Imported HTML was cleaned on the way in; it is cleaned here as well, because this is where it would do harm.
    """
    if source and "<" in text:
        return mark_safe(nh3.clean(text, tags=DESCRIPTION_TAGS, attributes={"a": {"href"}}))  # noqa: S308
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308
