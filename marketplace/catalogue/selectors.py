"""Reading the catalogue. What the public may see, and what can be booked, is said here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone

from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.providers.models import CheckType, Provider, VettingCheck, VettingOverride

from .enums import DayType, ListingState, SessionState
from .models import AccessFeature, Category, CategoryCheck, Need, Outcome, Service, ServiceArea, Session, UnitCost

if TYPE_CHECKING:
    from .facts import ListingFacts

Named = TypeVar("Named")

#: Hours of the day, in local time, at which a night price begins and ends.
NIGHT_BEGINS = 22
NIGHT_ENDS = 6


def public_services() -> QuerySet[Service]:
    """Return the listings that anyone may see: live, of a provider that the council has not refused."""
    return Service.objects.filter(state=ListingState.LIVE, provider__refused_on__isnull=True)


def services_sold_here() -> QuerySet[Service]:
    """Return the public services that cost something and are run by a provider here: no others are ever booked."""
    return public_services().filter(source="", is_free=False)


def bookable_services(day: date | OuterRef) -> QuerySet[Service]:
    """Return the services that can be booked for the day: sold here, vetted and priced then.

    Used as a subquery, the day may be an OuterRef to the query around it, here as in the two conditions below.
    """
    return services_sold_here().filter(is_priced_on(day), is_vetted_on(day))


def is_priced_on(day: date | OuterRef) -> Exists:
    """Return the condition that a service has a unit cost on the day."""
    return Exists(UnitCost.objects.filter(service=OuterRef("pk")).valid_on(_from_within(day)))


def is_vetted_on(day: date | OuterRef) -> Q:
    """Return the condition that each check that the service needs holds on the day, or an exception from it does."""
    of_provider = {"check_type": OuterRef("check_type"), "provider": OuterRef(OuterRef("provider"))}
    held = VettingCheck.objects.approved().filter(**of_provider)
    let_off = VettingOverride.objects.standing().filter(**of_provider)
    needed = CategoryCheck.objects.filter(_policy_of(OuterRef("pk"))).valid_on(_from_within(day))
    that_day = _from_within(_from_within(day))
    return ~Q(Exists(needed.filter(~Exists(held.valid_on(that_day)), ~Exists(let_off.valid_on(that_day)))))


def _from_within(value: Named) -> Named | OuterRef:
    """Return a day or a service as a subquery one level further in must name it."""
    return OuterRef(value) if isinstance(value, OuterRef) else value


def checks_needed(service: Service, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that the service needs in order to be booked for the day."""
    policy = CategoryCheck.objects.filter(_policy_of(service)).valid_on(day)
    return CheckType.objects.filter(pk__in=policy.values("check_type"))


def checks_held(service: Service, day: date) -> QuerySet[VettingCheck]:
    """Return the approved checks of the service's provider that hold on the day."""
    return checks_held_by(service.provider, day)


def checks_held_by(provider: Provider, day: date) -> QuerySet[VettingCheck]:
    """Return the approved checks of the provider that hold on the day."""
    return VettingCheck.objects.approved().filter(provider=provider).valid_on(day).select_related("check_type")


