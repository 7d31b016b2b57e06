"""Read and check the content files of the fictional council; raise `ContentError` for anything that breaks a rule.

`postcodes.csv` holds real postcodes, each with the coordinates of the National Statistics Postcode Lookup (ONS,
May 2025); those outside the Bristol rows were also in Code-Point Open (Ordnance Survey, August 2014). Contains OS data
© Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and database right. Source: Office
for National Statistics, licensed under the Open Government Licence v3.0. Bristol postcodes are those that real
Bristol listings use, so that they can be placed on the map.

People, providers and addresses are invented. Telephone numbers are from the range 01632 960000 to 960999 that
Ofcom sets aside for drama; e-mail addresses and websites end in `.example`.
"""

import csv
from collections.abc import Callable, Iterable
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeVar

from marketplace.accounts.enums import Relationship, SupportScope
from marketplace.budgets.reference import STREAMS
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
from marketplace.catalogue.reference import (
    ACCESS_FEATURES,
    CATEGORIES,
    CHECK_TYPES,
    CHECKS_BY_CATEGORY,
    CHECKS_FOR_ALL,
    NEEDS,
    OUTCOMES,
)
from marketplace.core.postcode import normalise_postcode, outward_part
from marketplace.demand.enums import HowOften
from marketplace.providers.enums import CheckState, ProviderKind

from .pages import read_local_offer
from .reading import FOLDER, ContentError, Table, read_table
from .records import (
    CheckContent,
    ChildContent,
    FamilyContent,
    LocalOfferContent,
    MemberContent,
    Point,
    ProviderContent,
    ServiceContent,
    SessionPatternContent,
    SessionWhen,
    StreamAwardContent,
    SupporterContent,
    UnitCostContent,
    UnmetContent,
)

GROUP_OF = {leaf: group for group, _, _, leaves in CATEGORIES for leaf, _, _ in leaves}
LEAF_CATEGORIES = frozenset(GROUP_OF)
NEED_CODES = frozenset(code for code, _ in NEEDS)
ACCESS_CODES = frozenset(code for code, _ in ACCESS_FEATURES)
OUTCOME_CODES = frozenset(code for code, _ in OUTCOMES)
CHECK_CODES = frozenset(code for code, _, _ in CHECK_TYPES)
STREAMS_BY_CODE = {stream.code: stream for stream in STREAMS}
OLDEST_AGE = 25
#: A price without a date has held this long.
DEFAULT_PRICE_AGE_DAYS = 400

T = TypeVar("T")


