"""Reading the catalogue. What the public may see, and what can be booked, is said here and nowhere else."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.providers.models import CheckType, VettingCheck

from .enums import DayType, ListingState, SessionState
from .models import CategoryCheck, Service, Session, UnitCost

#: Hours of the day, in local time, at which a night price begins and ends.
NIGHT_BEGINS = 22
NIGHT_ENDS = 6


def public_services() -> QuerySet[Service]:
    """Return the listings that anyone may see: live, of a provider that the council has not refused."""
    return Service.objects.filter(state=ListingState.LIVE, provider__refused_on__isnull=True)


def bookable_services(day: date) -> QuerySet[Service]:
    """Return the services that can be booked for the day: public, run by a provider here, vetted and priced then."""
    return public_services().filter(is_priced_on(day), is_vetted_on(day), source="")


def is_priced_on(day: date) -> Exists:
    """Return the condition that a service has a unit cost on the day."""
    return Exists(UnitCost.objects.filter(service=OuterRef("pk")).valid_on(day))


def is_vetted_on(day: date) -> Q:
    """Return the condition that every check that the service needs holds on the day."""
    held = VettingCheck.objects.approved().filter(
        check_type=OuterRef("check_type"), provider=OuterRef(OuterRef("provider"))
    )
    needed = CategoryCheck.objects.filter(
        Q(category__isnull=True) | Q(category__services=OuterRef("pk")) | Q(category__children__services=OuterRef("pk"))
    ).valid_on(day)
    return ~Q(Exists(needed.filter(~Exists(held.valid_on(day)))))


def checks_needed(service: Service, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that the service needs in order to be booked for the day."""
    policy = CategoryCheck.objects.filter(
        Q(category__isnull=True) | Q(category__services=service) | Q(category__children__services=service)
    ).valid_on(day)
    return CheckType.objects.filter(pk__in=policy.values("check_type"))


def checks_held(service: Service, day: date) -> QuerySet[VettingCheck]:
    """Return the approved checks of the service's provider that hold on the day."""
    return (
        VettingCheck.objects.approved().filter(provider=service.provider_id).valid_on(day).select_related("check_type")
    )


def checks_missing(service: Service, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that the service needs on the day and its provider has not."""
    return checks_needed(service, day).exclude(pk__in=checks_held(service, day).values("check_type"))


def unit_costs_on(service: Service, day: date) -> QuerySet[UnitCost]:
    """Return the service's unit costs that hold on the day, lowest first."""
    return UnitCost.objects.filter(service=service).valid_on(day)


def costs_at(service: Service, starts_at: datetime) -> list[UnitCost]:
    """Return the unit costs that apply at the moment, lowest first: for each unit and grade the most particular one."""
    day_types = _day_types_at(starts_at)
    particular: dict[tuple[str, str], UnitCost] = {}
    for cost in unit_costs_on(service, clock.local_day(starts_at)):
        if cost.day_type not in day_types:
            continue
        key = (cost.unit, cost.grade)
        rival = particular.get(key)
        if rival is None or day_types.index(DayType(cost.day_type)) < day_types.index(DayType(rival.day_type)):
            particular[key] = cost
    return sorted(particular.values(), key=lambda cost: cost.amount_pence)


def _day_types_at(moment: datetime) -> list[DayType]:
    """Return the kinds of day and hour that the moment is, the most particular first."""
    local = timezone.localtime(moment)
    types = []
    if local.hour >= NIGHT_BEGINS or local.hour < NIGHT_ENDS:
        types.append(DayType.NIGHT)
    if local.date() in clock.bank_holidays():
        types.append(DayType.BANK_HOLIDAY)
    types.append(DayType.WEEKEND if local.weekday() >= 5 else DayType.WEEKDAY)
    return [*types, DayType.ANY]


def coming_sessions(service: Service) -> QuerySet[Session]:
    """Return the service's scheduled sessions that have not begun, soonest first."""
    return Session.objects.filter(service=service, state=SessionState.SCHEDULED, starts_at__gt=clock.now())


def public_listing(slug: str) -> Service | None:
    """Return a public listing with everything its page shows, or None."""
    today = clock.today()
    return (
        public_services()
        .select_related("provider")
        .prefetch_related(
            "categories__parent",
            "needs",
            "access_features",
            "outcomes",
            "areas",
            Prefetch("unit_costs", UnitCost.objects.filter(holds_on(today)), to_attr="current_costs"),
        )
        .filter(slug=slug)
        .first()
    )
