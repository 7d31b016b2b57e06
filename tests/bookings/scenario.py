"""A child with a budget and a session to book, and the moves a booking makes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.models import Booking
from marketplace.bookings.services import BookingWish, hold_booking
from marketplace.budgets.models import Pot
from marketplace.catalogue.models import Service, Session
from marketplace.core import clock
from tests.conftest import Cast


def wish_for(child: Child, service: Service, session: Session | None = None, **fields: Any) -> BookingWish:
    """Return the wish for a session of the service, or for a quantity of it in a week."""
    cost = fields.pop("unit_cost", None) or service.unit_costs.get()
    if session is None:
        fields.setdefault("starts_at", clock.now() + timedelta(days=7))
    return BookingWish(child=child, service=service, unit_cost=cost, session=session, **fields)


def hold(
    cast: Cast, wish: BookingWish, *pots: Pot, funding: Mapping[UUID, int] | None = None, key: str = ""
) -> Booking:
    """Hold a booking for the family, paid from the one pot named or as `funding` says."""
    return hold_booking(
        actor=actor_for_family(cast.parent, cast.family),
        wish=wish,
        funding=funding if funding is not None else {pots[0].pk: wish.price_pence},
        idempotency_key=key or str(uuid4()),
    )
