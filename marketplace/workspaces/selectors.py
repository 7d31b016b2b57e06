"""Reading for the pages that bring several apps together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Prefetch, QuerySet
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import Child, Family, User
from marketplace.accounts.permissions import SignedInRequest, request_roles
from marketplace.accounts.selectors import consents_ending, families_for
from marketplace.bookings.cover import bookings_without_cover
from marketplace.bookings.enums import BookingState
from marketplace.bookings.models import Booking
from marketplace.bookings.selectors import (
    bookings_for_family,
    bookings_for_provider,
    coming,
    to_accept,
    to_answer,
    to_deliver,
)
from marketplace.budgets.selectors import Budget, budgets_of
from marketplace.budgets.selectors.work import work_queues
from marketplace.catalogue.freshness_selectors import listings_to_look_at
from marketplace.catalogue.models import Need
from marketplace.catalogue.problem_selectors import problems_for_council, problems_to_answer
from marketplace.catalogue.workspace_selectors import listings_waiting
from marketplace.core import clock
from marketplace.core.navigation import Section
from marketplace.core.times import format_time
from marketplace.demand.enums import RequestState
from marketplace.demand.selectors import requests_for, requests_in_state
from marketplace.providers.models import Provider
from marketplace.providers.selectors import checks_waiting, claims_waiting, providers_for
from marketplace.providers.services import open_matches

#: A family has this long to think about a supporter before the consent ends.
CONSENT_ENDS_SOON_DAYS = 30
#: So many bookings are shown on a family's home page.
NEXT_BOOKINGS = 3


@dataclass(frozen=True)
class Queue:
    """Work that waits for officers."""

    title: str
    url: str
    count: int
    oldest_days: int | None


@dataclass(frozen=True)
class FamilyOverview:
    """What a family has and what is going on, as far as the person may see it."""

    budgets: list[Budget]
    next_bookings: list[Booking]
    coming_count: int
    open_requests: int
    held: list[Booking]
    to_accept_count: int


@dataclass(frozen=True)
class ChildCard:
    """A child as its family's page shows it."""

    child: Child
    age: int
    needs: list[Need]


def workspaces_of(request: SignedInRequest) -> list[Section]:
    """Return the workspaces that the person has a part in."""
    found = []
    if families_for(request.user).exists():
        found.append(Section("Family", reverse("workspaces:family_home"), "Children, budgets, bookings and requests"))
    if providers_for(request.user).exists():
        found.append(Section("Provider", reverse("workspaces:provider_home"), "Listings, prices, checks and bookings"))
    if request_roles(request):
        found.append(Section("Council", reverse("workspaces:council_home"), "Queues, budgets and reports"))
    return found


def child_cards(family: Family) -> list[ChildCard]:
    """Return the family's children with their ages today and their needs, oldest first."""
    children = family.children.prefetch_related(Prefetch("needs"))
    return [ChildCard(child, child.age_on(clock.today()), list(child.needs.all())) for child in children]


def family_overview(user: User, family: Family) -> FamilyOverview:
    """Return the family's budgets of today, its next bookings and what waits for its word."""
    bookings = bookings_for_family(user).filter(child__family=family)
    booking = bookings_for_family(user, SupportScope.BOOK).filter(child__family=family)
    requests = requests_for(user).filter(family=family, state__in=[RequestState.RECORDED, RequestState.PUBLISHED])
    return FamilyOverview(
        budgets=[budget for budget in budgets_of(family.children.all(), clock.today()) if budget.pots],
        next_bookings=list(coming(bookings)[:NEXT_BOOKINGS]),
        coming_count=coming(bookings).count(),
        open_requests=requests.count(),
        held=list(booking.filter(state=BookingState.HELD, hold_expires_at__gt=clock.now())),
        to_accept_count=to_accept(booking).count(),
    )


