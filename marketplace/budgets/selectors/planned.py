"""What was planned beside what is used, by stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from marketplace.accounts.models import Child

from ..enums import PlanState
from ..models import FundingStream, PlanLineFunding, Pot


@dataclass(frozen=True)
class PlannedAgainstActual:
    """For one stream, what the agreed plan of the day says and what was spent and reserved, in pence."""

    stream: FundingStream
    planned_pence: int
    actual_pence: int

    @property
    def unused_pence(self) -> int:
        """Return what is planned and not used yet; 0 where all of it, or more, is."""
        return max(self.planned_pence - self.actual_pence, 0)

    @property
    def over_pence(self) -> int:
        """Return what is used beyond the plan."""
        return max(self.actual_pence - self.planned_pence, 0)


def planned_against_actual(child: Child, pots: Sequence[Pot], day: date) -> list[PlannedAgainstActual]:
    """Return, for the streams of the child's agreed plan of the day and of the pots of which something is used, both.

    Nothing where no plan is agreed for the day.
    """
    funding = PlanLineFunding.objects.filter(
        Q(line__plan__child=child, line__plan__state=PlanState.FINAL)
        & Q(line__plan__valid_from__lte=day, line__plan__valid_to__gte=day)
    )
    planned = dict(funding.order_by().values_list("stream").annotate(Sum("amount_pence")))
    if not planned:
        return []
    actual = {pot.stream_id: pot.spent_pence + pot.held_pence for pot in pots}
    streams = FundingStream.objects.filter(pk__in={*planned, *(key for key, pence in actual.items() if pence)})
    return [PlannedAgainstActual(stream, planned.get(stream.pk, 0), actual.get(stream.pk, 0)) for stream in streams]
