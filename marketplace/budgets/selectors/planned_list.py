"""What was planned for each child and stream, beside what is spent and reserved."""

from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ..enums import PlanState
from ..models import FundingStream, PlanLineFunding, Pot
from .period import Period

#: How the list can be ordered, by the word in the address.
ORDERS = {
    "child": ("Child", ("given_name", "family_name", "whose", "stream_name")),
    "stream": ("Stream", ("stream_name", "given_name", "family_name")),
    "-planned": ("Most planned first", ("-planned", "given_name")),
    "-actual": ("Most spent and reserved first", ("-actual", "given_name")),
    "difference": ("Most over the plan first", ("difference", "given_name")),
    "-difference": ("Most under the plan first", ("-difference", "given_name")),
}
_COLUMNS = (
    "whose",
    "given_name",
    "family_name",
    "stream_name",
    "first_day",
    "last_day",
    "planned",
    "awarded",
    "actual",
    "difference",
)


def planned_and_actual(
    period: Period, *, stream: FundingStream | None = None, order: str = "child"
) -> QuerySet[Any, dict[str, Any]]:
    """Return a row for every child and stream with a budget or a final plan in the period, in pence, in one statement.

    Planned is what the lines of final plans of the budget's period take from the stream; actual is spent and reserved;
    the difference is what is planned and not used yet, below 0 where more is used than planned.
    """
    budgets, plans = Pot.objects.filter(period.running()), _fundings().filter(period.running("line__plan__"))
    if stream:
        budgets, plans = budgets.filter(stream=stream), plans.filter(stream=stream)
    rows = _budgets(budgets).order_by().values(*_COLUMNS)
    return rows.union(_plans_without_budget(plans).order_by().values(*_COLUMNS), all=True).order_by(*ORDERS[order][1])


def _fundings() -> QuerySet[PlanLineFunding, Any]:
    return PlanLineFunding.objects.filter(line__plan__state=PlanState.FINAL)


def _budgets(pots: QuerySet[Pot, Any]) -> QuerySet[Pot, Any]:
    plans = _fundings().filter(
        stream=OuterRef("stream"),
        line__plan__child=OuterRef("child"),
        line__plan__valid_from__lte=OuterRef("valid_to"),
        line__plan__valid_to__gte=OuterRef("valid_from"),
    )
    planned = plans.order_by().values("stream").annotate(total=Sum("amount_pence")).values("total")
    return pots.annotate(
        whose=F("child"),
        given_name=F("child__given_name"),
        family_name=F("child__family_name"),
        stream_name=F("stream__name"),
        first_day=F("valid_from"),
        last_day=F("valid_to"),
        planned=Coalesce(Subquery(planned, output_field=BigIntegerField()), 0, output_field=BigIntegerField()),
        awarded=F("funded_pence"),
        actual=F("spent_pence") + F("held_pence"),
        difference=F("planned") - F("actual"),
    )


def _plans_without_budget(fundings: QuerySet[PlanLineFunding, Any]) -> QuerySet[PlanLineFunding, Any]:
    """Return what final plans take from streams of which the child has no budget in the plan's period."""
    pots = Pot.objects.filter(
        stream=OuterRef("stream"),
        child=OuterRef("line__plan__child"),
        valid_from__lte=OuterRef("line__plan__valid_to"),
        valid_to__gte=OuterRef("line__plan__valid_from"),
    )
    return (
        fundings.filter(~Exists(pots))
        .annotate(
            whose=F("line__plan__child"),
            given_name=F("line__plan__child__given_name"),
            family_name=F("line__plan__child__family_name"),
            stream_name=F("stream__name"),
            first_day=F("line__plan__valid_from"),
            last_day=F("line__plan__valid_to"),
        )
        .order_by()
        .values(*_COLUMNS[:6])
        .annotate(
            planned=Sum("amount_pence", output_field=BigIntegerField()),
            awarded=Value(0, output_field=BigIntegerField()),
            actual=Value(0, output_field=BigIntegerField()),
            difference=Sum("amount_pence", output_field=BigIntegerField()),
        )
    )
