"""Sending a plan to be signed, and giving it back to be changed."""

from collections.abc import Iterator

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding
from marketplace.core.money import format_pounds

from ..enums import PlanOrder, PlanState
from ..errors import PlanNotReady, SigningRefused
from ..models import PlanLine, Pot, SupportPlan
from ..notices import tell_of_plan
from ..rules import why_not_kind
from ..selectors.plan import StreamTotal, lines_of, other_final_plans, totals_of
from ..selectors.plan_checks import needs_signing
from ..selectors.policy import policy_on
from .award import HIGHEST_AWARD_PENCE
from .plan import lock_draft, lock_plan


def submit_plan(*, actor: Actor, plan: SupportPlan) -> SupportPlan:
    """Send a draft to be signed by the family and, but for a small amendment, by an officer for each stream.

    Raises PlanNotReady with all that stands in the way, and PlanRefused for a plan that is not a draft.
    """
    with deciding():
        draft = lock_draft(plan)
        reasons = sending_refusals(draft)
        if reasons:
            raise PlanNotReady(reasons)
        draft.state, draft.submitted_at, draft.return_reason = PlanState.SUBMITTED, clock.now(), ""
        draft.revision += 1
        draft.needs_signing = needs_signing(draft)
        draft.save()
        record_event(
            actor=actor,
            action="plan.submit",
            subject=draft,
            after={"revision": draft.revision, "needs_signing": draft.needs_signing},
        )
        sentence = "A support plan is ready. Please read it, and sign it if you agree."
        tell_of_plan(actor, draft, what="a plan to sign", sentence=sentence)
    return draft


def return_plan(*, actor: Actor, plan: SupportPlan, reason: str) -> SupportPlan:
    """Give a plan that waits to be signed back to be changed; signatures that it has do not count when it comes again.

    Raises SigningRefused without a reason and for a plan that does not wait.
    """
    if not reason.strip():
        raise SigningRefused("Say what should change, so that the plan can be put right.")
    with deciding():
        waiting = lock_plan(plan)
        if waiting.state != PlanState.SUBMITTED:
            raise SigningRefused("This plan does not wait to be signed any more, so it cannot be given back.")
        waiting.state, waiting.return_reason = PlanState.DRAFT, reason.strip()
        waiting.save(update_fields=["state", "return_reason", "updated_at"])
        record_event(
            actor=actor, action="plan.return", subject=waiting, reason=reason, before={"revision": waiting.revision}
        )
        sentence = "Your support plan was given back to you to be changed. The page of the plan says why."
        tell_of_plan(actor, waiting, what="a plan to change", sentence=sentence)
    return waiting


def sending_refusals(plan: SupportPlan) -> list[str]:
    """Return, as sentences, all that stands in the way of sending the plan for signing."""
    lines, totals = lines_of(plan), totals_of(plan)
    return [
        *_period_refusals(plan),
        *_line_refusals(plan, lines),
        *(sentence for total in totals if total.planned_pence for sentence in _stream_refusals(plan, total)),
    ]


def _period_refusals(plan: SupportPlan) -> Iterator[str]:
    if plan.is_over:
        yield "The plan’s time is over. Start a plan for a time to come."
    clash = other_final_plans(plan).filter(valid_from__lte=plan.valid_to, valid_to__gte=plan.valid_from).first()
    if clash:
        yield (
            f"There is an agreed plan from {clash.valid_from:%-d %B %Y} to {clash.valid_to:%-d %B %Y}, and two plans "
            "cannot hold for the same day. Change that one instead."
        )


def _line_refusals(plan: SupportPlan, lines: list[PlanLine]) -> Iterator[str]:
    if not lines:
        yield "The plan has no lines. Add what is to be done and what it costs."
        return
    if all(line.amount_pence is None for line in lines):
        yield "No line has a price yet. A plan needs at least one, so that there is something to sign for."
    age, day = plan.child.age_on(plan.valid_from), plan.valid_from
    for line in lines:
        parts = list(line.funding.all())
        if line.amount_pence is not None and not parts:
            yield f"“{line.description}”: say which part of the budget pays."
        for part in parts:
            refusal = why_not_kind(part.stream, line.category, line.service, age, day)
            if refusal:
                yield f"“{line.description}”: {refusal} Choose another part of the budget."


def _stream_refusals(plan: SupportPlan, total: StreamTotal) -> Iterator[str]:
    """Yield what is wrong with one stream; what the agreed version had already stands in nobody's way."""
    stream, other = total.stream, _pot_of_another_period(plan, total)
    if other:
        yield (
            f"There is a {stream.name} budget from {other.valid_from:%-d %B %Y} to "
            f"{other.valid_to:%-d %B %Y} already, which is not the plan’s time. Ask your budget officer."
        )
    if total.change_pence <= 0:
        return
    if total.planned_pence > HIGHEST_AWARD_PENCE:
        yield f"{stream.name}: a plan asks a part of the budget for at most {format_pounds(HIGHEST_AWARD_PENCE)}."
    if stream.valid_to and stream.valid_to < plan.valid_to:
        yield (
            f"{stream.name} ends on {stream.valid_to:%-d %B %Y}, before the plan does. Let another part of the budget "
            "pay."
        )
    if total.over_pence and total.figure and _figure_bounds():
        yield _over_the_figure(total)


def _figure_bounds() -> bool:
    return policy_on(clock.today()).plan_order == PlanOrder.INDICATIVE_FIRST


def _over_the_figure(total: StreamTotal) -> str:
    assert total.figure is not None, "only what has a figure can be above it"
    figure, highest = total.figure.amount_pence, total.figure.highest_pence
    allowed = f", and a plan may be up to {format_pounds(highest)}" if highest > figure else ""
    return (
        f"{total.stream.name}: the plan comes to {format_pounds(total.planned_pence)}. The figure is "
        f"{format_pounds(figure)}{allowed}. Take {format_pounds(total.over_pence)} off, or ask the council "
        "for another figure."
    )


def _pot_of_another_period(plan: SupportPlan, total: StreamTotal) -> Pot | None:
    pots = Pot.objects.filter(
        child=plan.child_id, stream=total.stream, valid_from__lte=plan.valid_to, valid_to__gte=plan.valid_from
    )
    return pots.exclude(valid_from=plan.valid_from, valid_to=plan.valid_to).first()
