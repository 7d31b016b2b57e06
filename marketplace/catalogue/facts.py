"""What selectors add to the listings they return for a card or a page; for type checkers and readers."""

from typing import TYPE_CHECKING, Any, TypedDict

from .models import Service, UnitCost


class LowestCost(TypedDict):
    """The lowest unit cost of today."""

    pence: int
    unit: str


class NextSession(TypedDict):
    """The next session; the moment is written as in ISO 8601."""

    starts_at: str
    places_left: int


if TYPE_CHECKING:

    class ServiceFacts(Service):
        """A listing with everything that its card shows (`selectors.with_card_facts`).

        `miles` and `comes_to_you` are there where a family looks from a place.
        """

        lowest_cost: LowestCost | None
        next_session: NextSession | None
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
