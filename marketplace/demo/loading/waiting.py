"""What waits: for an officer to release, answer, sign or decide, and for a family to finish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import AllocationState, LineKind, PlanState, Route
from marketplace.budgets.models import FundingStream, IndicativeAllocation, Pot, SupportPlan
from marketplace.budgets.selectors.signing import streams_to_sign
from marketplace.budgets.services import (
    GivenAnswer,
    LineWish,
    add_line,
    amend_plan,
    answer_challenge,
    ask_for_route,
    begin_assessment,
    fund_line,
    raise_challenge,
    return_plan,
    save_answers,
    submit_plan,
)
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor

from ..content.records import ChildContent, FamilyContent
from .assessments import Paper
from .authority import officer
from .budgets import Courses
from .course import SENT, TALKED, WORKED_OUT, Course
from .families import find_child, first_member
from .load import Load
from .sampling import sampled_families
from .signers import signer_for

#: A change of this year's plan is told of only where the year is so old.
_SOME_MONTHS = timedelta(days=90)
_MORE_PENCE = 70_000


@dataclass(frozen=True)
class _Case:
    """A child about whom something waits."""

    load: Load
    courses: Courses
    family_content: FamilyContent
    content: ChildContent
    child: Child

    @property
    def family(self) -> Actor:
        return actor_for_family(first_member(self.child.family), self.child.family)

    def to_next_year(self, step: int, days_ago: int) -> Course:
        """Return the course to next year's plan that took the step so many days ago."""
        return self.courses.to_next_year(self.family_content, self.content, days_ahead=step - days_ago)


def load_waiting(load: Load) -> None:
    """Leave something open of every kind of work."""
    courses = Courses(load, "waiting")
    for family in load.track(sampled_families(load)):
        for content in family.children:
            steps = _STEPS.get(f"{content.given_name} {content.family_name}", ())
            case = _Case(load, courses, family, content, find_child(family, content))
            for step in steps:
                step(case)


def _answers_half(days_ago: int) -> Callable[[_Case], None]:
    def answer(case: _Case) -> None:
        paper = Paper()
        with clock.at(case.load.ago(days_ago, time(20))):
            begun = begin_assessment(actor=case.family, child=case.child, questionnaire=paper.questionnaire)
            half = paper.questions[: len(paper.questions) // 2]
            save_answers(
                actor=case.family, assessment=begun, answers=[GivenAnswer(descriptors[1]) for descriptors in half]
            )

    return answer


def _waits_for_a_talk(case: _Case) -> None:
    course = case.to_next_year(WORKED_OUT, days_ago=4)
    course.assess()
    course.work_out()


def _challenges(case: _Case) -> None:
    course = case.to_next_year(TALKED, days_ago=20)
    course.assess()
    figures = course.work_out()
    course.talk(figures)
    with clock.at(case.load.ago(8, time(21))):
        raise_challenge(
            actor=case.family,
            allocation=figures[0],
            reason="The answers about nights are from before the summer. He gets up three times a night now.",
        )


def _waits_to_be_signed(case: _Case) -> None:
    case.to_next_year(SENT, days_ago=5).until_sent()


def _is_sent_back(case: _Case) -> None:
    plan = case.to_next_year(SENT, days_ago=9).until_sent()
    total = streams_to_sign(plan)[0].total
    with clock.at(case.load.ago(6)):
        return_plan(
            actor=signer_for(total.stream, total.planned_pence),
            plan=plan,
            reason="Please say which weeks the farm days are in, so that we can check that there are places.",
        )


def _asks_for_a_direct_payment(case: _Case) -> None:
    pot = Pot.objects.filter(child=case.child, stream__code="sen-top-up").latest("valid_from")
    with clock.at(case.load.ago(2, time(19))):
        ask_for_route(
            actor=case.family,
            pot=pot,
            wanted=Route.DIRECT_PAYMENT,
            reason="The farm sends one invoice a month. It would be easier to pay it ourselves.",
        )


def _is_amended(case: _Case) -> None:
    """A challenge was upheld, so that there is room for one more weekend; the changed plan waits to be signed."""
    plan = SupportPlan.objects.get(child=case.child, state=PlanState.FINAL, valid_to__gte=case.load.day)
    stream = FundingStream.objects.get(code="social-care-short-breaks")
    if plan.valid_from > case.load.day - _SOME_MONTHS:
        return
    _uphold_a_challenge(case, plan, stream)
    with clock.at(case.load.ago(5, time(20))):
        change = amend_plan(actor=case.family, plan=plan, reason="There is room for another weekend away.")
        line = add_line(
            actor=case.family,
            plan=change,
            wish=LineWish(
                kind=LineKind.MONEY,
                description="A third weekend away, in the spring",
                category=Category.objects.get(code="residential-short-breaks"),
                plan_outcome=change.outcomes.first(),
                amount_pence=_MORE_PENCE,
            ),
        )
        fund_line(actor=case.family, line=line, parts={stream.pk: _MORE_PENCE})
    with clock.at(case.load.ago(3, time(20))):
        submit_plan(actor=case.family, plan=change)


def _uphold_a_challenge(case: _Case, plan: SupportPlan, stream: FundingStream) -> None:
    figure = IndicativeAllocation.objects.get(
        child=case.child, stream=stream, valid_from=plan.valid_from, state=AllocationState.RELEASED
    )
    with clock.at(case.load.ago(60, time(20))):
        challenge = raise_challenge(
            actor=case.family, allocation=figure, reason="Two weekends a year are not enough since her gran moved away."
        )
    with clock.at(case.load.ago(47)):
        answer_challenge(
            actor=officer(OfficerRole.BUDGETS),
            challenge=challenge,
            upheld=True,
            answer="We agree. There is less help at home than the answers said, so one more weekend is added.",
            amount_pence=figure.amount_pence + _MORE_PENCE,
        )


_STEPS: dict[str, tuple[Callable[[_Case], None], ...]] = {
    "Yusuf Rahman": (_answers_half(days_ago=6),),
    "Tomos Davies": (_challenges,),
    "Arjun Patel": (_waits_to_be_signed,),
    "Filip Novak": (_waits_for_a_talk,),
    "Ruby Thompson": (_answers_half(days_ago=33), _asks_for_a_direct_payment),
    "Callie Lawson": (_is_amended,),
    "Alfie Whitfield": (_is_sent_back,),
}
