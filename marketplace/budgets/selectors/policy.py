"""Reading policy: the council's rules for all streams, and how the amounts of each stream are set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model, QuerySet

from marketplace.core import clock
from marketplace.core.dates import is_valid_on
from marketplace.core.models import AuditEvent

from ..figures import Band
from ..models import AllocationPolicy, BudgetPolicy, FundingStream, Questionnaire
from ..reference import FIRST_DAY


def policy_on(day: date) -> BudgetPolicy:
    """Return the council's rules of the day; where it has recorded none, those it starts with, which are not saved."""
    return BudgetPolicy.objects.valid_on(day).first() or BudgetPolicy(valid_from=FIRST_DAY)


def allocation_policy_on(stream: FundingStream, day: date) -> AllocationPolicy | None:
    """Return how amounts of the stream are set on the day, none where that is not decided.

    Prefetch `allocation_policies__bands` where this is asked of many streams.
    """
    return next((policy for policy in stream.allocation_policies.all() if is_valid_on(policy, day)), None)


def bands_of(policy: AllocationPolicy) -> tuple[Band, ...]:
    """Return the bands of a policy, in order of points."""
    return tuple(Band(band.points_from, band.points_to, band.amount_pence) for band in policy.bands.all())


def streams_with_policies() -> QuerySet[FundingStream]:
    """Return every stream with all its policies and their bands."""
    return FundingStream.objects.prefetch_related("allocation_policies__bands")


def questionnaires_in_use() -> list[str]:
    """Return the names of the questionnaires that families answer now."""
    return list(Questionnaire.objects.filter(state="published").order_by("name").values_list("name", flat=True))


@dataclass(frozen=True)
class PolicyInTime:
    """A policy of either kind, where it stands today (planned, now, past), and why it was made."""

    policy: BudgetPolicy | AllocationPolicy
    stands: str
    reason: str


def in_time(policies: Iterable[BudgetPolicy | AllocationPolicy]) -> list[PolicyInTime]:
    """Return policies with where they stand and why they were made, the latest first."""
    rows = sorted(policies, key=lambda policy: policy.valid_from, reverse=True)
    reasons, today = _reasons(rows), clock.today()
    return [PolicyInTime(row, _stands(row, today), reasons.get(row.pk, "")) for row in rows]


def _reasons(policies: Iterable[Model]) -> dict[UUID, str]:
    made = AuditEvent.objects.filter(object_id__in=[policy.pk for policy in policies], action__endswith="policy.make")
    return dict(made.values_list("object_id", "reason"))


def _stands(policy: BudgetPolicy | AllocationPolicy, today: date) -> str:
    if policy.valid_from > today:
        return "planned"
    return "now" if is_valid_on(policy, today) else "past"
