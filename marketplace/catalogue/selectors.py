"""Reading the catalogue. What the public may see, and what can be booked, is said here and nowhere else."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.providers.models import CheckType, Provider, VettingCheck

from .enums import ListingState, SessionState
from .models import CategoryCheck, Service, Session, UnitCost


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


def checks_needed_by(provider: Provider, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that at least one of the provider's listings, drafts too, needs on the day."""
    policy = CategoryCheck.objects.filter(
        Q(category__isnull=True)
        | Q(category__services__provider=provider)
        | Q(category__children__services__provider=provider)
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


def unit_cost_periods(service: Service) -> list[tuple[str, list[UnitCost]]]:
    """Return the service's unit costs that hold today, that will hold later and that held before, each with a name."""
    today = clock.today()
    costs = list(UnitCost.objects.filter(service=service).order_by("unit", "grade", "day_type", "-valid_from"))
    past = [cost for cost in costs if cost.valid_to and cost.valid_to < today]
    coming = [cost for cost in costs if cost.valid_from > today]
    current = [cost for cost in costs if cost not in past and cost not in coming]
    return [("Now", current), ("Coming", coming), ("Past", past)]


def unit_costs_that_can_end(service: Service) -> QuerySet[UnitCost]:
    """Return the service's unit costs that hold today or will later; a past price is not changed."""
    return UnitCost.objects.filter(service=service).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))


def coming_sessions(service: Service) -> QuerySet[Session]:
    """Return the service's scheduled sessions that have not begun, soonest first."""
    return Session.objects.filter(service=service, state=SessionState.SCHEDULED, starts_at__gt=clock.now())


def listings_of(provider: Provider) -> QuerySet[Service]:
    """Return the provider's listings, the one changed last first."""
    return Service.objects.filter(provider=provider).order_by("-updated_at")


def listing_counts(provider: Provider) -> list[tuple[str, int]]:
    """Return how many listings of the provider are in each state, in the words that people read."""
    rows = Service.objects.filter(provider=provider).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(str(state.label), counts[state]) for state in ListingState if state in counts]


def listings_waiting() -> QuerySet[Service]:
    """Return the listings that wait for the council, the one sent first first: nothing changes it while it waits."""
    return own_listings().filter(state=ListingState.SUBMITTED).order_by("updated_at")


def own_listings() -> QuerySet[Service]:
    """Return the listings that providers here write: not those taken over from another directory."""
    return Service.objects.filter(source="").select_related("provider")


def listings_in(state: ListingState, text: str = "") -> QuerySet[Service]:
    """Return providers' own listings in a state, by name; `text` is part of the name of a listing or its provider."""
    services = own_listings().filter(state=state).order_by("name")
    return services.filter(Q(name__icontains=text) | Q(provider__name__icontains=text)) if text else services


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
