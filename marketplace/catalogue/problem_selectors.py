"""Reading reports of problems. What a provider may see of them is said here and nowhere else."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from marketplace.core import clock
from marketplace.providers.models import Provider

from .enums import COUNCIL_PROBLEMS, ProblemKind, ProblemState
from .models import ProblemReport


def problems_of_provider(provider: Provider) -> QuerySet[ProblemReport]:
    """Return the reports that the provider may read: never those on treatment and safety, oldest first."""
    return (
        ProblemReport.objects.filter(service__provider=provider, is_for_council=False)
        .exclude(kind__in=COUNCIL_PROBLEMS)
        .select_related("service")
    )


def problems_to_answer(provider: Provider) -> QuerySet[ProblemReport]:
    """Return the reports that wait for the provider, oldest first."""
    return problems_of_provider(provider).filter(state=ProblemState.OPEN)


def all_problems() -> QuerySet[ProblemReport]:
    """Return every report, as officers see them."""
    return ProblemReport.objects.select_related("service__provider", "answered_by")


def problems_for_council() -> QuerySet[ProblemReport]:
    """Return the open reports that are the council's, or that a provider left open; safety first, then oldest."""
    urgency = Case(When(kind=ProblemKind.SAFETY, then=Value(0)), default=Value(1), output_field=IntegerField())
    theirs = Q(is_for_council=True) | Q(answer_by__lte=clock.now())
    return all_problems().filter(theirs, state=ProblemState.OPEN).order_by(urgency, "created_at")


def problems_with_providers() -> QuerySet[ProblemReport]:
    """Return the open reports that providers still have time to answer, oldest first."""
    return all_problems().filter(is_for_council=False, answer_by__gt=clock.now(), state=ProblemState.OPEN)


def problems_answered() -> QuerySet[ProblemReport]:
    """Return the reports that are answered, the latest first."""
    return all_problems().exclude(state=ProblemState.OPEN).order_by("-answered_at")


def problems_untold() -> QuerySet[ProblemReport]:
    """Return the reports that are the council's and of which no e-mail has gone to officers yet."""
    return problems_for_council().filter(council_told_at__isnull=True)


@dataclass(frozen=True)
class ProblemStatus:
    """How far a report is, in words for who made it, with the kind of tag."""

    text: str
    kind: str
    sentence: str


def problem_status(report: ProblemReport) -> ProblemStatus:
    """Return how far the report is."""
    if report.state == ProblemState.PUT_RIGHT:
        return ProblemStatus("Put right", "success", "It has been dealt with.")
    if report.state == ProblemState.NO_PROBLEM:
        return ProblemStatus("Looked at", "info", "Somebody looked at it and changed nothing.")
    if report.is_for_council:
        return ProblemStatus("With the council", "waiting", "An officer of the council will look at it.")
    if report.answer_by <= clock.now():
        return ProblemStatus(
            "With the council", "waiting", "The provider has not answered. The council will look at it."
        )
    return ProblemStatus("With the provider", "waiting", "The provider has been asked to put it right.")
