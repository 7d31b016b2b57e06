"""Reading figures: the officers' whole record of a child, and what a family may see of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from marketplace.accounts.models import Child
from marketplace.core import clock
from marketplace.core.dates import is_valid_on

from ..enums import AllocationState, ChallengeState, PlanState
from ..figures import difference_words
from ..models import Challenge, FundingStream, IndicativeAllocation, PresentPackage, ReleaseConversation, SupportPlan


def figures_of(child: Child) -> QuerySet[IndicativeAllocation]:
    """Return all of a child's figures, the latest first, for officers only."""
    return (
        IndicativeAllocation.objects.filter(child=child)
        .select_related("stream", "policy", "conversation", "made_by", "overridden_by")
        .prefetch_related(Prefetch("challenges", Challenge.objects.order_by("-created_at")))
    )


def released_figures_of(child: Child) -> QuerySet[IndicativeAllocation]:
    """Return the figures that the family may see: those that were shared after a conversation, and hold."""
    return figures_of(child).filter(state=AllocationState.RELEASED)


def taken_back_figures_of(child: Child) -> QuerySet[IndicativeAllocation]:
    """Return the figures that the family saw and that were withdrawn since."""
    return figures_of(child).filter(state=AllocationState.WITHDRAWN, released_at__isnull=False)


def figures_to_release() -> QuerySet[IndicativeAllocation]:
    """Return the figures that wait for a conversation with the family, the oldest first."""
    return (
        IndicativeAllocation.objects.filter(state=AllocationState.TO_RELEASE)
        .select_related("child__family", "stream")
        .order_by("created_at")
    )


def conversations_of(child: Child) -> QuerySet[ReleaseConversation]:
    """Return the conversations about a child's figures, the latest first, for officers only."""
    return child.release_conversations.select_related("held_by").prefetch_related("allocations__stream")


def open_challenges() -> QuerySet[Challenge]:
    """Return the challenges that the council has to answer, the one that is due first at the top."""
    return (
        Challenge.objects.filter(state=ChallengeState.OPEN)
        .select_related("allocation__child__family", "allocation__stream")
        .order_by("answer_by", "created_at")
    )


def most_a_plan_may_be(allocation: IndicativeAllocation) -> int:
    """Return the most that a plan's lines may cost, in pence: the figure and the tolerance for packs, rounded down."""
    return allocation.amount_pence * (100 + allocation.policy.pack_tolerance_percent) // 100


def package_before(child: Child, stream: FundingStream, day: date) -> PresentPackage | None:
    """Return what the child has from the stream on the day, or had until the day before."""
    return _before(PresentPackage.objects.filter(child=child, stream=stream), day)


def packages_of(child: Child) -> QuerySet[PresentPackage]:
    """Return what the child has had from each stream, the latest first."""
    return child.present_packages.select_related("stream", "recorded_by").order_by("stream__position", "-valid_from")


def plans_to_cost(child: Child, valid_from: date, valid_to: date) -> QuerySet[SupportPlan]:
    """Return the child's plans for exactly these days that are worked on or agreed."""
    plans = SupportPlan.objects.filter(child=child, valid_from=valid_from, valid_to=valid_to)
    return plans.filter(state__in=["draft", "submitted", "final"]).order_by("-number")


@dataclass
class FiguresTogether:
    """A child's figures for the same days as one budget, with what each stream's package was before, in pence.

    `agreed` is the plan for some of these days that all have signed: then the figures are not what decides any more.
    """

    valid_from: date
    valid_to: date
    figures: list["FigureBesidePackage"] = field(default_factory=list)
    agreed: SupportPlan | None = None

    @property
    def key(self) -> str:
        """Return a name of the days for the page."""
        return f"figures-{self.valid_from}-{self.valid_to}"

    @property
    def is_over(self) -> bool:
        """Say whether the days have passed."""
        return self.valid_to < clock.today()

    @property
    def amount_pence(self) -> int:
        """Return all figures together."""
        return sum(each.figure.amount_pence for each in self.figures)

    @property
    def present_pence(self) -> int | None:
        """Return all packages together; None where there was none."""
        known = [each.figure.present_pence for each in self.figures if each.figure.present_pence is not None]
        return sum(known) if known else None

    @property
    def difference(self) -> str:
        """Return how the figures together compare with the packages together, in words."""
        return "" if self.present_pence is None else difference_words(self.present_pence, self.amount_pence)


@dataclass(frozen=True)
class FigureBesidePackage:
    """A figure beside what the child had before."""

    figure: IndicativeAllocation
    package: PresentPackage | None

    @property
    def difference(self) -> str:
        """Return how the figure compares with the package, in words; empty where there was none."""
        present = self.figure.present_pence
        return "" if present is None else difference_words(present, self.figure.amount_pence)

    @property
    def challenge(self) -> Challenge | None:
        """Return the latest challenge of the figure."""
        return next(iter(self.figure.challenges.all()), None)


def beside_packages(figures: QuerySet[IndicativeAllocation]) -> list[FiguresTogether]:
    """Return a child's figures beside the packages before them, those for the same days together, the latest first."""
    rows = list(figures)
    packages = list(PresentPackage.objects.filter(child__in={figure.child_id for figure in rows}))
    together: dict[tuple[date, date], FiguresTogether] = {}
    for figure in rows:
        days = figure.valid_from, figure.valid_to
        before = _before((p for p in packages if p.stream_id == figure.stream_id), days[0])
        group = together.setdefault(days, FiguresTogether(*days))
        group.figures.append(FigureBesidePackage(figure, None if figure.present_pence is None else before))
    return list(together.values())


def figures_for_family(child: Child) -> list[FiguresTogether]:
    """Return the figures that the family may see beside the packages before, with the plans agreed for their days."""
    together = beside_packages(released_figures_of(child))
    plans = list(SupportPlan.objects.filter(child=child, state=PlanState.FINAL))
    for group in together:
        same_days = (p for p in plans if p.valid_from <= group.valid_to and p.valid_to >= group.valid_from)
        group.agreed = next(same_days, None)
    return together


def _before(packages: Iterable[PresentPackage], day: date) -> PresentPackage | None:
    """Return the package that holds on the day, or else the one that holds on the day before."""
    rows = list(packages)
    days = day, day - timedelta(days=1)
    return next((package for each in days for package in rows if is_valid_on(package, each)), None)
