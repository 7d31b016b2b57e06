"""Read providers, their checks, services, prices and sessions."""

from datetime import time
from decimal import Decimal, InvalidOperation

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
from marketplace.core.postcode import outward_part
from marketplace.providers.enums import CheckState, ProviderKind

from .known import (
    ACCESS_CODES,
    CHECK_CODES,
    LEAF_CATEGORIES,
    NEED_CODES,
    OUTCOME_CODES,
    ages_of,
    checks_needed,
    postcode_of,
)
from .reading import Table, each
from .records import (
    CheckContent,
    ProviderContent,
    ServiceContent,
    SessionPatternContent,
    SessionWhen,
    UnitCostContent,
)

#: A price without a date has held this long.
DEFAULT_PRICE_AGE_DAYS = 400


def read_provider(row: Table) -> ProviderContent:
    """Read one provider and its services; a live service needs its checks on file."""
    provider = ProviderContent(
        slug=row.text("slug"),
        name=row.text("name"),
        kind=row.choice("kind", ProviderKind),
        description=row.text("description"),
        address=row.text("address"),
        town=row.text("town"),
        postcode=postcode_of(row),
        phone=row.text("phone"),
        email=row.text("email"),
        website=row.text("website"),
        checks=each(row.tables("checks", label="code"), _check),
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
    return each(rows, _service)


def _service(row: Table) -> ServiceContent:
    setting = row.choice("setting", Setting)
    at_a_place = setting == Setting.PLACE
    age_min, age_max = ages_of(row)
    sessions = each(row.tables("sessions"), _session)
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
        postcode=postcode_of(row) if at_a_place else "",
        area_covered=() if at_a_place or setting == Setting.ONLINE else row.texts("area_covered"),
        offered_when=row.choices("offered_when", OfferedWhen),
        days=_days(row, sessions),
        languages=row.texts("languages", ["English"]),
        staff_gender=row.text("staff_gender", ""),
        continuity=row.text("continuity"),
        cancellation_cover=row.text("cancellation_cover"),
        run_by=row.choice("run_by", RunBy, RunBy.INDEPENDENT),
        contract=row.choice("contract", Contract, Contract.SPOT),
        is_free=row.flag("is_free", False),
        not_included=row.text("not_included"),
        eligibility=row.text("eligibility"),
        state=row.choice("state", ListingState, ListingState.LIVE),
        state_reason=row.text("state_reason", ""),
        last_checked_days_ago=row.whole("last_checked_days_ago"),
        unit_costs=each(row.tables("unit_costs"), _unit_cost),
        sessions=sessions,
    )
    _refuse_unsound(row, service)
    return service


def _days(row: Table, sessions: tuple[SessionPatternContent, ...]) -> tuple[Weekday, ...]:
    """Return the days a service names, or else those of its sessions."""
    days = row.wholes("days") or sorted({session.weekday for session in sessions})
    return tuple(_weekday(row, day) for day in days)


def _weekday(row: Table, number: int) -> Weekday:
    if number not in Weekday.values:
        raise row.fail(f"{number} is not a day from 0 (Monday) to 6 (Sunday).")
    return Weekday(number)


def _refuse_unsound(row: Table, service: ServiceContent) -> None:
    if len(service.summary) > 200:
        raise row.fail(f"the summary has {len(service.summary)} characters, above 200.")
    if not 1 <= len(service.categories) <= 3:
        raise row.fail("there should be one to three categories.")
    if (service.state == ListingState.SUSPENDED) != bool(service.state_reason):
        raise row.fail("a suspended listing, and only that, says why.")
    if service.is_free and service.unit_costs:
        raise row.fail("a free service has no prices.")
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
        weekday=_weekday(row, row.whole("weekday")),
        starts=_time(row, "starts"),
        ends=_time(row, "ends"),
        capacity=row.whole("capacity", lowest=1),
        when=row.choice("when", SessionWhen),
    )
    if session.ends <= session.starts:
        raise row.fail("the session ends before it starts.")
    return session
