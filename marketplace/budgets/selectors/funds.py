"""Reading funds that somebody holds for a family: what a provider sees of them, and the statements."""

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.core import clock
from marketplace.providers.models import Provider

from ..enums import HOLDER_ROUTES
from ..models import HolderStatement, ManagementRoute, Pot


def holds_funds(provider: Provider) -> bool:
    """Say whether the provider holds or has held a fund."""
    return ManagementRoute.objects.filter(holder=provider, valid_from__lte=clock.today()).exists()


def funds_of(provider: Provider) -> QuerySet[ManagementRoute]:
    """Return the funds that the provider holds or has held, with what it said it spent (`stated_pence`)."""
    return (
        ManagementRoute.objects.filter(holder=provider, valid_from__lte=clock.today())
        .select_related("pot__child", "holder")
        .annotate(stated_pence=Coalesce(Sum("statements__spent_pence"), 0))
        .order_by("-valid_from")
    )


def held_routes_of(pot: Pot) -> QuerySet[ManagementRoute]:
    """Return the routes by which somebody holds or has held the pot, the latest first."""
    return pot.routes.filter(route__in=HOLDER_ROUTES, valid_from__lte=clock.today()).select_related("holder")


def statements_of(pot: Pot) -> QuerySet[HolderStatement]:
    """Return the statements of those who hold or have held the pot, the latest first."""
    return HolderStatement.objects.filter(route__pot=pot).select_related("route__holder").order_by("-first_day")
