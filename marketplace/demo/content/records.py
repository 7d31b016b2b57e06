"""What the content files hold, once read: plain frozen records that know nothing of the database.

Ages, dates and prices are relative to the day of loading (`from_days_ago`, `age_months`), so that the demonstration
does not go stale.
"""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from marketplace.accounts.enums import Relationship, SupportScope
from marketplace.catalogue.enums import (
    Contract,
    DayType,
    ListingState,
    OfferedWhen,
    PriceReliability,
    RunBy,
    Setting,
    Unit,
    Weekday,
)
from marketplace.demand.enums import HowOften
from marketplace.providers.enums import CheckState, ProviderKind


class SessionWhen(StrEnum):
    """The weeks of the year in which a weekly session takes place."""

    TERM = "term"
    HOLIDAY = "holiday"
    ALWAYS = "always"


class BlockKind(StrEnum):
    """The kinds of block in the body of a page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    STEPS = "steps"
    CALLOUT = "callout"
    CONTACT = "contact"
    SEARCH_LINK = "search_link"
    QUESTION = "question"


@dataclass(frozen=True)
class Point:
    """Where a postcode is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class CheckContent:
    """A vetting check of a provider; approved unless it says otherwise."""

    code: str
    reference: str
    from_days_ago: int
    valid_for_days: int
    state: CheckState = CheckState.APPROVED


@dataclass(frozen=True, kw_only=True)
class UnitCostContent:
    """A price in pence for one unit; an `until_days_ago` marks one that has ended."""

    amount_pence: int
    unit: Unit
    grade: str
    day_type: DayType
    minimum_quantity: Decimal
    vat_percent: int
    includes: str
    reliability: PriceReliability
    from_days_ago: int
    until_days_ago: int | None


@dataclass(frozen=True, kw_only=True)
class SessionPatternContent:
    """A session that comes round every week, in local time."""

    weekday: Weekday
    starts: time
    ends: time
    capacity: int
    when: SessionWhen


@dataclass(frozen=True, kw_only=True)
class ServiceContent:
    """One listing. `needs` empty means any need; `address` is given only where there is a place.

    One that is not free and has no unit costs is of a provider that will not say.
    """

    slug: str
    name: str
    summary: str
    description: str
    categories: tuple[str, ...]
    needs: tuple[str, ...]
    access: tuple[str, ...]
    outcomes: tuple[str, ...]
    age_min: int
    age_max: int
    setting: Setting
    address: str
    town: str
    postcode: str
    area_covered: tuple[str, ...]
    offered_when: tuple[OfferedWhen, ...]
    days: tuple[Weekday, ...]
    languages: tuple[str, ...]
    staff_gender: str
    continuity: str
    cancellation_cover: str
    run_by: RunBy
    contract: Contract
    is_free: bool
    not_included: str
    eligibility: str
    state: ListingState
    state_reason: str
    last_checked_days_ago: int
    unit_costs: tuple[UnitCostContent, ...]
    sessions: tuple[SessionPatternContent, ...]


@dataclass(frozen=True, kw_only=True)
class ProviderContent:
    """An organisation or person that offers services."""

    slug: str
    name: str
    kind: ProviderKind
    description: str
    address: str
    town: str
    postcode: str
    phone: str
    email: str
    website: str
    checks: tuple[CheckContent, ...]
    services: tuple[ServiceContent, ...]


@dataclass(frozen=True, kw_only=True)
class StreamAwardContent:
    """What one funding stream gives a child in a year."""

    code: str
    annual_pence: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChildContent:
    """A child or young person, aged so many years and months on the day of loading."""

    given_name: str
    family_name: str
    age_years: int
    age_months: int
    needs: tuple[str, ...]
    streams: tuple[StreamAwardContent, ...]


@dataclass(frozen=True, kw_only=True)
class MemberContent:
    """Someone of the family who signs in."""

    name: str
    email: str
    relationship: Relationship


@dataclass(frozen=True, kw_only=True)
class SupporterContent:
    """Someone who acts for a family with its consent."""

    name: str
    email: str
    job: str
    scopes: tuple[SupportScope, ...]
    valid_for_days: int


@dataclass(frozen=True, kw_only=True)
class FamilyContent:
    """A family, those of it who sign in, its children and its supporters."""

    name: str
    postcode: str
    members: tuple[MemberContent, ...]
    children: tuple[ChildContent, ...]
    supporters: tuple[SupporterContent, ...]


@dataclass(frozen=True, kw_only=True)
class AimContent:
    """What a family wants to happen, in its own words, and the outcome that this serves."""

    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class PlanLineContent:
    """A line of a plan. `parts` are the shares of the yearly amounts of streams, in per cent; none: it has no price.

    `outcome` is the place of the aim that it serves. A line with a unit or a service is bought by number.
    """

    what: str
    category: str
    outcome: int | None
    parts: dict[str, int]
    unit: Unit | None
    unit_price_pence: int
    service: str
    aside: bool

    @property
    def is_bought_by_number(self) -> bool:
        """Say whether the amount is a price times a number, so that something may be left of the share."""
        return bool(self.unit or self.service)


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """A child's support plan, which is agreed each year."""

    child: str
    what_matters: str
    keep_safe: str
    outcomes: tuple[AimContent, ...]
    lines: tuple[PlanLineContent, ...]


@dataclass(frozen=True, kw_only=True)
class UnmetContent:
    """A request as a family would write it, to be set in many places and months."""

    what: str
    category: str
    needs: tuple[str, ...]
    age_min: int
    age_max: int
    when_wanted: str
    how_often: HowOften
    most_pence: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class BlockContent:
    """A piece of a page's body; which of its fields are filled depends on its kind.

    `title` is a callout's heading, a question or a contact's name; `text` may use the tags b, i and a.
    """

    kind: BlockKind
    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    label: str = ""
    query: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """One page of the Local Offer."""

    slug: str
    title: str
    summary: str
    body: tuple[BlockContent, ...]


@dataclass(frozen=True, kw_only=True)
class SectionContent:
    """A section of the Local Offer and its pages."""

    slug: str
    title: str
    intro: str
    pages: tuple[PageContent, ...]


@dataclass(frozen=True, kw_only=True)
class NewsContent:
    """A short news item."""

    slug: str
    title: str
    summary: str
    published_days_ago: int
    body: tuple[BlockContent, ...]


@dataclass(frozen=True, kw_only=True)
class LocalOfferContent:
    """Everything the CMS shows."""

    sections: tuple[SectionContent, ...]
    news: tuple[NewsContent, ...]
