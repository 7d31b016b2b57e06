"""Reading budgets: one budget for the child, each stream behind it, and the ledger's own check."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Category, Service
from marketplace.core import clock

from ..enums import Account
from ..models import FundingStream, Hold, LedgerLeg, Pot, StreamRules
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
        """Return what is neither reserved nor spent."""
        return sum(pot.left_pence for pot in self.pots)


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


def movements_of(pots: list[Pot]) -> QuerySet[LedgerLeg]:
    """Return what changed the balance of the pots, newest first: the legs of what is left, with why and when."""
    return (
        LedgerLeg.objects.filter(pot__in=pots)
        .exclude(account=Account.HELD)
        .select_related("transaction", "pot__stream")
        .order_by("-transaction__created_at")
    )


@dataclass(frozen=True)
class Difference:
    """A counter of a pot that is not what the ledger says, in pence."""

    pot: Pot
    counter: str
    stored_pence: int
    ledger_pence: int


def ledger_differences() -> Iterator[Difference]:
    """Rebuild every pot's counters from the legs, and the held one from the open holds too; yield what differs."""
    totals = {
        "funded_pence": Coalesce(Sum("legs__amount_pence"), 0),
        "held_pence": Coalesce(Sum("legs__amount_pence", filter=Q(legs__account=Account.HELD)), 0),
        "spent_pence": Coalesce(Sum("legs__amount_pence", filter=Q(legs__account=Account.SPENT)), 0),
        "set_aside_pence": Coalesce(Sum("legs__amount_pence", filter=Q(legs__account=Account.SET_ASIDE)), 0),
    }
    rebuilt = Pot.objects.annotate(**{f"ledger_{name}": total for name, total in totals.items()})
    open_holds = dict(
        Hold.objects.filter(resolution__isnull=True).values_list("pot").annotate(total=Sum("amount_pence")).order_by()
    )
    for pot in rebuilt.select_related("stream", "child"):
        for counter in totals:
            stored, in_ledger = getattr(pot, counter), getattr(pot, f"ledger_{counter}")
            if stored != in_ledger:
                yield Difference(pot, counter, stored, in_ledger)
        if pot.held_pence != open_holds.get(pot.pk, 0):
            yield Difference(pot, "open holds", pot.held_pence, open_holds.get(pot.pk, 0))


def what_it_may_buy(rules: StreamRules) -> list[Category]:
    """Return the kinds and groups of service that the rules let a stream pay for, in the catalogue's order."""
    return sorted(rules.categories.all(), key=lambda category: category.position)