def checks_missing(service: Service, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that the service needs on the day, and its provider neither has nor is let off."""
    let_off = VettingOverride.objects.standing().filter(provider=service.provider).valid_on(day)
    needed = checks_needed(service, day).exclude(pk__in=let_off.values("check_type"))
    return needed.exclude(pk__in=checks_held(service, day).values("check_type"))


def unit_costs_on(service: Service, day: date) -> QuerySet[UnitCost]:
    """Return the service's unit costs that hold on the day, lowest first."""
    return UnitCost.objects.filter(service=service).valid_on(day)


def unit_costs_from(service: Service, day: date) -> QuerySet[UnitCost]:
    """Return the service's unit costs that hold on the day or later, lowest first."""
    return UnitCost.objects.filter(service=service).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def costs_at(service: Service, starts_at: datetime) -> list[UnitCost]:
    """Return the unit costs that apply at the moment, lowest first: for each unit and grade the most particular one."""
    return costs_applying(unit_costs_on(service, clock.local_day(starts_at)), starts_at)


def costs_applying(costs: Iterable[UnitCost], starts_at: datetime) -> list[UnitCost]:
    """Return which of a service's unit costs, all of them of that day, apply at the moment; as `costs_at`."""
    day_types = _day_types_at(starts_at)
    particular: dict[tuple[str, str], UnitCost] = {}
    for cost in costs:
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


def coming_sessions_to_book(service: Service) -> QuerySet[Session]:
    """Return the coming sessions, each saying in `is_bookable` whether the service can be booked on its day."""
    bookable = bookable_services(OuterRef("day")).filter(pk=OuterRef("service"))
    return coming_sessions(service).annotate(day=TruncDate("starts_at")).annotate(is_bookable=Exists(bookable))


@dataclass(frozen=True)
class NeededCheck:
    """A kind of check that a service needs, and until when its provider's latest approved one holds (or held)."""

    name: str
    held_until: date | None


def checks_shown(service: "ListingFacts") -> list[NeededCheck]:
    """Return the kinds of check that the service needs today, with how its provider stands."""
    return [
        NeededCheck(check["name"], date.fromisoformat(check["held_until"]) if check["held_until"] else None)
        for check in service.needed_checks
    ]


def _needed_checks(day: date) -> ArraySubquery:
    """Return the kinds of check that a service needs on the day, as JSON with the fields of NeededCheck."""
    approved = VettingCheck.objects.approved().filter(
        check_type=OuterRef("pk"), provider=OuterRef(OuterRef("provider")), valid_from__lte=day
    )
    last_day = approved.order_by("-valid_to").values("valid_to")[:1]
    policy = CategoryCheck.objects.filter(_policy_of(OuterRef(OuterRef("pk")))).valid_on(day)
    needed = CheckType.objects.filter(Exists(policy.filter(check_type=OuterRef("pk"))))
    return ArraySubquery(needed.values(json=JSONObject(name="name", held_until=Subquery(last_day))))


def _policy_of(service: Service | OuterRef) -> Q:
    """Return the condition that a check is needed by the service: by every one, by a category of its, or by a group."""
    links = Service.categories.through.objects.filter(service=_from_within(service))
    # Joined to the policy, categories and groups would multiply; asked for one by one, they are looked up.
    named = links.filter(Q(category=OuterRef("category")) | Q(category__parent=OuterRef("category")))
    return Q(category__isnull=True) | Q(Exists(named))


def public_provider(slug: str) -> Provider | None:
    """Return a provider with at least one public service, or None."""
    return Provider.objects.filter(Exists(public_services().filter(provider=OuterRef("pk"))), slug=slug).first()


def lowest_price(wanted: F | JSONObject) -> Subquery:
    """Return what is wanted of the lowest unit cost that holds today."""
    costs = UnitCost.objects.filter(service=OuterRef("pk")).valid_on(clock.today())
    return Subquery(costs.order_by("amount_pence", "unit").values(wanted=wanted)[:1])


def with_card_facts(services: QuerySet[Service]) -> QuerySet[Service]:
    """Add what a card shows: lowest price, next session (one with a free place, if any), needs and vetting."""
    today = clock.today()
    lapsed = VettingCheck.objects.approved().filter(provider=OuterRef("provider"), valid_to__lt=today)
    sessions = Session.objects.filter(
        service=OuterRef("pk"), state=SessionState.SCHEDULED, starts_at__gt=clock.now()
    ).annotate(left=F("capacity") - F("places_taken"), is_full=Q(places_taken__gte=F("capacity")))
    next_session = sessions.order_by("is_full", "starts_at")[:1]
    return (
        services.select_related("provider")
        .defer("description", "search_vector", "eligibility", "not_included", "continuity", "cancellation_cover")
        .annotate(
            lowest_cost=lowest_price(JSONObject(pence="amount_pence", unit="unit")),
            next_session=Subquery(next_session.values(json=JSONObject(starts_at="starts_at", places_left="left"))),
            need_names=_names(Need),
            is_vetted=ExpressionWrapper(is_vetted_on(today), BooleanField()),
            has_lapsed_check=Exists(lapsed),
        )
    )


def public_listing(slug: str) -> Service | None:
    """Return a public listing with everything its page shows, in few statements; or None."""
    today = clock.today()
    return (
        public_services()
        .select_related("provider")
        .defer("search_vector")
        .prefetch_related(
            Prefetch("categories", Category.objects.select_related("parent")),
            Prefetch("unit_costs", UnitCost.objects.filter(holds_on(today)), to_attr="current_costs"),
        )
        .annotate(
            need_names=_names(Need),
            access_names=_names(AccessFeature),
            outcome_names=_names(Outcome),
            outward_codes=ArraySubquery(ServiceArea.objects.filter(service=OuterRef("pk")).values("outward")),
            needed_checks=_needed_checks(today),
            is_bookable=Exists(bookable_services(today).filter(pk=OuterRef("pk"))),
        )
        .filter(slug=slug)
        .first()
    )


def _names(term: type[Need] | type[AccessFeature] | type[Outcome]) -> ArraySubquery:
    return ArraySubquery(term.objects.filter(services=OuterRef("pk")).values("name"))
