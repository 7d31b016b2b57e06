"""Whether one service can be booked, asked for many days: the rule of `selectors.bookable_services`, read once.

`tests/catalogue/test_bookability.py` holds the two to the same answer.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from marketplace.core import clock
from marketplace.providers.models import CheckType, VettingCheck, VettingOverride

from .models import CategoryCheck, Service, UnitCost
from .selectors import costs_applying, services_sold_here


class Bookability:
    """A service's prices, the checks it needs, and those its provider holds or is let off."""

    def __init__(self, service: Service) -> None:
        self.is_sold_here = services_sold_here().filter(pk=service.pk).exists()
        self._costs = list(UnitCost.objects.filter(service=service))
        of_service = Q(category__services=service) | Q(category__children__services=service)
        self._policy = list(
            CategoryCheck.objects.filter(Q(category__isnull=True) | of_service).select_related("check_type").distinct()
        )
        approved = VettingCheck.objects.approved().filter(provider=service.provider_id)
        self._approved = list(approved.select_related("check_type"))
        overrides = VettingOverride.objects.standing().filter(provider=service.provider_id)
        self._overrides = list(overrides.select_related("check_type"))

    def on(self, day: date) -> bool:
        """Say whether the service can be booked for the day: sold here, priced and vetted then."""
        return self.is_sold_here and bool(self._costs_on(day)) and not self.checks_missing(day)

    def costs_at(self, starts_at: datetime) -> list[UnitCost]:
        """Return the unit costs that apply at the moment, lowest first."""
        return costs_applying(self._costs_on(clock.local_day(starts_at)), starts_at)

    def checks_held(self, day: date) -> list[VettingCheck]:
        """Return the approved checks of the provider that hold on the day."""
        return _holding(self._approved, day)

    def overrides(self, day: date) -> list[VettingOverride]:
        """Return the exceptions that officers made for the provider and that hold on the day."""
        return _holding(self._overrides, day)

    def checks_missing(self, day: date) -> list[CheckType]:
        """Return the kinds of check that the service needs on the day and its provider has not, by name.

        One that an officer lets the provider do without is not missing.
        """
        held = {check.check_type_id for check in self.checks_held(day)}
        held |= {override.check_type_id for override in self.overrides(day)}
        needed = {policy.check_type.pk: policy.check_type for policy in _holding(self._policy, day)}
        return sorted((needed[pk] for pk in needed.keys() - held), key=lambda check_type: check_type.name)

    def _costs_on(self, day: date) -> list[UnitCost]:
        return _holding(self._costs, day)


def _holding(rows: Iterable, day: date) -> list:
    return [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]
