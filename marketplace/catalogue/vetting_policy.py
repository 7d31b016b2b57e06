"""Which checks each category needs, and which listings a change would touch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.core import clock
from marketplace.providers.models import CheckType, VettingCheck, VettingOverride

from .models import Category, CategoryCheck, Service
from .selectors import public_services


@dataclass(frozen=True)
class CategoryPolicy:
    """What a category, or every service where there is none, needs itself and by what is above it; now or to come."""

    category: Category | None
    own: list[CategoryCheck]
    inherited: list[CategoryCheck]


def policy_by_category() -> list[CategoryPolicy]:
    """Return what is needed, by every service first, then group by group with the kinds of each."""
    rows: dict[object, list[CategoryCheck]] = {}
    for row in _current_and_coming():
        rows.setdefault(row.category_id, []).append(row)
    general = rows.get(None, [])
    found = [CategoryPolicy(None, general, [])]
    categories = list(Category.objects.all())
    for group in (category for category in categories if category.parent_id is None):
        own = rows.get(group.pk, [])
        found.append(CategoryPolicy(group, own, general))
        kinds = (category for category in categories if category.parent_id == group.pk)
        found += [CategoryPolicy(kind, rows.get(kind.pk, []), [*general, *own]) for kind in kinds]
    return found


def listings_without(*, category: Category | None, check_type: CheckType, day: date) -> QuerySet[Service]:
    """Return the live listings of the category (of all, where there is none) whose provider lacks the check on the day.

    One that an officer lets the provider do without on that day is not lacking.
    """
    of_provider = {"check_type": check_type, "provider": OuterRef("provider")}
    held = VettingCheck.objects.approved().filter(**of_provider).valid_on(day)
    let_off = VettingOverride.objects.standing().filter(**of_provider).valid_on(day)
    listings = public_services().filter(~Exists(held), ~Exists(let_off), source="", is_free=False)
    if category:
        named = Service.categories.through.objects.filter(
            Q(category=category.pk) | Q(category__parent=category.pk), service=OuterRef("pk")
        )
        listings = listings.filter(Exists(named))
    return listings.select_related("provider").order_by("provider__name", "name")


def _current_and_coming() -> Iterable[CategoryCheck]:
    rows = CategoryCheck.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))
    return rows.select_related("check_type", "category").order_by("check_type__name", "valid_from")
