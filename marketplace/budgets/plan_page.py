"""What every page that shows a whole plan shows of it."""

from typing import Any

from .models import SupportPlan
from .selectors.plan import lines_of, outcomes_of, totals_of
from .selectors.plan_checks import double_funding, needs_signing
from .selectors.plan_differences import differences
from .selectors.signing import family_signature, streams_to_sign


def plan_page(plan: SupportPlan) -> dict[str, Any]:
    """Return the variables of `budgets/plan/components/plan.html`."""
    lines, totals = lines_of(plan), totals_of(plan)
    is_open = plan.is_open
    return {
        "plan": plan,
        "outcomes": outcomes_of(plan),
        "lines": lines,
        "unpriced": [line for line in lines if line.is_unpriced],
        "totals": totals,
        "total_pence": sum(total.planned_pence for total in totals),
        "has_figures": any(total.figure for total in totals),
        "warnings": double_funding(plan) if is_open else [],
        "differences": differences(plan),
        "signing": streams_to_sign(plan) if plan.revision else [],
        "family_signature": family_signature(plan) if plan.revision else None,
        "officer_signs": plan.needs_signing if plan.submitted_at else needs_signing(plan),
    }
