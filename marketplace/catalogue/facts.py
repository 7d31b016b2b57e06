"""What selectors add to the listings they return for a card or a page; for type checkers and readers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .models import Service, UnitCost

if TYPE_CHECKING:

    class ServiceFacts(Service):
        """A listing with everything that its card shows (`selectors.with_card_facts`).

        `miles` and `comes_to_you` are there where a family looks from a place.
        """

        lowest_pence: int | None
        lowest_unit: str | None
        next_starts_at: datetime | None
        next_places_left: int | None
        is_vetted: bool
        has_lapsed_check: bool
        need_names: list[str]
        miles: float | None
        comes_to_you: bool

        class Meta:
            abstract = True

    class ListingFacts(Service):
        """A listing with everything that its page shows (`selectors.public_listing`)."""

        is_bookable: bool
        need_names: list[str]
        access_names: list[str]
        outcome_names: list[str]
        outward_codes: list[str]
        needed_checks: list[dict[str, Any]]
        current_costs: list[UnitCost]

        class Meta:
            abstract = True
