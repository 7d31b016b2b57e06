"""Every child's budgets of this year and, where the past year reaches into it, of the year before."""

from collections.abc import Iterator
from datetime import date, timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.models import FundingStream

from ..content.plans import plan_of
from ..content.records import ChildContent, FamilyContent
from .assessments import Paper
from .authority import officer
from .course import Course
from .families import find_child
from .load import Load
from .plan_years import PlanYear, coming_year, plan_years
from .sampling import sampled_families


def load_budgets(load: Load) -> None:
    """Bring every child through each of its years, the earliest first, until its plan is signed."""
    courses = Courses(load, "budgets")
    for family in load.track(sampled_families(load)):
        for child in family.children:
            for course in courses.of(family, child):
                course.sign(course.until_sent())


class Courses:
    """The courses of a load; what is the same for all of them is read once."""

    def __init__(self, load: Load, stage: str) -> None:
        self._load = load
        self._streams = {stream.code: stream for stream in FundingStream.objects.prefetch_related("rules")}
        self._paper = Paper()
        self._officer = officer(OfficerRole.BUDGETS)
        self._random = load.random(stage)

    def of(self, family: FamilyContent, content: ChildContent) -> Iterator[Course]:
        """Yield the child's course to each of its years, the earliest first."""
        earlier = None
        for year in plan_years(self._load, find_child(family, content), content, self._streams):
            yield self._course(content, year=year, earlier=earlier, begins_on=year.valid_from)
            earlier = year

    def to_next_year(self, family: FamilyContent, content: ChildContent, *, days_ahead: int) -> Course:
        """Return the child's course to the next financial year, which is as far as if it began in so many days."""
        child = find_child(family, content)
        *_, latest = plan_years(self._load, child, content, self._streams)
        year = coming_year(self._load, child, content, self._streams)
        return self._course(content, year=year, earlier=latest, begins_on=self._load.day + timedelta(days=days_ahead))

    def _course(self, content: ChildContent, *, year: PlanYear, earlier: PlanYear | None, begins_on: date) -> Course:
        return Course(
            year=year,
            earlier=earlier,
            begins_on=begins_on,
            content=plan_of(content),
            paper=self._paper,
            officer=self._officer,
            random=self._random,
        )
