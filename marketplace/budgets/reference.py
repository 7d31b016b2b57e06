"""The funding streams a new council starts with; officers edit them afterwards.

Streams and their restrictions follow the reports of 2008 to 2014 (scoping study, family journey, extended packages,
introducing personal budgets, integrated resourcing).
"""

from dataclasses import dataclass
from datetime import date

from .enums import StreamOwner

_SHORT_BREAKS = (
    "short-breaks",
    "clubs-and-holiday-schemes",
    "people-to-help",
    "leisure",
)


#: The law under which councils offer personal budgets came into force (Children and Families Act 2014, section 49).
FIRST_DAY = date(2014, 9, 1)


@dataclass(frozen=True, kw_only=True)
class StreamReference:
    """What a stream is for and what binds it; categories are codes of kinds or groups."""

    code: str
    name: str
    owner: StreamOwner
    summary: str
    categories: tuple[str, ...]
    age_min: int = 0
    age_max: int = 25
    direct_payment_allowed: bool = True
    top_up_allowed: bool = True
    approved_providers_only: bool = False
    start_trigger: str = ""
    review_months: int = 12
    approver: str = ""


STREAMS = (
    StreamReference(
        code="social-care-short-breaks",
        name="Short breaks",
        owner=StreamOwner.CARE,
        summary="Breaks for a child or young person and for the people who care for them: clubs, days out, time "
        "with a worker, and nights away.",
        categories=(*_SHORT_BREAKS, "support-planning", "brokerage", "payroll"),
        age_max=17,
        approver="Short breaks team manager",
    ),
    StreamReference(
        code="social-care-support",
        name="Social care support",
        owner=StreamOwner.CARE,
        summary="Help that a social care assessment says a disabled child needs (Children Act 1989, section 17).",
        categories=(*_SHORT_BREAKS, "getting-about", "home-adaptations", "planning-and-paperwork"),
        age_max=17,
        approver="Disabled children's team manager",
    ),
    StreamReference(
        code="sen-top-up",
        name="SEN top-up",
        owner=StreamOwner.EDUCATION,
        summary="Help with learning and therapies that an education, health and care plan says must be provided "
        "(high needs block, element 3).",
        categories=("learning-support", "therapies", "equipment"),
        approver="SEN panel",
        start_trigger="The education, health and care plan is final",
    ),
    StreamReference(
        code="sen-transport",
        name="SEN travel",
        owner=StreamOwner.EDUCATION,
        summary="Getting to school or college, and learning to travel alone (personal transport budget).",
        categories=("transport", "travel-training"),
        age_min=4,
        start_trigger="The plan is signed",
        approver="Travel team",
    ),
    StreamReference(
        code="early-years",
        name="Early years",
        owner=StreamOwner.EDUCATION,
        summary="Extra help for a child under five in childcare or at home.",
        categories=("learning-and-early-years", "therapies", "equipment"),
        age_max=4,
        review_months=6,
        approver="Early years inclusion panel",
    ),
    StreamReference(
        code="nhs-continuing-care",
        name="NHS continuing care (under 18)",
        owner=StreamOwner.HEALTH,
        summary="Care for a child with very complex health needs, in a package that the NHS agrees.",
        categories=("short-breaks", "people-to-help", "therapies", "equipment"),
        age_max=17,
        top_up_allowed=False,
        approved_providers_only=True,
        review_months=3,
        approver="Continuing care panel",
    ),
    StreamReference(
        code="nhs-continuing-healthcare",
        name="NHS continuing healthcare (18 and over)",
        owner=StreamOwner.HEALTH,
        summary="Care for an adult of 18 or over whose main need is for health care, paid for by the NHS.",
        categories=("short-breaks", "people-to-help", "therapies", "equipment", "planning-and-paperwork"),
        age_min=18,
        top_up_allowed=False,
        approved_providers_only=True,
        approver="Continuing healthcare panel",
    ),
    StreamReference(
        code="personal-health-budget",
        name="Personal health budget",
        owner=StreamOwner.HEALTH,
        summary="Money for the health needs of someone with a long-term condition, spent as an agreed plan says.",
        categories=("therapies", "people-to-help", "leisure", "equipment"),
        top_up_allowed=False,
        approver="Personal health budget lead",
    ),
    StreamReference(
        code="equipment",
        name="Equipment",
        owner=StreamOwner.CARE,
        summary="Seating, sleep, communication and other equipment, and small changes at home.",
        categories=("equipment", "home-adaptations"),
        approver="Occupational therapy manager",
    ),
    StreamReference(
        code="continence",
        name="Continence products",
        owner=StreamOwner.HEALTH,
        summary="Pads, pants and bed protection for a child or young person of five or over.",
        categories=("continence-products",),
        age_min=5,
        top_up_allowed=False,
        approver="Continence service",
    ),
)
