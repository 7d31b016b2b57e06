"""Showing listings."""

from typing import Any

from django import template

from marketplace.core.selectors import Place

from .. import cards
from ..models import Service
from ..prices import price_sentence

register = template.Library()

register.filter("price_sentence", price_sentence)
register.filter("ages_sentence", cards.ages_sentence)
register.filter("session_start", cards.format_session_start)
register.filter("places_left", cards.places_left_sentence)


@register.inclusion_tag("components/service_card.html")
def service_card(service: Service, place: Place | None = None) -> dict[str, Any]:
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
        "tags": [cards.vetting_tag(service)],
    }
