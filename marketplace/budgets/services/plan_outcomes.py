"""What a family wants to happen, in its own words."""

from django.db.models import Max

from marketplace.catalogue.models import Outcome
from marketplace.core.audit import Actor

from ..errors import PlanRefused
from ..models import PlanOutcome, SupportPlan
from .plan import changing


def add_outcome(*, actor: Actor, plan: SupportPlan, words: str, outcome: Outcome) -> PlanOutcome:
    """Add what the family wants to happen to a draft; raises PlanRefused for any other plan and without words."""
    _check(words)
    with changing(actor, plan, "outcomes") as draft:
        last = draft.outcomes.aggregate(last=Max("position"))["last"]
        return draft.outcomes.create(words=words.strip(), outcome=outcome, position=(last or 0) + 1)


def change_outcome(*, actor: Actor, plan_outcome: PlanOutcome, words: str, outcome: Outcome) -> PlanOutcome:
    """Change one of a draft's outcomes; raises PlanRefused as `add_outcome`."""
    _check(words)
    with changing(actor, plan_outcome.plan, "outcomes"):
        plan_outcome.words, plan_outcome.outcome = words.strip(), outcome
        plan_outcome.save(update_fields=["words", "outcome"])
    return plan_outcome


def remove_outcome(*, actor: Actor, plan_outcome: PlanOutcome) -> None:
    """Take one of a draft's outcomes away; lines that served it stay. Raises PlanRefused for any other plan."""
    with changing(actor, plan_outcome.plan, "outcomes"):
        plan_outcome.delete()


def _check(words: str) -> None:
    if not words.strip():
        raise PlanRefused("Say what you want to happen.")
