"""Reading unmet requests: a family's own, the officers' queue and the providers' board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Sum

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import User
from marketplace.accounts.selectors import families_for
from marketplace.catalogue.enums import SessionState
from marketplace.catalogue.models import Category, Service, Session
from marketplace.catalogue.prices import format_unit_price
from marketplace.catalogue.selectors import public_services
from marketplace.core import clock

from .enums import RequestState
from .models import UnmetRequest

#: Over how many days the officers' list of price requests looks back.
PRICE_REQUESTS_FOR_DAYS = 90


def requests_for(user: User | AnonymousUser, scope: str = SupportScope.SEE) -> QuerySet[UnmetRequest]:
    """Return the requests of the families for which the person may do `scope`, newest first."""
    return UnmetRequest.objects.filter(family__in=families_for(user, scope)).select_related(
        "family", "child", "category", "session__service"
    )


def requests_in_state(state: str) -> QuerySet[UnmetRequest]:
    """Return the requests in a state for the officers, oldest first."""
    return (
        UnmetRequest.objects.filter(state=state)
        .select_related("category", "session__service")
        .prefetch_related("needs")
        .order_by("recorded_on", "created_at")
    )


def session_asked_for(text: str) -> Session | None:
    """Return the coming session of a public service that an address names, or None for anything else."""
    try:
        session_id = UUID(text)
    except ValueError:
        return None
    coming = Session.objects.filter(pk=session_id, state=SessionState.SCHEDULED, starts_at__gt=clock.now())
    return coming.filter(service__in=public_services()).select_related("service").first()


@dataclass(frozen=True)
class BoardEntry:
    """What providers may know of a request: no family, no child, no words that an officer has not looked at."""

    category: str
    needs: tuple[str, ...]
    age: int | None
    area: str
    when: str
    how_often: str
    highest_price: str
    text: str
    published_on: date | None


def published_requests(*, category: Category | None = None, outward: str = "") -> QuerySet[UnmetRequest]:
    """Return the requests on the providers' board, newest first; those of a group with those of its kinds."""
    found = UnmetRequest.objects.filter(state=RequestState.PUBLISHED).select_related("category")
    if category:
        found = found.filter(Q(category=category) | Q(category__parent=category))
    if outward:
        found = found.filter(outward=outward)
    return found.prefetch_related("needs").order_by("-published_on", "-created_at")


def board_entries(requests: list[UnmetRequest]) -> Iterator[BoardEntry]:
    """Reduce published requests to what providers may know."""
    for request in requests:
        yield BoardEntry(
            category=request.category.name,
            needs=tuple(need.name for need in request.needs.all()),
            age=request.age,
            area=request.outward,
            when=request.published_when,
            how_often=request.get_how_often_display(),
            highest_price=highest_price(request),
            text=request.published_text,
            published_on=request.published_on,
        )


def board_areas() -> list[str]:
    """Return the areas of the requests on the board."""
    return sorted(set(published_requests().order_by().values_list("outward", flat=True)))


def highest_price(request: UnmetRequest) -> str:
    """Return the most the family would pay, with its unit; nothing where it did not say."""
    if request.highest_price_pence is None:
        return ""
    return format_unit_price(request.highest_price_pence, request.unit)


def services_asked_for_prices() -> QuerySet[Service]:
    """Return the services whose prices were asked for lately, with `times_asked`, most asked first."""
    since = clock.today() - timedelta(days=PRICE_REQUESTS_FOR_DAYS)
    return (
        Service.objects.filter(price_requests__day__gte=since)
        .annotate(times_asked=Sum("price_requests__times"))
        .select_related("provider")
        .order_by("-times_asked", "name")
    )
