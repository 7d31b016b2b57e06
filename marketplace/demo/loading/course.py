"""The steps by which a child comes to a budget for a period, each on its day: assessed, worked out, planned, signed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from marketplace.accounts.models import User
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import ConversationKind
from marketplace.budgets.models import IndicativeAllocation, SupportPlan
from marketplace.budgets.services import sign_for_family, submit_plan
from marketplace.core import clock
from marketplace.core.audit import Actor

from ..content.records import PlanContent
from .assessments import Paper, assess
from .families import first_member
from .figures import points_wanted, set_figures, talk_and_release
from .plan_years import PlanYear
from .plans import sign_for_council, write_plan

#: What each step is from the day on which the plan could begin, in days before it.
ASSESSED, WORKED_OUT, TALKED, WRITTEN, COSTED, SENT, SIGNED, AGREED = 75, 60, 50, 40, 38, 35, 22, 12
#: The points of a child whose streams do not go by points.
_SOME_POINTS = 25


@dataclass(frozen=True, kw_only=True)
class Course:
    """A child's way to the plan of a period. `begins_on` is the day from which the steps count back."""

    year: PlanYear
    earlier: PlanYear | None
    begins_on: date
    content: PlanContent
    paper: Paper
    officer: Actor
    random: Random

    @property
    def parent(self) -> User:
        """Return who acts for the family."""
        return first_member(self.year.child.family)

    @property
    def family(self) -> Actor:
        """Return the same as an actor."""
        return actor_for_family(self.parent, self.year.child.family)

    def assess(self) -> None:
        """Let the family answer the questionnaire."""
        points = points_wanted(self.year)
        with self._days_before(ASSESSED, time(19, 30)):
            assess(
                self.paper,
                actor=self.family,
                child=self.year.child,
                points=_SOME_POINTS if points is None else points,
                random=self.random,
            )

    def work_out(self) -> list[IndicativeAllocation]:
        """Work out the figures that come before the plan."""
        with self._days_before(WORKED_OUT):
            return set_figures(actor=self.officer, year=self.year, earlier=self.earlier)

    def talk(self, figures: list[IndicativeAllocation]) -> None:
        """Talk about them with the family, which then sees them."""
        with self._days_before(TALKED, time(14)):
            talk_and_release(
                actor=self.officer,
                figures=figures,
                kind=ConversationKind.VISIT,
                with_whom=self.parent.name,
                notes="We went through the answers and how each figure comes about, beside what there is now.",
            )

    def write(self) -> SupportPlan:
        """Let the family write the plan."""
        with self._days_before(WRITTEN, time(20)):
            return write_plan(actor=self.family, year=self.year, content=self.content)

    def cost(self, plan: SupportPlan) -> None:
        """Work out the figures that the plan sets, and talk about them."""
        with self._days_before(COSTED):
            figures = set_figures(actor=self.officer, year=self.year, earlier=self.earlier, plan=plan)
            talk_and_release(
                actor=self.officer,
                figures=figures,
                kind=ConversationKind.PHONE,
                with_whom=self.parent.name,
                notes="We went through what each line of the plan costs.",
            )

    def send(self, plan: SupportPlan) -> SupportPlan:
        """Send the plan to be signed."""
        with self._days_before(SENT, time(20, 30)):
            return submit_plan(actor=self.family, plan=plan)

    def sign(self, plan: SupportPlan) -> None:
        """Let the council sign, and then the family, which makes the plan final and the awards."""
        with self._days_before(SIGNED):
            sign_for_council(plan)
        with self._days_before(AGREED, time(18)):
            sign_for_family(actor=self.family, plan=plan, name=self.parent.name)

    def until_sent(self) -> SupportPlan:
        """Go all the way until the plan waits for signatures."""
        self.assess()
        self.talk(self.work_out())
        plan = self.write()
        self.cost(plan)
        return self.send(plan)

    def _days_before(self, days: int, at_time: time = time(10)) -> AbstractContextManager[None]:
        return clock.at(clock.local_moment(self.begins_on - timedelta(days=days), at_time))
