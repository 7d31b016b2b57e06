"""What each criterion means in SQL: conditions on `Service`, each usable by itself or with others."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from marketplace.budgets.models import StreamRules
from marketplace.catalogue.enums import Setting
from marketplace.catalogue.models import Service, ServiceArea, UnitCost
from marketplace.catalogue.models.service import OLDEST_AGE
from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.core.selectors import Place

from .geography import in_box

_categories = Service.categories.through.objects.filter(service=OuterRef("pk"))
_needs = Service.needs.through.objects.filter(service=OuterRef("pk"))
_access = Service.access_features.through.objects.filter(service=OuterRef("pk"))
_areas = ServiceArea.objects.filter(service=OuterRef("pk"))


def of_category(codes: Sequence[str]) -> Q:
    """Is of any of the categories; a group includes its kinds."""
    wanted = Q(category__code__in=codes) | Q(category__parent__code__in=codes)
    return Q(Exists(_categories.filter(wanted)))


def names_need(codes: Sequence[str]) -> Q:
    """Says of itself that it meets any of the needs."""
    return Q(Exists(_needs.filter(need__code__in=codes)))


def meets_need(codes: Sequence[str]) -> Q:
    """Meets any of the needs, or states none, which counts as any need.

    The best match puts a service that names the need before one that states none.
    """
    return names_need(codes) | ~Q(Exists(_needs))


def has_access(codes: Sequence[str]) -> Q:
    """Has every one of the access features: a family that needs a hoist and parking needs both."""
    condition = Q()
    for code in codes:
        condition &= Q(Exists(_access.filter(accessfeature__code=code)))
    return condition


def takes_age(age: int) -> Q:
    """Is for someone of this age in whole years; an age that is not given sets no bound."""
    return (Q(age_min__isnull=True) | Q(age_min__lte=age)) & (Q(age_max__isnull=True) | Q(age_max__gte=age))


def on_day(days: Sequence[int]) -> Q:
    """Can be had on any of the days of the week."""
    return Q(days__overlap=list(days))


def costs_at_most(pence: int) -> Q:
    """Is free, or has a unit cost today of at most this, whatever the unit; what publishes no price has neither."""
    costs = UnitCost.objects.filter(service=OuterRef("pk"), amount_pence__lte=pence)
    return Q(is_free=True) | Q(Exists(costs.valid_on(clock.today())))


def payable_by(stream: str) -> Q:
    """Has a category (itself or by its group) that the stream pays for today, and ages that overlap the stream's."""
    paying = StreamRules.objects.filter(
        holds_on(clock.today(), "stream__"),
        stream__code=stream,
        age_max__gte=Coalesce(OuterRef(OuterRef("age_min")), 0),
        age_min__lte=Coalesce(OuterRef(OuterRef("age_max")), OLDEST_AGE),
    ).valid_on(clock.today())
    paid_for = paying.filter(Q(categories=OuterRef("category")) | Q(categories=OuterRef("category__parent")))
    return Q(Exists(_categories.filter(Exists(paid_for))))


def covers(place: Place) -> Q:
    """Is offered at home or out and about in the place's outward postcode."""
    return Q(Exists(_areas.filter(outward=place.outward)), setting__in=(Setting.HOME, Setting.AREA))


def reachable(place: Place, miles: int) -> Q:
    """Is at most this far away, or comes to the family, or is online. Expects the annotation `miles`.

    What comes to a family counts by the outward postcodes it covers; only where it names none does its own point count.
    """
    has_a_point = Q(setting=Setting.PLACE) | (Q(setting__in=(Setting.HOME, Setting.AREA)) & ~Q(Exists(_areas)))
    return Q(setting=Setting.ONLINE) | covers(place) | (has_a_point & in_box(place, miles) & Q(miles__lte=miles))