@cache
def load_postcodes() -> dict[str, Point]:
    """Return every known postcode with its place."""
    with (FOLDER / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = {row["postcode"]: Point(float(row["latitude"]), float(row["longitude"])) for row in rows}
    if len(points) < len(rows):
        raise ContentError("postcodes.csv: a postcode is named twice.")
    for postcode in points:
        if normalise_postcode(postcode) != postcode:
            raise ContentError(f"postcodes.csv: {postcode!r} has not the form of a postcode.")
    return points


def load_providers() -> tuple[ProviderContent, ...]:
    """Return every provider with its checks and services, in the order of the files."""
    files = sorted((FOLDER / "providers").glob("*.toml"))
    providers = _each((row for path in files for row in _rows(read_table(path), "providers", "slug")), _provider)
    services = [service for provider in providers for service in provider.services]
    _refuse_repeats("providers", (provider.slug for provider in providers))
    _refuse_repeats("services", (service.slug for service in services))
    return providers


def load_families() -> tuple[FamilyContent, ...]:
    """Return every family; the first is the one the cast's script names."""
    families = _each(_rows(read_table(FOLDER / "families.toml"), "families", "name"), _family)
    _refuse_repeats("families.toml", (member.email for family in families for member in family.members))
    return families


def load_unmet() -> tuple[UnmetContent, ...]:
    """Return the templates of unmet requests."""
    requests = _each(_rows(read_table(FOLDER / "unmet.toml"), "requests", ""), _unmet)
    _refuse_repeats("unmet.toml", (request.what for request in requests))
    return requests


def load_local_offer() -> LocalOfferContent:
    """Return the sections, pages and news of the Local Offer."""
    return read_local_offer(LEAF_CATEGORIES | set(GROUP_OF.values()), NEED_CODES, frozenset(STREAMS_BY_CODE))


def checks_needed(category: str) -> frozenset[str]:
    """Return the vetting checks that a service of this leaf category needs."""
    own = CHECKS_BY_CATEGORY.get(category, ())
    return frozenset(CHECKS_FOR_ALL) | set(own) | set(CHECKS_BY_CATEGORY.get(GROUP_OF[category], ()))


def _rows(top: Table, name: str, label: str) -> list[Table]:
    rows = list(top.tables(name, label=label))
    top.finish()
    return rows


def _each(rows: Iterable[Table], read: Callable[[Table], T]) -> tuple[T, ...]:
    """Read each row and refuse the fields that its reader did not take."""
    records = []
    for row in rows:
        records.append(read(row))
        row.finish()
    return tuple(records)


def _refuse_repeats(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"{where}: {name!r} is there twice.")
        seen.add(name)


def _postcode(row: Table, default: str | None = None) -> str:
    value = row.text("postcode", default)
    if value and value not in load_postcodes():
        raise row.fail(f"the postcode {value} is not in postcodes.csv.")
    return value


def _ages(row: Table) -> tuple[int, int]:
    lowest, highest = row.whole("age_min"), row.whole("age_max")
    if not lowest <= highest <= OLDEST_AGE:
        raise row.fail(f"the ages {lowest} to {highest} are reversed or above {OLDEST_AGE}.")
    return lowest, highest


def _provider(row: Table) -> ProviderContent:
    provider = ProviderContent(
        slug=row.text("slug"),
        name=row.text("name"),
        kind=row.choice("kind", ProviderKind),
        description=row.text("description"),
        address=row.text("address"),
        town=row.text("town"),
        postcode=_postcode(row),
        phone=row.text("phone"),
        email=row.text("email"),
        website=row.text("website"),
        checks=_each(row.tables("checks", label="code"), _check),
        services=_services(row),
    )
    _refuse_real_contacts(row, provider)
    _refuse_services_without_checks(row, provider)
    return provider


def _refuse_real_contacts(row: Table, provider: ProviderContent) -> None:
    if not provider.phone.startswith("01632 960"):
        raise row.fail(f"the number {provider.phone} is not one of Ofcom's drama numbers.")
    if not provider.email.endswith(".example") or not provider.website.endswith(".example/"):
        raise row.fail("the e-mail address and the website must be on a .example domain.")


def _refuse_services_without_checks(row: Table, provider: ProviderContent) -> None:
    held = {check.code for check in provider.checks}
    for service in provider.services:
        needed = frozenset[str]().union(*(checks_needed(category) for category in service.categories))
        if service.state == ListingState.LIVE and not needed <= held:
            raise row.fail(f"{service.slug} is live but the provider has no {min(needed - held)!r} check.")


def _check(row: Table) -> CheckContent:
    return CheckContent(
        code=row.code("code", CHECK_CODES),
        reference=row.text("reference"),
        from_days_ago=row.whole("from_days_ago"),
        valid_for_days=row.whole("valid_for_days", lowest=1),
        state=row.choice("state", CheckState, CheckState.APPROVED),
    )


def _services(provider: Table) -> tuple[ServiceContent, ...]:
    """Read the services of a provider, whose `defaults` (and address) hold for each that says nothing else."""
    place = {name: provider.text(name) for name in ("address", "town", "postcode")}
    defaults = provider.raw("defaults")
    rows = [
        Table(fields, f"{provider.where}, service {fields.get('slug')}", {**place, **defaults})
        for fields in provider.list_of_tables("services")
    ]
    return _each(rows, _service)


def _service(row: Table) -> ServiceContent:
    setting = row.choice("setting", Setting)
    at_a_place = setting == Setting.PLACE
    age_min, age_max = _ages(row)
    sessions = _each(row.tables("sessions"), _session)
    service = ServiceContent(
        slug=row.text("slug"),
        name=row.text("name"),
        summary=row.text("summary"),
        description=row.text("description"),
        categories=row.codes("categories", LEAF_CATEGORIES, may_be_empty=False),
        needs=row.codes("needs", NEED_CODES),
        access=row.codes("access", ACCESS_CODES),
        outcomes=row.codes("outcomes", OUTCOME_CODES, may_be_empty=False),
        age_min=age_min,
        age_max=age_max,
        setting=setting,
        address=row.text("address") if at_a_place else "",
        town=row.text("town") if at_a_place else "",
        postcode=_postcode(row) if at_a_place else "",
        area_covered=() if at_a_place or setting == Setting.ONLINE else row.texts("area_covered"),
        offered_when=row.choices("offered_when", OfferedWhen),
        days=_days(row, sessions),
        languages=row.texts("languages", ["English"]),
        staff_gender=row.text("staff_gender", ""),
        continuity=row.text("continuity"),
        cancellation_cover=row.text("cancellation_cover"),
        run_by=row.choice("run_by", RunBy, RunBy.INDEPENDENT),
        contract=row.choice("contract", Contract, Contract.SPOT),
        not_included=row.text("not_included"),
        eligibility=row.text("eligibility"),
        state=row.choice("state", ListingState, ListingState.LIVE),
        state_reason=row.text("state_reason", ""),
        last_checked_days_ago=row.whole("last_checked_days_ago"),
        unit_costs=_each(row.tables("unit_costs"), _unit_cost),
        sessions=sessions,
    )
    _refuse_unsound(row, service)
    return service


def _days(row: Table, sessions: tuple[SessionPatternContent, ...]) -> tuple[Weekday, ...]:
    """Return the days a service names, or else those of its sessions."""
    days = row.wholes("days") or sorted({session.weekday for session in sessions})
    return tuple(Weekday(day) for day in days)


def _refuse_unsound(row: Table, service: ServiceContent) -> None:
    if len(service.summary) > 200:
        raise row.fail(f"the summary has {len(service.summary)} characters, above 200.")
    if not 1 <= len(service.categories) <= 3:
        raise row.fail("there should be one to three categories.")
    if (service.state == ListingState.SUSPENDED) != bool(service.state_reason):
        raise row.fail("a suspended listing, and only that, says why.")
    for area in service.area_covered:
        if outward_part(area) != area:
            raise row.fail(f"{area!r} is not an outward postcode.")
    starts = [(session.weekday, session.starts) for session in service.sessions]
    if len(set(starts)) < len(starts):
        raise row.fail("two sessions begin at the same time.")
    _refuse_overlapping_prices(row, service.unit_costs)


def _refuse_overlapping_prices(row: Table, costs: tuple[UnitCostContent, ...]) -> None:
    """Refuse two prices of the same unit, grade and days that hold on one day."""
    for number, one in enumerate(costs):
        for other in costs[number + 1 :]:
            alike = (one.unit, one.grade, one.day_type) == (other.unit, other.grade, other.day_type)
            if alike and max(one.until_days_ago or 0, other.until_days_ago or 0) <= min(
                one.from_days_ago, other.from_days_ago
            ):
                raise row.fail(f"two prices for one {one.unit} hold on the same day.")


def _unit_cost(row: Table) -> UnitCostContent:
    try:
        minimum = Decimal(row.text("minimum_quantity", "1"))
    except InvalidOperation:
        raise row.fail("“minimum_quantity” is not a number.") from None
    cost = UnitCostContent(
        amount_pence=row.whole("amount_pence", lowest=1),
        unit=row.choice("unit", Unit),
        grade=row.text("grade", ""),
        day_type=row.choice("day_type", DayType, DayType.ANY),
        minimum_quantity=minimum,
        vat_percent=row.whole("vat_percent", 0),
        includes=row.text("includes", ""),
        reliability=row.choice("reliability", PriceReliability, PriceReliability.PUBLISHED),
        from_days_ago=row.whole("from_days_ago", DEFAULT_PRICE_AGE_DAYS),
        until_days_ago=row.whole_or_none("until_days_ago"),
    )
    if cost.vat_percent not in (0, 20) or minimum <= 0:
        raise row.fail("VAT is 0 or 20 per cent, and the least quantity is above zero.")
    if cost.until_days_ago is not None and cost.until_days_ago > cost.from_days_ago:
        raise row.fail("the price ends before it begins.")
    return cost


def _time(row: Table, name: str) -> time:
    try:
        return time.fromisoformat(row.text(name))
    except ValueError:
        raise row.fail(f"“{name}” is not a time such as 16:00.") from None


def _session(row: Table) -> SessionPatternContent:
    session = SessionPatternContent(
        weekday=Weekday(row.whole("weekday")),
        starts=_time(row, "starts"),
        ends=_time(row, "ends"),
        capacity=row.whole("capacity", lowest=1),
        when=row.choice("when", SessionWhen),
    )
    if session.ends <= session.starts:
        raise row.fail("the session ends before it starts.")
    return session


def _family(row: Table) -> FamilyContent:
    return FamilyContent(
        name=row.text("name"),
        postcode=_postcode(row),
        members=_each(row.tables("members", label="email"), _member),
        children=_each(row.tables("children", label="given_name"), _child),
        supporters=_each(row.tables("supporters", label="email"), _supporter),
    )


def _email(row: Table) -> str:
    email = row.text("email")
    if not email.endswith(".example"):
        raise row.fail(f"{email!r} is not on a .example domain.")
    return email


def _member(row: Table) -> MemberContent:
    return MemberContent(
        name=row.text("name"),
        email=_email(row),
        relationship=row.choice("relationship", Relationship, Relationship.PARENT),
    )


def _supporter(row: Table) -> SupporterContent:
    return SupporterContent(
        name=row.text("name"),
        email=_email(row),
        job=row.text("job"),
        scopes=row.choices("scopes", SupportScope),
        valid_for_days=row.whole("valid_for_days", lowest=1),
    )


def _child(row: Table) -> ChildContent:
    years = row.whole("age_years")
    if years > OLDEST_AGE or row.whole("age_months") > 11:
        raise row.fail("the age is above 25 years or has more than 11 months.")
    child = ChildContent(
        given_name=row.text("given_name"),
        family_name=row.text("family_name"),
        age_years=years,
        age_months=row.whole("age_months"),
        needs=row.codes("needs", NEED_CODES, may_be_empty=False),
        streams=_each(row.tables("streams", label="code"), _stream_award),
    )
    for award in child.streams:
        stream = STREAMS_BY_CODE[award.code]
        if not stream.age_min <= years <= stream.age_max:
            raise row.fail(f"{award.code} is for {stream.age_min} to {stream.age_max}, not {years}.")
    _refuse_repeats(row.where, (award.code for award in child.streams))
    return child


def _stream_award(row: Table) -> StreamAwardContent:
    return StreamAwardContent(
        code=row.code("code", frozenset(STREAMS_BY_CODE)),
        annual_pence=row.whole("annual_pence", lowest=1),
        reason=row.text("reason"),
    )


def _unmet(row: Table) -> UnmetContent:
    age_min, age_max = _ages(row)
    return UnmetContent(
        what=row.text("what"),
        category=row.code("category", LEAF_CATEGORIES),
        needs=row.codes("needs", NEED_CODES),
        age_min=age_min,
        age_max=age_max,
        when_wanted=row.text("when_wanted"),
        how_often=row.choice("how_often", HowOften),
        most_pence=row.whole("most_pence", lowest=1),
        unit=row.choice("unit", Unit),
    )
