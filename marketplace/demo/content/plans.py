"""Read the children's support plans from `plans.toml`."""

from collections import Counter
from functools import cache

from marketplace.catalogue.enums import Unit

from .known import GROUP_OF, LEAF_CATEGORIES, OUTCOME_CODES, STREAMS_BY_CODE
from .reading import FOLDER, Table, each, read_table, refuse_repeats, rows
from .records import AimContent, ChildContent, PlanContent, PlanLineContent

_ALL_PERCENT = 100


@cache
def load_plans() -> dict[str, PlanContent]:
    """Return every plan by the child's name."""
    plans = each(rows(read_table(FOLDER / "plans.toml"), "plans", "child"), read_plan)
    refuse_repeats("plans.toml", (plan.child for plan in plans))
    return {plan.child: plan for plan in plans}


def plan_of(child: ChildContent) -> PlanContent:
    """Return the plan of a child that `families.toml` names."""
    return load_plans()[f"{child.given_name} {child.family_name}"]


def read_plan(row: Table) -> PlanContent:
    """Read one plan; of every stream that it names, it shares out the whole amount."""
    plan = PlanContent(
        child=row.text("child"),
        what_matters=row.text("what_matters"),
        keep_safe=row.text("keep_safe"),
        outcomes=each(row.tables("outcomes", label="code"), _aim),
        lines=each(row.tables("lines", label="what"), _line),
    )
    shared_out: Counter[str] = Counter()
    for line in plan.lines:
        shared_out.update(line.parts)
        if line.outcome and line.outcome > len(plan.outcomes):
            raise row.fail(f"“{line.what}” serves outcome {line.outcome}, which there is not.")
    for stream, percent in shared_out.items():
        if percent != _ALL_PERCENT:
            raise row.fail(f"the lines share out {percent} per cent of {stream}.")
        if [line for line in plan.lines if stream in line.parts][-1].is_bought_by_number:
            raise row.fail(f"the last line of {stream} takes what is left, so it is not bought by number.")
    return plan


def _aim(row: Table) -> AimContent:
    return AimContent(code=row.code("code", OUTCOME_CODES), words=row.text("words"))


def _line(row: Table) -> PlanLineContent:
    line = PlanLineContent(
        what=row.text("what"),
        category=row.code("category", LEAF_CATEGORIES),
        outcome=row.whole_or_none("outcome"),
        parts=_parts(row),
        unit=row.choice("unit", Unit) if row.whole_or_none("unit_price_pence") else None,
        unit_price_pence=row.whole("unit_price_pence", 0),
        service=row.text("service", ""),
        aside=row.flag("aside", False),
    )
    if line.is_bought_by_number and len(line.parts) != 1:
        raise row.fail("what is bought by number is paid by one stream.")
    for code in line.parts:
        stream = STREAMS_BY_CODE[code]
        if not {line.category, GROUP_OF[line.category]} & set(stream.categories):
            raise row.fail(f"{code} does not pay for {line.category}.")
    return line


def _parts(row: Table) -> dict[str, int]:
    parts = row.raw("parts")
    for code, percent in parts.items():
        if code not in STREAMS_BY_CODE or not isinstance(percent, int) or not 0 < percent <= _ALL_PERCENT:
            raise row.fail(f"“parts” cannot have {percent!r} per cent of {code!r}.")
    return parts
