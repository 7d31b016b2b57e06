"""Reviews of outcomes for the world of the visits: answered twice, open, and a child's own."""

from datetime import timedelta

from marketplace.accounts.models import Child, User
from marketplace.budgets.enums import Respondent
from marketplace.budgets.models import OutcomeReview
from marketplace.budgets.services import reschedule_review
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.budgets.outcome_scenario import answered, older_child, planned, review_of, scores


def ask_how_things_are(parent: User, child: Child) -> tuple[OutcomeReview, OutcomeReview]:
    """Let the parent answer twice; return the next review, which is open, and that of an older child."""
    answered(parent, planned(child), scores(2, stay_safe=5, economic_well_being=None))
    answered(parent, _moved(child, 1), scores(4, stay_safe=3))
    older = older_child(child.family)
    planned(older)
    return _moved(child, 9), review_of(older, Respondent.CHILD)


def _moved(child: Child, days: int) -> OutcomeReview:
    """Bring the child's next review forward to so many days from today."""
    review = OutcomeReview.objects.get(child=child, completed_at__isnull=True)
    due_on = clock.today() + timedelta(days=days)
    return reschedule_review(actor=SYSTEM, review=review, due_on=due_on, reason="Sooner")