def booking_tasks(overview: FamilyOverview) -> Iterator[dict[str, str]]:
    """Yield what waits for the word of who books for the family, the most urgent first."""
    for booking in overview.held:
        assert booking.hold_expires_at is not None, "a held booking runs out"
        yield _task(
            f"Confirm your booking of {booking.service.name}",
            reverse("bookings:check", args=[booking.pk]),
            f"The place and the money are held until {format_time(booking.hold_expires_at)}.",
        )
    if overview.to_accept_count:
        yield _task(
            f"Say whether {overview.to_accept_count} booking{'' if overview.to_accept_count == 1 else 's'} took place",
            reverse("bookings:family_bookings"),
            "The provider says so. If you say nothing for 14 days, we take it that all was well.",
        )


def family_tasks(family: Family, children: list[ChildCard]) -> Iterator[dict[str, str]]:
    """Yield what a member of the family had better do, as tasks of components/task_list.html."""
    for card in children:
        if not card.needs:
            yield _task(
                f"Note {card.child.given_name}’s needs",
                reverse("workspaces:change_child", args=[family.pk, card.child.pk]),
                "Then search can show what fits.",
            )
    for consent in consents_ending(family, within_days=CONSENT_ENDS_SOON_DAYS):
        yield _task(
            f"Decide about {consent.supporter}",
            reverse("accounts:supporters", args=[family.pk]),
            f"Your consent ends on {consent.valid_to.day} {consent.valid_to:%B %Y}.",
        )


def _task(title: str, url: str, hint: str) -> dict[str, str]:
    return {"title": title, "url": url, "hint": hint, "status": "To do", "kind": "neutral"}


def provider_queues(user: User, provider: Provider) -> list[Queue]:
    """Return what waits for the provider's people who answer bookings."""
    bookings = bookings_for_provider(user).filter(service__provider=provider)
    url = reverse("bookings:provider_bookings")
    return [
        _queue("Requests to answer", f"{url}#to-answer", to_answer(bookings), "created_at"),
        _queue("To mark as delivered", f"{url}#to-deliver", to_deliver(bookings), "starts_at"),
    ]


def listing_queues(provider: Provider) -> list[Queue]:
    """Return what waits for the provider's people who keep its listings."""
    url = reverse("provider_problems:index", args=[provider.slug])
    return [_queue("Reports to answer", url, problems_to_answer(provider), "created_at")]


def officer_queues(roles: frozenset[str]) -> Iterator[Queue]:
    """Yield the queues that an officer with these roles works through."""
    if OfficerRole.LISTINGS in roles:
        yield _queue("Checks to decide", reverse("providers:vetting"), checks_waiting(), "created_at")
        lapsed = bookings_without_cover().order_by()
        yield _queue("Lapsed with bookings", reverse("bookings:lapsed"), lapsed, "created_at")
        yield _queue("Perhaps refused before", reverse("providers:register"), open_matches(), "created_at")
        yield _queue("Claims to decide", reverse("providers:claims"), claims_waiting(), "created_at")
        yield _queue("Listings to look at", reverse("council_listings:index"), listings_waiting(), "updated_at")
        yield _queue("Reports of problems", reverse("council_problems:index"), problems_for_council(), "created_at")
        stale = listings_to_look_at(clock.today())
        oldest: date | None = stale.aggregate(oldest=Min("check_due"))["oldest"]
        url = reverse("council_freshness:index")
        yield Queue("Listings nobody has checked", url, stale.count(), _days_from(oldest))
    if roles & {OfficerRole.LISTINGS, OfficerRole.COMMISSIONER}:
        recorded = requests_in_state(RequestState.RECORDED)
        yield _queue("Requests to publish", reverse("demand:moderation"), recorded, "created_at")
    if OfficerRole.BUDGETS in roles:
        for queue in work_queues():
            url = f"{reverse('budgets:council_work')}?queue={queue.code}"
            yield Queue(f"Budgets: {queue.title.lower()}", url, queue.count, _days_from(queue.oldest))


def _queue(title: str, url: str, waiting: QuerySet[Any], since: str) -> Queue:
    oldest: datetime | None = waiting.aggregate(oldest=Min(since))["oldest"]
    return Queue(title, url, waiting.count(), None if oldest is None else _days_since(oldest))


def _days_since(moment: datetime) -> int:
    return (clock.today() - clock.local_day(moment)).days


def _days_from(day: date | None) -> int | None:
    return None if day is None else (clock.today() - day).days
