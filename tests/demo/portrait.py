"""What two loaded councils are compared by: everything that was drawn or decided, none of the random ids."""

from typing import Any

from wagtail.models import Page

from marketplace.accounts.models import Child
from marketplace.bookings.models import Booking, FundingLine
from marketplace.budgets.models import Pot
from marketplace.catalogue.models import Service, Session, UnitCost
from marketplace.demand.models import SearchMiss, UnmetRequest
from marketplace.providers.models import VettingCheck

Portrait = dict[str, list[tuple[Any, ...]]]

_FIELDS = {
    VettingCheck: ("provider__slug", "check_type__code", "state", "valid_from", "valid_to"),
    Service: ("slug", "provider__slug", "state", "last_checked_on"),
    UnitCost: ("service__slug", "unit", "amount_pence", "valid_from", "valid_to"),
    Session: ("service__slug", "starts_at", "ends_at", "capacity", "places_taken", "state"),
    Child: ("family__name", "given_name", "date_of_birth"),
    Pot: ("child__given_name", "stream__code", "valid_from", "funded_pence", "held_pence", "spent_pence"),
    Booking: ("child__given_name", "service__slug", "starts_at", "price_pence", "state", "note", "made_by__email"),
    FundingLine: ("booking__child__given_name", "booking__starts_at", "pot__stream__code", "amount_pence"),
    UnmetRequest: ("family__name", "what", "outward", "age", "recorded_on", "state", "source", "published_text"),
    SearchMiss: ("terms", "category__code", "outward", "week", "times"),
    Page: ("url_path", "title", "live"),
}


def portrait() -> Portrait:
    """Return the rows of every kind in an order of their own."""
    return {kind.__name__: sorted(kind.objects.values_list(*fields), key=repr) for kind, fields in _FIELDS.items()}
