"""Unit costs: a price is added from a date, and never overwritten."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE, format_pounds

from ..enums import DayType, PriceReliability, Unit
from ..events import listing_changed
from ..models import Service, UnitCost


class PriceRefused(DomainError):
    """The unit cost cannot be added as asked."""

    code = "price_refused"


@transaction.atomic
def add_unit_cost(
    *,
    actor: Actor,
    service: Service,
    amount_pence: int,
    unit: Unit,
    valid_from: date,
    valid_to: date | None = None,
    grade: str = "",
    day_type: DayType = DayType.ANY,
    minimum_quantity: Decimal = Decimal(1),
    vat_percent: int = 0,
    includes: str = "",
    reliability: PriceReliability = PriceReliability.PUBLISHED,
) -> UnitCost:
    """Add a price in pence from a date; the price before it for the same unit, grade and days ends the day before.

    Bookings keep the price at which they were made. Raises PriceRefused for an amount outside £0.01 to £50,000, for a
    service that is free, where a later price for the same unit stands in the way, or where the price before it would
    end in the past.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    _check_amount(amount_pence)
    if service.is_free:
        raise PriceRefused(
            "This listing says that the service is free to families. Say first that it is not free any more, then add "
            "the price."
        )
    same = UnitCost.objects.filter(service=service, unit=unit, grade=grade, day_type=day_type)
    if same.filter(valid_from__gte=valid_from).exists():
        raise PriceRefused("A price for the same unit begins on that day or later already. Choose a later first day.")
    if valid_from < clock.today() and same.valid_on(valid_from).exists():
        raise PriceRefused("A price that has held already is not changed. Choose today or a later day.")
    same.valid_on(valid_from).update(valid_to=valid_from - timedelta(days=1))
    cost = UnitCost.objects.create(
        service=service,
        amount_pence=amount_pence,
        unit=unit,
        grade=grade,
        day_type=day_type,
        valid_from=valid_from,
        valid_to=valid_to,
        minimum_quantity=minimum_quantity,
        vat_percent=vat_percent,
        includes=includes,
        reliability=reliability,
    )
    record_event(
        actor=actor, action="price.add", subject=cost, after={"pence": amount_pence, "from": valid_from.isoformat()}
    )
    listing_changed.send(Service, service_ids=[service.pk])
    return cost


@transaction.atomic
def end_unit_cost(*, actor: Actor, cost: UnitCost, last_day: date) -> UnitCost:
    """Let a price hold until a day (today at the earliest: a past price is not changed)."""
    Service.objects.select_for_update().get(pk=cost.service_id)
    cost = UnitCost.objects.select_for_update().get(pk=cost.pk)
    if cost.valid_to and cost.valid_to < clock.today():
        raise PriceRefused("This price has ended already. Add a new one.")
    if last_day < max(clock.today(), cost.valid_from):
        raise PriceRefused("Choose a last day of today or later, and not before the price begins.")
    cost.valid_to = last_day
    cost.save(update_fields=["valid_to", "updated_at"])
    record_event(actor=actor, action="price.end", subject=cost, after={"to": last_day.isoformat()})
    listing_changed.send(Service, service_ids=[cost.service_id])
    return cost


def _check_amount(amount_pence: int) -> None:
    if not 1 <= amount_pence <= HIGHEST_UNIT_COST_PENCE:
        raise PriceRefused(f"A unit cost is from {format_pounds(1)} to {format_pounds(HIGHEST_UNIT_COST_PENCE)}.")
