"""Signing a plan: an officer for each stream, up to the limit of their grade, and the family for all of it."""

from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding

from ..enums import PlanState, SigningParty
from ..errors import SigningRefused
from ..models import FundingStream, PlanSignature, SigningGrade, SupportPlan
from ..permissions import why_not_a_signer
from ..selectors.plan import StreamTotal
from ..selectors.signing import (
    StreamSigning,
    grades_of,
    highest_grade_for,
    is_signed_by_all,
    streams_to_sign,
    why_grades_do_not_cover,
)
from .plan import lock_plan
from .plan_final import make_final


def sign_stream(
    *, actor: Actor, plan: SupportPlan, stream: FundingStream, name: str, note: str = "", revision: int | None = None
) -> PlanSignature:
    """Sign one stream of a plan for the council; the last of all signatures makes the plan final and the awards.

    `revision` is the sending that the signer has read, that of `plan` unless it is given. Raises SigningRefused without
    a name, for a plan that does not wait or was sent again, for a stream that is signed or not in the plan, above the
    signer's limit, by whoever prepared the plan and by whoever acts for the family; AwardRefused where the awards
    cannot be made, and then nothing is signed.
    """
    assert isinstance(actor.user, User), "a plan is signed by a person"
    with deciding():
        waiting = _lock_as_read(plan, plan.revision if revision is None else revision)
        _refuse_party(actor.user, waiting)
        total = _unsigned_total(waiting, stream)
        signature = _sign(
            PlanSignature(
                plan=waiting,
                revision=waiting.revision,
                party=SigningParty.COUNCIL,
                stream=stream,
                amount_pence=total.planned_pence,
                grade=_grade_that_signs(actor.user, total),
                signed_by=actor.user,
                name=name,
                note=note,
            )
        )
        record_event(
            actor=actor,
            action="plan.sign_stream",
            subject=waiting,
            after={"stream": stream.code, "pence": total.planned_pence, "revision": waiting.revision},
        )
        _finish(actor, waiting)
    return signature


def sign_for_family(
    *, actor: Actor, plan: SupportPlan, name: str, note: str = "", revision: int | None = None
) -> PlanSignature:
    """Sign a plan for the family; a member does. Otherwise as `sign_stream`."""
    assert isinstance(actor.user, User), "a plan is signed by a person"
    with deciding():
        waiting = _lock_as_read(plan, plan.revision if revision is None else revision)
        if not actor.user.family_memberships.filter(family=waiting.child.family_id).exists():
            raise SigningRefused("Only a member of the family signs for it.")
        signature = _sign(
            PlanSignature(
                plan=waiting,
                revision=waiting.revision,
                party=SigningParty.FAMILY,
                amount_pence=_planned_pence(waiting),
                signed_by=actor.user,
                name=name,
                note=note,
            )
        )
        record_event(actor=actor, action="plan.sign_family", subject=waiting, after={"revision": waiting.revision})
        _finish(actor, waiting)
    return signature


def _lock_as_read(plan: SupportPlan, revision: int) -> SupportPlan:
    waiting = lock_plan(plan)
    if waiting.state != PlanState.SUBMITTED:
        raise SigningRefused("This plan does not wait to be signed any more. Look at where it stands now.")
    if waiting.revision != revision:
        raise SigningRefused("The plan was changed and sent again since you opened it. Read it again before you sign.")
    return waiting


def _refuse_party(user: User, plan: SupportPlan) -> None:
    if why_not := why_not_a_signer(user, plan):
        raise SigningRefused(why_not)


def _unsigned_total(plan: SupportPlan, stream: FundingStream) -> StreamTotal:
    signing: dict[object, StreamSigning] = {each.total.stream.pk: each for each in streams_to_sign(plan)}
    if stream.pk not in signing:
        raise SigningRefused(f"Nobody has to sign this plan for {stream.name}.")
    if already := signing[stream.pk].signed_already:
        raise SigningRefused(f"{already} Nothing more was signed.")
    return signing[stream.pk].total


def _grade_that_signs(user: User, total: StreamTotal) -> SigningGrade:
    grades = grades_of(user, clock.today())
    if why_not := why_grades_do_not_cover(grades, total):
        raise SigningRefused(why_not)
    grade = highest_grade_for(grades, total.stream)
    assert grade is not None, "a grade that covers the amount is one"
    return grade


def _planned_pence(plan: SupportPlan) -> int:
    return sum(line.amount_pence or 0 for line in plan.lines.all())


def _sign(signature: PlanSignature) -> PlanSignature:
    if not signature.name.strip():
        raise SigningRefused("Type your name to sign.")
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as error:
        raise SigningRefused("This was signed already. Nothing more was signed.") from error
    return signature


def _finish(actor: Actor, plan: SupportPlan) -> None:
    if is_signed_by_all(plan):
        make_final(actor=actor, plan=plan)
