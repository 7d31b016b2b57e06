"""Reading how pots are managed: the ways of then, now and later, and what families ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from marketplace.accounts.models import Child
from marketplace.core.dates import is_valid_on

from ..enums import FAMILY_HELD_ROUTES, Route, RouteRequestState
from ..models import ManagementRoute, Pot, RouteRequest, Withholding


@dataclass(frozen=True)
class Way:
    """How a pot is managed from a day to a day, both included; without a `route` nobody has decided: the council."""

    first_day: date
    last_day: date
    route: ManagementRoute | None

    @property
    def kind(self) -> Route:
        """Return which way it is."""
        return Route(self.route.route) if self.route else Route.COUNCIL

    def is_on(self, day: date) -> bool:
        """Say whether it is the way of the day."""
        return self.first_day <= day <= self.last_day


def pots_with_routes() -> QuerySet[Pot]:
    """Return pots with their streams and rules, ways of managing, withholdings and what families asked for."""
    return Pot.objects.select_related("stream", "child__family").prefetch_related(
        "stream__rules__categories", "routes__holder", "withholdings", "route_requests"
    )


def pots_in_use(child: Child, day: date) -> QuerySet[Pot]:
    """Return the child's pots that hold the day or a later one, with what `pots_with_routes` brings."""
    return pots_with_routes().filter(child=child, valid_to__gte=day).order_by("valid_from", "stream__position")


def route_on(pot: Pot, day: date) -> ManagementRoute | None:
    """Return the route that was decided for the day, none where the council manages the pot."""
    return next((route for route in pot.routes.all() if is_valid_on(route, day)), None)


def is_family_held(pot: Pot, day: date) -> bool:
    """Say whether the family holds the pot's money on the day."""
    route = route_on(pot, day)
    return route is not None and route.route in FAMILY_HELD_ROUTES


def ways_of(pot: Pot) -> list[Way]:
    """Return how the pot is managed on every day of its period, the first days first."""
    return list(_ways(pot, sorted(pot.routes.all(), key=lambda route: route.valid_from)))


def withholding_on(pot: Pot, day: date) -> Withholding | None:
    """Return what withholds the family's payments of the pot on the day."""
    return next((row for row in pot.withholdings.all() if is_valid_on(row, day)), None)


def withholding_from(pot: Pot, day: date) -> Withholding | None:
    """Return what withholds the family's payments of the pot on the day, or is planned to."""
    return next((row for row in pot.withholdings.all() if row.valid_to is None or row.valid_to >= day), None)


def open_route_requests() -> QuerySet[RouteRequest]:
    """Return what families asked for and the council has to answer, the oldest first."""
    return RouteRequest.objects.filter(state=RouteRequestState.OPEN).select_related(
        "pot__stream", "pot__child__family", "asked_by"
    )


def direct_payment_is_possible(pot: Pot, day: date) -> bool:
    """Say whether the stream's rules of the day let the family hold the pot's money."""
    rules = pot.stream.rules_on(max(day, pot.valid_from))
    return rules is not None and rules.direct_payment_allowed


def _ways(pot: Pot, routes: list[ManagementRoute]) -> Iterator[Way]:
    next_day = pot.valid_from
    for route in routes:
        if next_day < route.valid_from:
            yield Way(next_day, route.valid_from - timedelta(days=1), None)
        last_day = min(route.valid_to or pot.valid_to, pot.valid_to)
        yield Way(route.valid_from, last_day, route)
        next_day = last_day + timedelta(days=1)
    if next_day <= pot.valid_to:
        yield Way(next_day, pot.valid_to, None)
