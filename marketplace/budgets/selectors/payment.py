"""Reading payments to families: what is due, what is withheld, and how much cash a family was given and has shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from ..enums import COUNTED_SPENDING_STATES, PaymentState
from ..models import Pot, ScheduledPayment, SpendingRecord, Withholding

#: Payments are listed so many days before they are due, so that they can be prepared.
AHEAD_DAYS = 14


@dataclass(frozen=True)
class Cash:
    """What a family was paid of a pot, is to be paid, and has recorded as spent, in pence."""

    paid_pence: int = 0
    planned_pence: int = 0
    recorded_pence: int = 0

    @property
    def to_show_pence(self) -> int:
        """Return what was paid to the family and is not yet recorded as spent."""
        return max(self.paid_pence - self.recorded_pence, 0)

    def payable_pence(self, pot: Pot) -> int:
        """Return what can still be paid: what is left of the pot, less the cash of it that the family has.

        What the family spent before it was paid is owed to it.
        """
        return pot.left_pence + self.recorded_pence - self.paid_pence

    def plannable_pence(self, pot: Pot) -> int:
        """Return what can still be planned: what can be paid, less what is planned already."""
        return self.payable_pence(pot) - self.planned_pence


def payments_as_of(day: date) -> QuerySet[ScheduledPayment]:
    """Return payments with their state of the day (`state_now`), and why they are withheld (`withheld_reason`).

    A payment is withheld where the pot's payments are on the day it is due, or today where that is later.
    """
    withheld = Withholding.objects.filter(pot=OuterRef("route__pot")).valid_on(
        Greatest(OuterRef("due_on"), Value(day))  # type: ignore[arg-type]
    )
    return (
        ScheduledPayment.objects.annotate(withheld_reason=Subquery(withheld.values("reason")[:1]))
        .annotate(
            state_now=Case(
                When(Q(state=PaymentState.SCHEDULED, withheld_reason__isnull=False), then=Value(PaymentState.WITHHELD)),
                default=F("state"),
            )
        )
        .select_related("route__pot__stream", "route__pot__child__family")
        .order_by("due_on", "pk")
    )


def payments_to_make(day: date) -> QuerySet[ScheduledPayment]:
    """Return what is not paid yet and due up to two weeks after the day, withheld ones too, the oldest first."""
    return payments_as_of(day).filter(state=PaymentState.SCHEDULED, due_on__lte=day + timedelta(days=AHEAD_DAYS))


def payments_of(pot: Pot, day: date) -> QuerySet[ScheduledPayment]:
    """Return every payment of the pot, as of the day."""
    return payments_as_of(day).filter(route__pot=pot)


def cash_of(pots: Iterable[Pot]) -> dict[UUID, Cash]:
    """Return the cash of each pot, in a constant number of statements."""
    keys = [pot.pk for pot in pots]
    payments = {
        row["route__pot"]: row
        for row in ScheduledPayment.objects.filter(route__pot__in=keys)
        .order_by()
        .values("route__pot")
        .annotate(
            paid=Coalesce(Sum("amount_pence", filter=Q(state=PaymentState.PAID)), 0),
            planned=Coalesce(Sum("amount_pence", filter=Q(state=PaymentState.SCHEDULED)), 0),
        )
    }
    recorded = dict(
        SpendingRecord.objects.filter(pot__in=keys, state__in=COUNTED_SPENDING_STATES)
        .order_by()
        .values_list("pot")
        .annotate(total=Sum("amount_pence"))
    )
    nothing = {"paid": 0, "planned": 0}
    return {
        key: Cash(payments.get(key, nothing)["paid"], payments.get(key, nothing)["planned"], recorded.get(key, 0))
        for key in keys
    }
