"""Reading the catalogue for those who write listings and those who decide on them."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from marketplace.core import clock
from marketplace.providers.models import CheckType, Provider

from .enums import ListingState
from .models import CategoryCheck, Service, UnitCost


def listings_of(provider: Provider) -> QuerySet[Service]:
    """Return the provider's listings, the one changed last first."""
    return Service.objects.filter(provider=provider).order_by("-updated_at")


def listing_counts(provider: Provider) -> list[dict[str, object]]:
    """Return how many listings of the provider are in each state, as rows of a summary list."""
    rows = Service.objects.filter(provider=provider).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [{"key": state.label, "value": counts[state]} for state in ListingState if state in counts]


def own_listings() -> QuerySet[Service]:
    """Return the listings that providers here write: not those taken over from another directory."""
    return Service.objects.filter(source="").select_related("provider")


def listings_waiting() -> QuerySet[Service]:
    """Return the listings that wait for the council, the one sent first first: nothing changes it while it waits."""
    return own_listings().filter(state=ListingState.SUBMITTED).order_by("updated_at")


def listings_in(state: ListingState, text: str = "") -> QuerySet[Service]:
    """Return providers' own listings in a state, by name; `text` is part of the name of a listing or its provider."""
    services = own_listings().filter(state=state).order_by("name")
    return services.filter(Q(name__icontains=text) | Q(provider__name__icontains=text)) if text else services


def checks_needed_by(provider: Provider, day: date) -> QuerySet[CheckType]:
    """Return the kinds of check that at least one of the provider's listings, drafts too, needs on the day."""
    policy = CategoryCheck.objects.filter(
        Q(category__isnull=True)
        | Q(category__services__provider=provider)
        | Q(category__children__services__provider=provider)
    ).valid_on(day)
    return CheckType.objects.filter(pk__in=policy.values("check_type"))


def unit_cost_periods(service: Service) -> list[tuple[str, list[UnitCost], bool]]:
    """Return the service's unit costs now, coming and past: a name, the costs, and whether they can still be ended."""
    today = clock.today()
    costs = list(UnitCost.objects.filter(service=service).order_by("unit", "grade", "day_type", "-valid_from"))
    past = [cost for cost in costs if cost.valid_to and cost.valid_to < today]
    coming = [cost for cost in costs if cost.valid_from > today]
    current = [cost for cost in costs if cost not in past and cost not in coming]
    return [("Now", current, True), ("Coming", coming, True), ("Past", past, False)]
