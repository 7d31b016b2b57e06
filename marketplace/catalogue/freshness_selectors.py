"""Which listings nobody has checked for long, by the council's policy of the day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from marketplace.core import clock
from marketplace.core.dates import MonthsLater, is_valid_on
from marketplace.core.models import AuditEvent
from marketplace.providers.models import Provider

from .enums import ListingState
from .models import FreshnessRequest, ListingPolicy, Service
from .reference import POLICY_FROM
from .selectors import public_services


def listing_policy_on(day: date) -> ListingPolicy:
    """Return the council's rules of the day; where it has recorded none, those it starts with, which are not saved."""
    return ListingPolicy.objects.valid_on(day).first() or ListingPolicy(valid_from=POLICY_FROM)


def last_looked_at(service: Service) -> date:
    """Return the day on which the listing was last checked, or that of its entry where it never was."""
    return service.last_checked_on or clock.local_day(service.created_at)


def listings_to_ask_about(day: date) -> QuerySet[Service]:
    """Return the live listings of providers here that were not checked for the months of the policy, nor asked about.

    A provider is asked once about a listing from one check to the next.
    """
    asked = FreshnessRequest.objects.filter(service=OuterRef("pk"), unchecked_since=OuterRef("looked_at"))
    return _unchecked(listing_policy_on(day).ask_after_months, day).filter(~Exists(asked), source="")


def providers_to_ask(day: date) -> QuerySet[Provider]:
    """Return the providers that have listings to ask about, by name."""
    return Provider.objects.filter(pk__in=listings_to_ask_about(day).values("provider")).order_by("name", "pk")


def listings_to_look_at(day: date, *, imported: bool = False) -> QuerySet[Service]:
    """Return the listings that an officer should look at, the one unchecked longest first.

    `imported`: in their place, the entries of other directories, which nobody here runs.
    """
    stale = _unchecked(listing_policy_on(day).queue_after_months, day).select_related("provider")
    return stale.exclude(source="") if imported else stale.filter(source="")


def entries_suspended() -> QuerySet[Service]:
    """Return the entries of other directories that officers took out of view, by name."""
    return Service.objects.filter(state=ListingState.SUSPENDED).exclude(source="").select_related("provider")


def _unchecked(months: int, day: date) -> QuerySet[Service]:
    looked_at = Coalesce(F("last_checked_on"), TruncDate("created_at"), output_field=DateField())
    due = ExpressionWrapper(MonthsLater(F("looked_at"), Value(months)), output_field=DateField())
    services = public_services().annotate(looked_at=looked_at).annotate(check_due=due)
    return services.filter(check_due__lte=day).order_by("looked_at", "name")


@dataclass(frozen=True)
class ListingPolicyInTime:
    """Rules, where they stand today (planned, now, past), and why they were made."""

    policy: ListingPolicy
    stands: str
    reason: str


def listing_policies_in_time() -> list[ListingPolicyInTime]:
    """Return every row of the council's rules for listings, the latest first."""
    rows = list(ListingPolicy.objects.order_by("-valid_from"))
    made = AuditEvent.objects.filter(object_id__in=[row.pk for row in rows], action="listing_policy.make")
    reasons = dict(made.values_list("object_id", "reason"))
    return [ListingPolicyInTime(row, _stands(row, clock.today()), reasons.get(row.pk, "")) for row in rows]


def _stands(policy: ListingPolicy, today: date) -> str:
    if policy.valid_from > today:
        return "planned"
    return "now" if is_valid_on(policy, today) else "past"
