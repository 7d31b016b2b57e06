"""How fast the pages are on the demonstration's data: `uv run python -m tests.bench.pages`.

Load it first (`uv run manage.py demo --no-serve`). Prints the median and the ninetieth percentile in milliseconds and
the number of SQL statements of each page, on one core, through Django's test client; the booking that it needs is made
in a transaction that is rolled back. Exits 1 where a median is above
BENCH_LIMIT_MS (80), 2 where a page does not answer.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.local")

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse
from rich.console import Console
from rich.table import Table

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import actor_for_family, children_for
from marketplace.bookings.errors import NotBookable
from marketplace.bookings.models import Booking
from marketplace.bookings.selectors import payment_options
from marketplace.bookings.services import BookingWish, hold_booking
from marketplace.catalogue.models import Session
from marketplace.catalogue.selectors import costs_at
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.demo.loading.sign_ins import sign_ins

LIMIT_MS = float(os.environ.get("BENCH_LIMIT_MS", "80"))
RUNS = int(os.environ.get("BENCH_RUNS", "30"))
WARM_UPS = 3
HOST = "localhost"
NOT_LOADED = "There is no demonstration to measure. Load it first: uv run manage.py demo --no-serve"


@dataclass(frozen=True)
class Page:
    """A page to measure, as someone who has signed in or as a visitor."""

    name: str
    path: str
    role: str = ""


@dataclass(frozen=True)
class Measure:
    """How long a page took, in milliseconds, and how many statements it ran."""

    page: Page
    median_ms: float
    p90_ms: float
    statements: int


def pages() -> list[Page]:
    """Return what a family sees on its way from the front page to a booking; the booking is held for it."""
    booking = _held_booking()
    asked = f"?child={booking.child_id}&cost={booking.unit_cost_id}&session={booking.session_id}&replaces={booking.pk}"
    child = booking.child_id
    slug = booking.service.slug
    return [
        Page("Home", "/"),
        Page("Results: everything", "/services/"),
        Page("Results: words", "/services/?q=swimming"),
        Page("Results: a misspelling", "/services/?q=trampolineing"),
        Page("Results: near a postcode", "/services/?q=club&postcode=GL1+4TA&distance=10"),
        Page("Results: filters", "/services/?category=short-breaks&need=autism&age=9&sort=price"),
        Page("Listing", booking.service.get_absolute_url()),
        Page("Provider", booking.service.provider.get_absolute_url()),
        Page("Family's budgets", reverse("budgets:family_budgets"), "Parent"),
        Page("Child's budget", reverse("budgets:child_budget", args=[child]), "Parent"),
        Page("Family's bookings", reverse("bookings:family_bookings"), "Parent"),
        Page("Booking: who it is for", reverse("bookings:start", args=[slug]) + asked.partition("&cost")[0], "Parent"),
        Page("Booking: how it is paid", reverse("bookings:pay", args=[slug]) + asked, "Parent"),
        Page("Booking: check your answers", reverse("bookings:check", args=[booking.pk]), "Parent"),
        Page("Budgets of all children", reverse("budgets:council_budgets"), "Budget officer"),
        Page("Demand report", "/council/demand/", "Commissioner"),
    ]


def measure(page: Page) -> Measure:
    """Ask for the page again and again; exits 2 where it does not answer."""
    client = _client(page.role)
    for _ in range(WARM_UPS):
        _get(client, page)
    times = sorted(_timed(lambda: _get(client, page)) for _ in range(RUNS))
    with CaptureQueriesContext(connection) as captured:
        _get(client, page)
    return Measure(page, statistics.median(times), times[int(len(times) * 0.9)], len(captured))


def _held_booking() -> Booking:
    """Book, as the parent, the first coming session that the child's budget can pay for."""
    parent = _person("Parent")
    for child in children_for(parent, SupportScope.BOOK):
        for session in (
            Session.objects.filter(starts_at__gt=clock.now()).select_related("service").order_by("starts_at")
        ):
            try:
                return _hold(parent, child, session)
            except DomainError:
                continue
    sys.exit(NOT_LOADED)


def _hold(parent: User, child: Child, session: Session) -> Booking:
    costs = costs_at(session.service, session.starts_at)
    if not costs:
        raise NotBookable("This session has no price.")
    wish = BookingWish(child=child, service=session.service, unit_cost=costs[0], session=session)
    options = payment_options(child, session.service, clock.local_day(wish.moment), wish.price_pence)
    return hold_booking(
        actor=actor_for_family(parent, child.family),
        wish=wish,
        funding={option.pot.pk: option.proposed_pence for option in options},
        idempotency_key=str(uuid4()),
    )


def _person(role: str) -> User:
    email = next(person.email for person in sign_ins() if person.role == role)
    person = User.objects.filter(email=email).first()
    return person or sys.exit(NOT_LOADED)


def _client(role: str) -> Client:
    client = Client(headers={"host": HOST})
    if role:
        client.force_login(_person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _get(client: Client, page: Page) -> None:
    response = client.get(page.path)
    if response.status_code != 200:
        print(f"{page.name} ({page.path}) answers {response.status_code}.", file=sys.stderr)
        sys.exit(2)


def _timed(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure every page and print the table."""
    setup_test_environment(debug=False)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with transaction.atomic():
        measures = [measure(page) for page in pages()]
        transaction.set_rollback(True)
    table = Table("Page", "Median ms", "p90 ms", "SQL", title=f"{RUNS} runs each, on one core")
    for each in measures:
        table.add_row(each.page.name, f"{each.median_ms:.1f}", f"{each.p90_ms:.1f}", str(each.statements))
    Console().print(table)
    for each in measures:
        print(f"{each.page.name}: ratio {each.median_ms / LIMIT_MS:.2f} of the limit of {LIMIT_MS:.0f} ms")
    slow = [each.page.name for each in measures if each.median_ms > LIMIT_MS]
    if slow:
        print(f"Slower than {LIMIT_MS:.0f} ms: {', '.join(slow)}.")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
