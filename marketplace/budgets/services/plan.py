"""Starting a support plan, its words, amending and giving it up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import Busy
from marketplace.core.locks import deciding, lock_rows

from ..enums import PlanState
from ..errors import PlanRefused
from ..models import PlanLineFunding, PlanOutcome, SupportPlan
from ..selectors.plan import lines_of, other_final_plans, outcomes_of

_ONE_OPEN_PLAN = "budgets_one_open_plan_per_child_at_a_time"


def start_plan(*, actor: Actor, child: Child, valid_from: date, valid_to: date) -> SupportPlan:
    """Start a plan for a period, both days included.

    Raises PlanRefused for reversed days, a period that is over, and one for which a plan is agreed or being written.
    """
    plan = SupportPlan(child=child, valid_from=valid_from, valid_to=valid_to, prepared_by=actor.user)
    if valid_to < valid_from:
        raise PlanRefused("The last day must be on or after the first day.")
    _refuse_over(plan)
    agreed = other_final_plans(plan).filter(valid_from__lte=valid_to, valid_to__gte=valid_from).first()
    if agreed:
        raise PlanRefused(
            f"A plan is agreed from {agreed.valid_from:%-d %B %Y} to {agreed.valid_to:%-d %B %Y}. Change that one, or "
            "choose other days."
        )
    with deciding():
        _create(plan)
        record_event(actor=actor, action="plan.start", subject=plan, after={"number": plan.number})
    return plan


def amend_plan(*, actor: Actor, plan: SupportPlan, reason: str) -> SupportPlan:
    """Copy an agreed plan into a new draft, which goes the same way and then takes its place.

    Raises PlanRefused without a reason, for a plan that is not agreed or is over, and where it is being amended.
    """
    if not reason.strip():
        raise PlanRefused("Say why the plan should change.")
    with deciding():
        agreed = lock_plan(plan)
        if agreed.state != PlanState.FINAL:
            raise PlanRefused("Only an agreed plan can be changed in this way.")
        _refuse_over(agreed)
        copy = SupportPlan(
            child=agreed.child,
            amends=agreed,
            valid_from=agreed.valid_from,
            valid_to=agreed.valid_to,
            what_matters=agreed.what_matters,
            keep_safe=agreed.keep_safe,
            amendment_reason=reason.strip(),
            prepared_by=actor.user,
        )
        _create(copy)
        _copy_parts(agreed, copy)
        record_event(actor=actor, action="plan.amend", subject=copy, reason=reason, after={"amends": str(agreed.pk)})
    return copy


def write_plan_words(*, actor: Actor, plan: SupportPlan, **words: str) -> SupportPlan:
    """Write `what_matters` or `keep_safe` of a draft; raises PlanRefused for any other plan."""
    with changing(actor, plan, *words) as draft:
        for name, text in words.items():
            setattr(draft, name, text)
        draft.save(update_fields=[*words, "updated_at"])
    return draft


def abandon_plan(*, actor: Actor, plan: SupportPlan) -> SupportPlan:
    """Give up a draft, which stays on record; raises PlanRefused for any other plan."""
    with deciding():
        draft = lock_draft(plan)
        draft.state = PlanState.ABANDONED
        draft.save(update_fields=["state", "updated_at"])
        record_event(actor=actor, action="plan.abandon", subject=draft)
    return draft


def lock_plan(plan: SupportPlan) -> SupportPlan:
    """Lock the plan, with the one that it amends, and return it as it is now."""
    keys = [plan.pk, *([plan.amends_id] if plan.amends_id else [])]
    rows = lock_rows({SupportPlan: keys})[SupportPlan]
    locked: SupportPlan = rows[plan.pk]
    if locked.amends_id:
        locked.amends = rows[locked.amends_id]
    return locked


def lock_draft(plan: SupportPlan) -> SupportPlan:
    """Lock a plan that is being written; raises PlanRefused for any other."""
    locked = lock_plan(plan)
    if locked.state != PlanState.DRAFT:
        raise PlanRefused(
            f"This plan cannot be changed now. It is no longer being written: {locked.get_state_display().lower()}."
        )
    return locked


@contextmanager
def changing(actor: Actor, plan: SupportPlan, *parts: str) -> Iterator[SupportPlan]:
    """Open the transaction in which parts of a draft are written, and record that they were; gives the locked draft."""
    with deciding():
        draft = lock_draft(plan)
        yield draft
        record_event(actor=actor, action="plan.change", subject=draft, after={"parts": list(parts)})


def _refuse_over(plan: SupportPlan) -> None:
    if plan.is_over:
        raise PlanRefused("This time is over. A plan is for a time that has not ended.")


def _create(plan: SupportPlan) -> None:
    latest = SupportPlan.objects.filter(child=plan.child).aggregate(number=Max("number"))["number"]
    plan.number = (latest or 0) + 1
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        if _ONE_OPEN_PLAN not in str(error):
            raise Busy from error
        raise PlanRefused(
            "A plan for some of these days is being written already, or waits to be signed. Go on with that one."
        ) from error


def _copy_parts(agreed: SupportPlan, copy: SupportPlan) -> None:
    copies: dict[UUID | None, PlanOutcome] = {}
    for outcome in outcomes_of(agreed):
        copies[outcome.pk] = copy.outcomes.create(
            words=outcome.words, outcome=outcome.outcome, position=outcome.position
        )
    for line in lines_of(agreed):
        parts = [(part.stream_id, part.amount_pence) for part in line.funding.all()]
        line.amends_id, line.pk, line._state.adding = line.pk, None, True
        line.plan, line.plan_outcome = copy, copies.get(line.plan_outcome_id)
        line.save(force_insert=True)
        PlanLineFunding.objects.bulk_create(
            PlanLineFunding(line=line, stream_id=stream_id, amount_pence=pence) for stream_id, pence in parts
        )
