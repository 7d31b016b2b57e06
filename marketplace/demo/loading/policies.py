"""How the fictional council sets the amount of each stream: every way that councils use is among them."""

from datetime import date, timedelta

from marketplace.budgets.enums import AllocationMethod as Method
from marketplace.budgets.figures import Band
from marketplace.budgets.models import FundingStream
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.reference_questionnaire import NAME
from marketplace.budgets.services import PolicyTerms, add_allocation_policy
from marketplace.catalogue.enums import Unit
from marketplace.core import clock
from marketplace.core.audit import Actor

#: A year's price of a point is decided so long before the year.
_DECIDED_BEFORE = timedelta(days=120)
#: One council consulted on a floor of 0.755 of the present package (2014).
_FALL_FLOOR = 755
_STEP_PENCE = 1_000


def _by_points(price_point_pence: int) -> PolicyTerms:
    return PolicyTerms(
        method=Method.PRICE_POINT,
        questionnaire_name=NAME,
        price_point_pence=price_point_pence,
        fall_floor_permille=_FALL_FLOOR,
        round_to_pence=_STEP_PENCE,
    )


_TERMS = {
    "social-care-short-breaks": _by_points(4_800),
    "social-care-support": PolicyTerms(
        method=Method.BANDS,
        questionnaire_name=NAME,
        bands=(
            Band(0, 29, 280_000),
            Band(30, 54, 480_000),
            Band(55, 84, 700_000),
            Band(85, None, 1_050_000),
        ),
        fall_floor_permille=_FALL_FLOOR,
        round_to_pence=_STEP_PENCE,
    ),
    "sen-transport": PolicyTerms(method=Method.UNIT_COST, unit=Unit.MILE, unit_rate_pence=45),
    "continence": PolicyTerms(
        method=Method.UNIT_COST, unit=Unit.PACK, unit_rate_pence=1_300, pack_tolerance_percent=10
    ),
    "early-years": PolicyTerms(method=Method.FLAT_SUM, flat_sum_pence=180_000),
    "nhs-continuing-healthcare": PolicyTerms(method=Method.PRESENT_PACKAGE),
    "nhs-continuing-care": PolicyTerms(method=Method.COSTED_PLAN),
    "personal-health-budget": PolicyTerms(method=Method.COSTED_PLAN),
    "sen-top-up": PolicyTerms(method=Method.COSTED_PLAN),
    "equipment": PolicyTerms(method=Method.COSTED_PLAN, pack_tolerance_percent=10),
}
#: What a point is worth from the first day of each later year on.
_LATER_PRICE_POINT_PENCE = 5_000


def decide_policies(actor: Actor, later_from: date) -> None:
    """Decide how each stream's amounts are set, and a higher price of a point from a later day on."""
    streams = {stream.code: stream for stream in FundingStream.objects.all()}
    for code, terms in _TERMS.items():
        add_allocation_policy(
            actor=actor,
            stream=streams[code],
            valid_from=FIRST_DAY,
            terms=terms,
            reason="Agreed by the cabinet after talking with families.",
        )
    with clock.at(clock.local_moment(later_from - _DECIDED_BEFORE)):
        add_allocation_policy(
            actor=actor,
            stream=streams["social-care-short-breaks"],
            valid_from=later_from,
            terms=_by_points(_LATER_PRICE_POINT_PENCE),
            reason="Prices of clubs and workers have risen.",
        )
