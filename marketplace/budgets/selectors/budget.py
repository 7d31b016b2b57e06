"""Reading budgets: one budget for the child, each stream behind it, and the ledger's own check."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Category, Service
from marketplace.core import clock

from ..models import FundingStream, Pot, StreamRules
from ..rules import why_not


@dataclass(frozen=True)
class Budget:
    """A child's pots of one day as one budget, in pence."""

    child: Child
    pots: list[Pot]

    @property
    def funded_pence(self) -> int:
        """Return what was awarded, less what was taken back."""
        return sum(pot.funded_pence for pot in self.pots)

    @property
    def held_pence(self) -> int:
        """Return what is reserved."""
        return sum(pot.held_pence for pot in self.pots)

    @property
    def spent_pence(self) -> int:
        """Return what is spent."""
        return sum(pot.spent_pence for pot in self.pots)

    @property
    def left_pence(self) -> int:
        """Return what is neither reserved nor spent nor kept aside."""
        return sum(pot.left_pence for pot in self.pots)

    @property
    def set_aside_pence(self) -> int:
        """Return what is kept aside for what cannot be foreseen."""
        return sum(pot.set_aside_pence for pot in self.pots)


def current_streams(day: date | None = None) -> QuerySet[FundingStream]:
    """Return the streams in force, with their rules and the kinds and groups of service each may pay for."""
    day = day or clock.today()
    return FundingStream.objects.filter(
        pk__in=FundingStream.objects.valid_on(day).values("pk"), rules__in=StreamRules.objects.valid_on(day)
    ).prefetch_related("rules__categories")


def pots_of(child: Child, day: date) -> QuerySet[Pot]:
    """Return the child's pots whose period holds the day, with their streams."""
    return (
        Pot.objects.filter(pk__in=Pot.objects.valid_on(day).values("pk"), child=child)
        .select_related("stream")
        .prefetch_related("stream__rules__categories")
        .order_by("stream__position")
    )


def budgets_of(children: QuerySet[Child], day: date) -> list[Budget]:
    """Return the budget of each child on the day, in a constant number of statements."""
    current = Pot.objects.filter(pk__in=Pot.objects.valid_on(day).values("pk"))
    pots = current.select_related("stream").order_by("stream__position").prefetch_related("stream__rules__categories")
    rows = children.prefetch_related(Prefetch("pots", pots, to_attr="current_pots"))
    return [Budget(child, child.current_pots) for child in rows]


def other_pots_of(child: Child, day: date) -> QuerySet[Pot]:
    """Return the child's pots whose period does not hold the day, the latest first."""
    current = Pot.objects.valid_on(day).values("pk")
    return Pot.objects.filter(child=child).exclude(pk__in=current).select_related("stream").order_by("-valid_from")


def refused_pots(child: Child, service: Service, day: date) -> list[tuple[Pot, str]]:
    """Return the child's pots of the day that may not pay for the service, each with the sentence why."""
    age = child.age_on(day)
    reasons = ((pot, why_not(pot.stream, service, age, day)) for pot in pots_of(child, day))
    return [(pot, reason) for pot, reason in reasons if reason]


def streams_paying_for(service: Service) -> list[StreamRules]:
    """Return the rules of today of the streams that may pay for the service at one age or another."""
    ages = range(max(service.age_min or 0, 0), (25 if service.age_max is None else service.age_max) + 1)
    today = clock.today()
    paying = (s for s in current_streams(today) if any(not why_not(s, service, age, today) for age in ages))
    return [rules for stream in paying if (rules := stream.rules_on(today))]


@dataclass(frozen=True)
class Difference:
    """A counter of a pot that is not what the ledger says, in pence."""

    pot_id: UUID
    counter: str
    stored_pence: int
    ledger_pence: int


#: Adds up legs and open holds by pot, and lays the counters of a pot beneath each other.
_DIFFERENCES = """
WITH by_pot AS (
    SELECT pot_id, sum(amount_pence) AS funded,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'held'), 0) AS held,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'spent'), 0) AS spent,
        coalesce(sum(amount_pence) FILTER (WHERE account = 'set_aside'), 0) AS set_aside
    FROM budgets_ledgerleg WHERE pot_id IS NOT NULL GROUP BY pot_id
), open_holds AS (
    SELECT hold.pot_id, sum(hold.amount_pence) AS held
    FROM budgets_hold hold LEFT JOIN budgets_holdresolution resolution ON resolution.hold_id = hold.id
    WHERE resolution.id IS NULL GROUP BY hold.pot_id
)
SELECT pot.id, counter.name, counter.stored, counter.in_ledger::bigint
FROM budgets_pot pot
LEFT JOIN by_pot ON by_pot.pot_id = pot.id
LEFT JOIN open_holds ON open_holds.pot_id = pot.id,
LATERAL (VALUES
    (1, 'funded_pence', pot.funded_pence, coalesce(by_pot.funded, 0)),
    (2, 'held_pence', pot.held_pence, coalesce(by_pot.held, 0)),
    (3, 'spent_pence', pot.spent_pence, coalesce(by_pot.spent, 0)),
    (4, 'set_aside_pence', pot.set_aside_pence, coalesce(by_pot.set_aside, 0)),
    (5, 'open holds', pot.held_pence, coalesce(open_holds.held, 0))
) AS counter (place, name, stored, in_ledger)
WHERE counter.stored <> counter.in_ledger
ORDER BY pot.id, counter.place
"""


def ledger_differences() -> Iterator[Difference]:
    """Rebuild every pot's counters from the legs, and the held one from the open holds too; yield what differs.

    The database adds up and compares, and gives out only what differs, a few rows at a time.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        for row in cursor:
            yield Difference(*row)


def what_it_may_buy(rules: StreamRules) -> list[Category]:
    """Return the kinds and groups of service that the rules let a stream pay for, in the catalogue's order."""
    return sorted(rules.categories.all(), key=lambda category: category.position)
