"""What an amendment of a plan changes, line by line, in words."""

from dataclasses import dataclass

from marketplace.catalogue.prices import format_quantity, format_unit_price
from marketplace.core.money import format_pounds

from ..models import PlanLine, SupportPlan
from .plan import lines_of, outcomes_of


@dataclass(frozen=True)
class LineDifference:
    """A line that an amendment adds, takes away or changes; `changes` are triples of what, before and after."""

    what: str
    description: str
    changes: list[tuple[str, str, str]]


def differences(plan: SupportPlan) -> list[LineDifference]:
    """Return what the plan says otherwise than the version it amends, line by line, then the words."""
    if plan.amends is None:
        return []
    before = {line.pk: line for line in lines_of(plan.amends)}
    lines = lines_of(plan)
    kept = {line.amends_id for line in lines}
    rows = [_difference(before[line.amends_id], line) for line in lines if line.amends_id]
    rows += [
        LineDifference("Added", line.description, [("All of it", "", _in_short(line))])
        for line in lines
        if not line.amends_id
    ]
    rows += [
        LineDifference("Taken away", line.description, [("All of it", _in_short(line), "")])
        for line in before.values()
        if line.pk not in kept
    ]
    return [row for row in rows if row.changes] + _word_differences(plan, plan.amends)


def _difference(before: PlanLine, after: PlanLine) -> LineDifference:
    pairs = zip(_facts(before), _facts(after), strict=True)
    changes = [(name, old, new) for (name, old), (_, new) in pairs if old != new]
    return LineDifference("Changed", before.description, changes)


def _in_short(line: PlanLine) -> str:
    facts = dict(_facts(line))
    shown = [facts[name] for name in ("Kind of service", "Service", "How much", "Amount", "Paid from")]
    return "; ".join([*(fact for fact in shown if fact), *(["Kept aside"] if line.is_contingency else [])])


def _facts(line: PlanLine) -> list[tuple[str, str]]:
    paid = ", ".join(f"{format_pounds(part.amount_pence)} from {part.stream.name}" for part in line.funding.all())
    return [
        ("Description", line.description),
        ("Kind of service", line.category.name),
        ("Service", line.service.name if line.service else ""),
        ("How much", quantity_in_words(line)),
        ("Amount", "No price yet" if line.amount_pence is None else format_pounds(line.amount_pence)),
        ("Paid from", paid),
        ("Kept aside", "Yes" if line.is_contingency else "No"),
    ]


def quantity_in_words(line: PlanLine) -> str:
    """Return how much of a unit the line is, with its price where that is known: `50 hours at £12 per hour`."""
    if line.quantity is None:
        return ""
    words = format_quantity(line.quantity, line.unit)
    if line.unit_price_pence is None:
        return words
    return f"{words} at {format_unit_price(line.unit_price_pence, line.unit)}"


def _word_differences(plan: SupportPlan, amended: SupportPlan) -> list[LineDifference]:
    texts = [
        ("What matters to us", amended.what_matters, plan.what_matters),
        ("What we want to happen", _outcomes_in_words(amended), _outcomes_in_words(plan)),
        ("How I keep safe", amended.keep_safe, plan.keep_safe),
    ]
    return [
        LineDifference("Changed", name, [("Words", before, after)]) for name, before, after in texts if before != after
    ]


def _outcomes_in_words(plan: SupportPlan) -> str:
    return "; ".join(f"{each.words} ({each.outcome.name})" for each in outcomes_of(plan))
