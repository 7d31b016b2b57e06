"""The steps by which a provider begins. How far each is comes from the data, so they can be left and resumed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from marketplace.catalogue.enums import ListingState, SessionState
from marketplace.catalogue.models import Service, Session, UnitCost, WorkerHours
from marketplace.catalogue.workspace_selectors import checks_needed_by, listings_of
from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider
from marketplace.providers.standing import check_standings

TO_DO, DONE, WAITING = ("To do", "neutral"), ("Done", "success"), ("Waiting for the council", "waiting")
STARTED, NOT_YET, OPTIONAL = ("Started", "info"), ("Cannot start yet", "neutral"), ("Optional", "neutral")

Status = tuple[str, str]


@dataclass(frozen=True)
class StartingTasks:
    """The steps as tasks of components/task_list.html, and how many of those that are needed are done."""

    tasks: list[dict[str, str]]
    done: int
    needed: int

    @property
    def is_done(self) -> bool:
        """Say whether nothing that is needed is left to do."""
        return self.done == self.needed


@dataclass(frozen=True)
class _Step:
    title: str
    url: str
    hint: str
    status: Status
    is_needed: bool = True
    is_owners: bool = False


def starting_tasks(provider: Provider, roles: frozenset[str]) -> StartingTasks:
    """Return the steps of a provider; those that only an owner takes are no links for others."""
    steps = list(_steps(provider))
    is_owner = ProviderRole.OWNER in roles
    needed = [step for step in steps if step.is_needed]
    return StartingTasks(
        tasks=[_task(step, is_owner) for step in steps],
        done=sum(step.status == DONE for step in needed),
        needed=len(needed),
    )


def _task(step: _Step, is_owner: bool) -> dict[str, str]:
    is_open = step.status != NOT_YET and (is_owner or not step.is_owners)
    hint = step.hint if is_owner or not step.is_owners else "An owner does this."
    status, kind = step.status
    return {"title": step.title, "url": step.url if is_open else "", "hint": hint, "status": status, "kind": kind}


def _steps(provider: Provider) -> Iterator[_Step]:
    def url(view: str, *args: str) -> str:
        return reverse(view, args=[provider.slug, *args])

    listings = listings_of(provider)
    # The listing that is furthest: families see it, or the council has it, or it was changed last.
    order = [ListingState.LIVE, ListingState.SUBMITTED, ListingState.DRAFT, ListingState.SUSPENDED]
    first = min(listings, key=lambda service: order.index(ListingState(service.state)), default=None)
    has_details = bool(provider.description and (provider.phone or provider.email))
    yield _Step(
        "Your details",
        url("providers:details"),
        "Who you are, and how families reach you.",
        DONE if has_details else TO_DO,
        is_owners=True,
    )
    yield _Step(
        "Registers",
        url("providers:numbers"),
        "Your Ofsted, CQC, company or charity number, or that you have none.",
        DONE if _has_numbers(provider) else TO_DO,
        is_owners=True,
    )
    listing = url("provider_listings:listing", first.slug) if first else url("provider_listings:new_listing")
    yield _Step("Your first listing", listing, "What you offer, for whom, where and when.", _listing_status(first))
    prices = url("provider_listings:prices", first.slug) if first else ""
    yield _Step("Price, or free", prices, "Families cannot book without a price.", _price_status(provider, first))
    sessions = url("provider_listings:sessions", first.slug) if first else ""
    yield _Step(
        "Sessions or availability", sessions, "When families can come, or you to them.", _time_status(provider, first)
    )
    yield _Step(
        "Checks",
        url("provider_listings:checks"),
        "What the council needs to see depends on your listings.",
        _checks_status(provider, first),
    )
    others = provider.members.values("user").distinct().count() > 1
    yield _Step(
        "People",
        url("providers:members"),
        "Let others act for you, each with a role.",
        DONE if others else OPTIONAL,
        is_needed=False,
        is_owners=True,
    )


def _has_numbers(provider: Provider) -> bool:
    numbers = (provider.ofsted_urn, provider.cqc_id, provider.company_number, provider.charity_number)
    return any(numbers) or provider.numbers_given_on is not None


def _listing_status(first: Service | None) -> Status:
    if first is None:
        return TO_DO
    return {ListingState.LIVE: DONE, ListingState.SUBMITTED: WAITING, ListingState.DRAFT: STARTED}.get(
        ListingState(first.state), ("Suspended", "danger")
    )


def _price_status(provider: Provider, first: Service | None) -> Status:
    if first is None:
        return NOT_YET
    is_free = Service.objects.filter(provider=provider, is_free=True).exists()
    costs = UnitCost.objects.filter(service__provider=provider)
    priced = costs.exclude(valid_to__lt=clock.today()).exists()
    return DONE if is_free or priced else TO_DO


def _time_status(provider: Provider, first: Service | None) -> Status:
    if first is None:
        return NOT_YET
    coming = Session.objects.filter(service__provider=provider, state=SessionState.SCHEDULED, starts_at__gt=clock.now())
    hours = WorkerHours.objects.filter(worker__provider=provider, worker__left_on__isnull=True)
    available = hours.filter(holds_on(clock.today())).exists()
    is_arranged = Service.objects.filter(provider=provider, is_free=True).exists()
    return DONE if coming.exists() or available or is_arranged else TO_DO


def _checks_status(provider: Provider, first: Service | None) -> Status:
    if first is None:
        return NOT_YET
    needed = [row for row in check_standings(provider, checks_needed_by(provider, clock.today())) if row.is_needed]
    if all(row.current for row in needed):
        return DONE
    return WAITING if all(row.current or row.waiting for row in needed) else TO_DO
