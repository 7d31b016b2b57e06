"""Read who holds parts of the children's budgets from `held.toml`."""

from dataclasses import dataclass

from marketplace.budgets.enums import FAMILY_HELD_ROUTES, FeeMode, PaymentRhythm, Route

from .known import LEAF_CATEGORIES, STREAMS_BY_CODE
from .reading import FOLDER, Table, each, read_table, rows


@dataclass(frozen=True, kw_only=True)
class SpendingContent:
    """What a family pays time and again; about so many pence each time."""

    payee: str
    what: str
    category: str
    pence: int
    every_days: int
    receipt: bool


@dataclass(frozen=True, kw_only=True)
class HeldContent:
    """A stream of a child's budget that somebody holds: the family, a provider, or somebody whom `holder_name` says.

    A family is paid in the `rhythm` and records its `spending`, perhaps no longer; a holder's statements say
    `statement`.
    """

    child: str
    stream: str
    route: Route
    reason: str
    holder: str
    holder_name: str
    fee_pence: int
    fee_mode: FeeMode | None
    statement: str
    rhythm: PaymentRhythm | None
    spending: tuple[SpendingContent, ...]
    records_stop_days_ago: int
    withheld_days_ago: int | None
    withheld_because: str


def load_held() -> tuple[HeldContent, ...]:
    """Return every part that somebody holds."""
    return each(rows(read_table(FOLDER / "held.toml"), "held", "child"), read_held)


def read_held(row: Table) -> HeldContent:
    """Read one part: a family is paid, anybody else sends statements."""
    fee, withheld = row.whole("fee_pence", 0), row.whole_or_none("withheld_days_ago")
    route = row.choice("route", Route)
    is_family = route in FAMILY_HELD_ROUTES
    return HeldContent(
        child=row.text("child"),
        stream=row.code("stream", frozenset(STREAMS_BY_CODE)),
        route=route,
        reason=row.text("reason"),
        holder=row.text("holder", ""),
        holder_name=row.text("holder_name", ""),
        fee_pence=fee,
        fee_mode=row.choice("fee_mode", FeeMode) if fee else None,
        statement="" if is_family else row.text("statement"),
        rhythm=row.choice("rhythm", PaymentRhythm) if is_family else None,
        spending=each(row.tables("spending", label="what"), _spending),
        records_stop_days_ago=row.whole("records_stop_days_ago", 0),
        withheld_days_ago=withheld,
        withheld_because=row.text("withheld_because") if withheld else "",
    )


def _spending(row: Table) -> SpendingContent:
    return SpendingContent(
        payee=row.text("payee"),
        what=row.text("what"),
        category=row.code("category", LEAF_CATEGORIES),
        pence=row.whole("pence", lowest=1),
        every_days=row.whole("every_days", lowest=1),
        receipt=row.flag("receipt"),
    )
