"""What has changed for all children, beside what their plans spend on each outcome; nobody can be singled out."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from marketplace.core.dates import holds_on
from marketplace.core.suppression import NOT_SHOWN, Figure, protect_line, publish

from ..enums import PlanState, Respondent
from ..models import OutcomeAnswer, PlanLineFunding
from .counts import AMOUNTS, BudgetCount, Shown, protected
from .outcome import net_change, signed_percent

#: What stands for a count of 0 to 4 in a share: the middle.
_MIDDLE_OF_FEW = 2
_NOTHING = Shown(AMOUNTS[0], "£0", 0)
#: Shares are rounded to so many per cent, because the counts behind them are rounded too.
_SHARES_ROUNDED_TO = 5


@dataclass(frozen=True)
class OutcomeChange:
    """How many children's answers about an outcome became better, stayed and became worse, as it may be shown."""

    outcome: Outcome
    improved: Figure
    same: Figure
    worsened: Figure
    compared: Figure
    planned: Shown

    @property
    def net_percent(self) -> int | None:
        """Return the share improved less the share worsened, from the figures that are shown and nothing else."""
        if not self.compared.value or NOT_SHOWN in (self.improved, self.worsened):
            return None
        share = 100 * (_middle(self.improved) - _middle(self.worsened)) / self.compared.value
        return max(-100, min(100, round(share / _SHARES_ROUNDED_TO) * _SHARES_ROUNDED_TO))

    @property
    def net_words(self) -> str:
        """Return the net change with its sign, or that it is not shown."""
        return NOT_SHOWN.text if self.net_percent is None else f"about {signed_percent(self.net_percent)}"


def outcome_changes(respondent: Respondent) -> list[OutcomeChange]:
    """Return what changed between first and latest answers, and what plans of today spend, by outcome."""
    pairs, planned = _pairs(respondent), _planned()
    return [_change(outcome, pairs.get(outcome.pk, []), planned) for outcome in Outcome.objects.all()]


def _change(outcome: Outcome, pairs: list[tuple[int, int]], planned: dict[UUID, Shown]) -> OutcomeChange:
    change = net_change(pairs)
    compared = publish(change.compared)
    improved, same, worsened = protect_line([change.improved, change.same, change.worsened], compared)
    return OutcomeChange(outcome, improved, same, worsened, compared, planned.get(outcome.pk, _NOTHING))


def _pairs(respondent: Respondent) -> dict[UUID, list[tuple[int, int]]]:
    """Return the first and the latest score of every child with two, by outcome."""
    said: dict[tuple[UUID, UUID], list[int]] = {}
    answers = OutcomeAnswer.objects.filter(
        review__respondent=respondent, review__completed_at__isnull=False, score__isnull=False
    ).order_by("review__completed_at")
    for outcome, child, score in answers.values_list("outcome", "review__child", "score").iterator():
        assert score is not None, "what does not apply was left out"
        said.setdefault((outcome, child), []).append(score)
    pairs: dict[UUID, list[tuple[int, int]]] = {}
    for (outcome, _), scores in said.items():
        if len(scores) > 1:
            pairs.setdefault(outcome, []).append((scores[0], scores[-1]))
    return pairs


def _planned() -> dict[UUID, Shown]:
    rows = list(_planned_rows())
    shown = protected(count for _, count in rows)
    return {outcome: count.amounts[0] for (outcome, _), count in zip(rows, shown, strict=True)}


def _planned_rows() -> Iterator[tuple[UUID, BudgetCount]]:
    current = PlanLineFunding.objects.filter(
        holds_on(clock.today(), "line__plan__"),
        line__plan__state=PlanState.FINAL,
        line__plan_outcome__isnull=False,
    )
    by_outcome = current.order_by().values("line__plan_outcome__outcome")
    for row in by_outcome.annotate(children=Count("line__plan__child", distinct=True), pence=Sum("amount_pence")):
        count = BudgetCount((), row["children"], row["pence"], 0, 0, 0)
        yield row["line__plan_outcome__outcome"], count


def _middle(figure: Figure) -> int:
    return _MIDDLE_OF_FEW if figure.value is None else figure.value
