"""Reading for the pages that bring several apps together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Prefetch, QuerySet
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, Family
from marketplace.accounts.permissions import SignedInRequest, request_roles
from marketplace.accounts.selectors import consents_ending, families_for
from marketplace.catalogue.models import Need
from marketplace.catalogue.workspace_selectors import listings_waiting
from marketplace.core import clock
from marketplace.providers.selectors import checks_waiting, providers_for

from .navigation import Section

#: A family has this long to think about a supporter before the consent ends.
CONSENT_ENDS_SOON_DAYS = 30


@dataclass(frozen=True)
class Queue:
    """Work that waits for officers."""

    title: str
    url: str
    count: int
    oldest_days: int | None


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


def officer_queues(roles: frozenset[str]) -> list[Queue]:
    """Return the queues that an officer with these roles works through."""
    if OfficerRole.LISTINGS not in roles:
        return []
    return [
        _queue("Checks to decide", reverse("providers:vetting"), checks_waiting(), "created_at"),
        _queue("Listings to look at", reverse("council_listings:index"), listings_waiting(), "updated_at"),
    ]


def _queue(title: str, url: str, waiting: QuerySet[Any], since: str) -> Queue:
    oldest: datetime | None = waiting.aggregate(oldest=Min(since))["oldest"]
    return Queue(title, url, waiting.count(), None if oldest is None else _days_since(oldest))


def _days_since(moment: datetime) -> int:
    return (clock.today() - clock.local_day(moment)).days
