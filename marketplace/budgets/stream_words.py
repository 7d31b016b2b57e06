"""The rules of a stream in words, and how one set of rules differs from the one before it."""

from collections.abc import Iterator

from marketplace.catalogue.models import Category

from .models import StreamRules


def binding_sentences(rules: StreamRules) -> dict[str, str]:
    """Return what binds the stream as sentences for families, by subject; every subject always has one."""
    return {
        "ages": _ages(rules),
        "top_up": "You may add your own money." if rules.top_up_allowed else "You may not add your own money to it.",
        "direct_payment": "You can ask to have it as a direct payment, or let the council manage it."
        if rules.direct_payment_allowed
        else "The council manages it for you.",
        "providers": "Only with providers that have a contract with the council."
        if rules.approved_providers_only
        else "With any provider listed here.",
        "start": f"It starts when: {rules.start_trigger}." if rules.start_trigger else "It starts when it is awarded.",
        "review": _review(rules),
        "carry_over": _carry_over(rules),
    }


def changes(before: StreamRules, after: StreamRules) -> Iterator[str]:
    """Yield what is different in the rules after, as sentences; prefetch `categories` of both."""
    if after.summary != before.summary:
        yield after.summary
    old, new = list(before.categories.all()), list(after.categories.all())
    if {kind.pk for kind in old} != {kind.pk for kind in new}:
        yield f"You may spend it on: {'; '.join(kind.name for kind in new)}."
        lost = [kind.name for kind in old if not _is_kept(kind, new)]
        if lost:
            yield f"You may no longer spend it on: {'; '.join(lost)}."
    then = binding_sentences(before)
    yield from (sentence for subject, sentence in binding_sentences(after).items() if sentence != then[subject])


def _is_kept(kind: Category, new: list[Category]) -> bool:
    """Say whether the kind, the group that it is in, or some of the group that it is, may still be paid for."""
    return any(each.pk in (kind.pk, kind.parent_id) or each.parent_id == kind.pk for each in new)


def _ages(rules: StreamRules) -> str:
    if rules.age_min == 0 and rules.age_max == 25:
        return "For every age from 0 to 25."
    return f"For ages {rules.age_min} to {rules.age_max}."


def _review(rules: StreamRules) -> str:
    often = "month" if rules.review_months == 1 else f"{rules.review_months} months"
    decides = f"; {rules.approver} decides" if rules.approver else ""
    return f"It is looked at again every {often}{decides}."


def _carry_over(rules: StreamRules) -> str:
    share = rules.carry_over_percent
    if share == 0:
        return "What is left at the end of the period goes back to the council."
    if share == 100:
        return "What is left at the end of the period goes into the next one."
    return f"Up to {share} % of what is left at the end of the period goes into the next one."
