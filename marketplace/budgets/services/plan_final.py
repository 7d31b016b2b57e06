"""A plan becomes final: it takes the place of the one that it amends, makes the awards, and plans the reviews."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import lock_rows

from ..enums import PlanState
from ..errors import AwardRefused, ContingencyRefused, PlanRefused
from ..models import Pot, SupportPlan
from ..notices import tell_of_plan
from ..selectors.plan import StreamTotal, streams_that_change, totals_of
from .award import award_to_locked, check_award, pot_for, reduce_locked
from .contingency import keep_aside_of_locked, let_go_of_locked
from .outcome_review import plan_reviews

#: How things are is asked so soon after a plan begins that the answers tell of the time before it.
FIRST_ANSWERS_WITHIN = timedelta(days=28)


def make_final(*, actor: Actor, plan: SupportPlan) -> None:
    """Make a plan that the caller has locked, and that everybody has signed, final, with the awards it decides.

    Raises AwardRefused, naming the stream, where an award cannot be made or reduced.
    """
    if plan.amends:
        _replace(actor, plan.amends)
    plan.state, plan.final_at = PlanState.FINAL, clock.now()
    try:
        with transaction.atomic():
            plan.save(update_fields=["state", "final_at", "updated_at"])
    except IntegrityError as error:
        raise PlanRefused("Another plan was agreed for some of these days. Change that one instead.") from error
    record_event(actor=actor, action="plan.final", subject=plan, after={"number": plan.number})
    _change_awards(actor, plan)
    plan_reviews(actor=actor, child=plan.child, first_due=max(plan.valid_from, clock.today()) + FIRST_ANSWERS_WITHIN)
    sentence = "Everybody has signed your support plan. The plan is agreed, and the budget is there."
    tell_of_plan(actor, plan, what="the plan is agreed", sentence=sentence)


def _replace(actor: Actor, amended: SupportPlan) -> None:
    if amended.state != PlanState.FINAL:
        raise PlanRefused("The plan that this one changes is no longer the agreed one.")
    amended.state = PlanState.REPLACED
    amended.save(update_fields=["state", "updated_at"])
    record_event(actor=actor, action="plan.replace", subject=amended)


def _change_awards(actor: Actor, plan: SupportPlan) -> None:
    totals = streams_that_change(totals_of(plan))
    pots = _locked_pots(plan, totals)
    for total in totals:
        try:
            _change_award(actor, plan, total, pots[total.stream.pk])
        except (AwardRefused, ContingencyRefused) as error:
            raise AwardRefused(f"{total.stream.name}: {error.sentence} The plan was not signed.") from error


def _locked_pots(plan: SupportPlan, totals: Sequence[StreamTotal]) -> dict[UUID, Pot]:
    """Return the plan's pots by stream, made where there are none, all of them locked in order."""
    pots = [
        pot_for(child=plan.child, stream=total.stream, valid_from=plan.valid_from, valid_to=plan.valid_to)
        for total in totals
    ]
    return {pot.stream_id: pot for pot in lock_rows({Pot: [pot.pk for pot in pots]})[Pot].values()}


def _change_award(actor: Actor, plan: SupportPlan, total: StreamTotal, pot: Pot) -> None:
    """Bring the pot to what the plan says.

    An amendment changes it by the difference to the amended version, so that what was moved since stays moved. A stream
    that no plan of the period asked before gets the difference to what its pot has, so that nothing is awarded twice.
    """
    if pot.closed_on:
        raise AwardRefused("The time of this budget is over and its money has gone back.")
    is_new = not total.earlier_pence
    change = total.planned_pence - (pot.funded_pence if is_new else total.earlier_pence)
    aside = total.contingency_pence - (pot.set_aside_pence if is_new else total.earlier_contingency_pence)
    reason, key = f"Support plan {plan.number}", f"{plan.pk.hex}:{pot.pk.hex}"
    if change > 0:
        check_award(
            child=plan.child,
            stream=total.stream,
            valid_from=plan.valid_from,
            valid_to=plan.valid_to,
            amount_pence=change,
            reason=reason,
        )
        award_to_locked(actor=actor, pot=pot, amount_pence=change, reason=reason, idempotency_key=key)
    # What was kept aside may have been released since: no more is put back than is there.
    returned = min(-aside, pot.set_aside_pence)
    if returned > 0:
        let_go_of_locked(actor=actor, pot=pot, amount_pence=returned, reason=reason, idempotency_key=key)
    pot.refresh_from_db()
    if change < 0:
        reduce_locked(actor=actor, pot=pot, amount_pence=-change, reason=reason, idempotency_key=key)
        pot.refresh_from_db()
    if aside > 0:
        keep_aside_of_locked(actor=actor, pot=pot, amount_pence=aside, reason=reason, idempotency_key=key)
