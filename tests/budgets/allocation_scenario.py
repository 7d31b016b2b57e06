"""A stream with a policy, a child with points and a package, and the figure that comes of them."""

from datetime import date, timedelta
from typing import Any

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.enums import AllocationMethod, AssessmentState, ConversationKind
from marketplace.budgets.figures import Band
from marketplace.budgets.models import (
    AllocationPolicy,
    Assessment,
    FundingStream,
    IndicativeAllocation,
    PresentPackage,
    Questionnaire,
)
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.services import (
    PolicyTerms,
    add_allocation_policy,
    offer_for_release,
    record_present_package,
    release_after_conversation,
    work_out_allocation,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor
from tests.conftest import Cast

QUESTIONNAIRE = "About your child"
#: A full year, so that amounts are those of a year.
YEAR = {"valid_from": date(2027, 4, 1), "valid_to": date(2028, 3, 31)}


def officer(cast: Cast) -> Actor:
    """Return the budget officer as an actor."""
    return actor_for_officer(cast.officer(OfficerRole.BUDGETS), OfficerRole.BUDGETS)


def parent(cast: Cast) -> Actor:
    """Return the family's parent as an actor."""
    return actor_for_family(cast.parent, cast.family)


def questionnaire(name: str = QUESTIONNAIRE) -> Questionnaire:
    """Return the questionnaire of this name, published."""
    made, _ = Questionnaire.objects.get_or_create(
        name=name, defaults={"state": "published", "published_at": clock.now()}
    )
    return made


def assessed(cast: Cast, points: int, *, child: Child | None = None, days_ago: int = 0, **fields: Any) -> Assessment:
    """Return a completed assessment of the child that came to so many points."""
    at = clock.now() - timedelta(days=days_ago)
    return Assessment.objects.create(
        child=child or cast.child,
        questionnaire=questionnaire(),
        started_by=cast.parent,
        **{
            "state": AssessmentState.COMPLETED,
            "completed_by": cast.parent,
            "completed_at": at,
            "age_years": 9,
            "child_points": points,
            "age_percent": 100,
            "family_points": 0,
            "points": points,
        }
        | fields,
    )


def price_point(pence: int = 9_500, **terms: Any) -> PolicyTerms:
    """Return terms by which each point is worth so many pence."""
    questionnaire()
    return PolicyTerms(
        method=AllocationMethod.PRICE_POINT, questionnaire_name=QUESTIONNAIRE, price_point_pence=pence, **terms
    )


def in_bands(*bands: tuple[int, int | None, int], **terms: Any) -> PolicyTerms:
    """Return terms by which bands of points (first, last, pence) give amounts."""
    questionnaire()
    made = tuple(Band(*band) for band in bands)
    return PolicyTerms(method=AllocationMethod.BANDS, questionnaire_name=QUESTIONNAIRE, bands=made, **terms)


def policy(stream: FundingStream, terms: PolicyTerms, valid_from: date = FIRST_DAY) -> AllocationPolicy:
    """Return a policy of the stream, made by the system; its first may begin long ago."""
    return add_allocation_policy(actor=SYSTEM, stream=stream, valid_from=valid_from, terms=terms, reason="As voted")


def package(cast: Cast, stream: FundingStream, pence: int, **fields: Any) -> PresentPackage:
    """Return what the child has from the stream so far, since the spring of 2026."""
    asked = {"child": cast.child, "description": "Two nights a month at Oak House", "valid_from": date(2026, 4, 1)}
    return record_present_package(actor=officer(cast), stream=stream, amount_pence=pence, **asked | fields)


def figure(cast: Cast, stream: FundingStream, **asked: Any) -> IndicativeAllocation:
    """Return the child's figure for a full year."""
    return work_out_allocation(actor=officer(cast), stream=stream, **{"child": cast.child, **YEAR} | asked)


def waiting_figure(cast: Cast, stream: FundingStream, pence: int = 50_000, **asked: Any) -> IndicativeAllocation:
    """Return a figure of a flat sum that waits for a conversation."""
    if not stream.allocation_policies.exists():
        policy(stream, PolicyTerms(method=AllocationMethod.FLAT_SUM, flat_sum_pence=pence))
    return offer_for_release(actor=officer(cast), allocation=figure(cast, stream, **asked))


def release(cast: Cast, *figures: IndicativeAllocation, **said: Any) -> None:
    """Talk to the family today and share the figures with it."""
    asked = {"held_on": clock.today(), "kind": ConversationKind.PHONE, "with_whom": "Amina", "notes": "All was clear."}
    release_after_conversation(actor=officer(cast), child=figures[0].child, allocations=figures, **asked | said)


def released_figure(cast: Cast, stream: FundingStream, pence: int = 50_000, **asked: Any) -> IndicativeAllocation:
    """Return a figure of a flat sum that the family sees."""
    made = waiting_figure(cast, stream, pence, **asked)
    release(cast, made)
    made.refresh_from_db()
    return made
