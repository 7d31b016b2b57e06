"""A family says that a figure is wrong; the council answers by a day that policy sets."""

from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds

from ..enums import AllocationState, ChallengeState
from ..errors import ChallengeRefused
from ..models import Challenge, IndicativeAllocation
from ..notices import tell_of_answer
from ..selectors.policy import policy_on
from .allocation import set_amount


def raise_challenge(*, actor: Actor, allocation: IndicativeAllocation, reason: str) -> Challenge:
    """Record that the family thinks a figure wrong, and by which day the council answers.

    Raises ChallengeRefused without a reason, for a figure that is not shared with the family, and while another
    challenge of it waits for an answer.
    """
    if not reason.strip():
        raise ChallengeRefused("Say why you think that the figure is wrong.")
    now = clock.now()
    working_days = policy_on(clock.local_day(now)).challenge_working_days
    with deciding():
        allocation = lock_rows({IndicativeAllocation: [allocation.pk]})[IndicativeAllocation][allocation.pk]
        if allocation.state != AllocationState.RELEASED:
            raise ChallengeRefused("This figure is not shared with you any more, so there is nothing to challenge.")
        made = _create(
            allocation=allocation,
            raised_by=actor.user,
            reason=reason.strip(),
            answer_by=clock.local_day(clock.add_working_days(now, working_days)),
        )
        after = {"answer_by": made.answer_by.isoformat()}
        record_event(actor=actor, action="challenge.raise", subject=made, after=after)
    return made


def answer_challenge(
    *, actor: Actor, challenge: Challenge, upheld: bool, answer: str, amount_pence: int | None = None
) -> Challenge:
    """Answer a challenge; where it is upheld, set the figure to the new amount, in pence, for that reason.

    Raises ChallengeRefused without an answer, where it is answered or withdrawn already, and where an upheld one does
    not raise the figure: a budget that falls must not simply appear on a screen.
    """
    if not answer.strip():
        raise ChallengeRefused("Write an answer; the family reads it.")
    with deciding():
        allocation, challenge = _lock_open(challenge)
        before = allocation.amount_pence
        if upheld:
            _check_new_amount(before, amount_pence)
            set_amount(
                actor=actor,
                allocation=allocation,
                amount_pence=amount_pence or 0,
                reason=answer,
                recorded_reason="A challenge of the family was upheld",
            )
        challenge.state = ChallengeState.UPHELD if upheld else ChallengeState.REJECTED
        challenge.answer = answer.strip()
        challenge.answered_by = actor.user
        challenge.answered_at = clock.now()
        challenge.save(update_fields=["state", "answer", "answered_by", "answered_at", "updated_at"])
        record_event(
            actor=actor,
            action="challenge.answer",
            subject=challenge,
            before={"pence": before},
            after={"state": challenge.state, "pence": allocation.amount_pence},
        )
        tell_of_answer(allocation.child_id)
    return challenge


def withdraw_challenge(*, actor: Actor, challenge: Challenge) -> Challenge:
    """Take a challenge back for the family; raises ChallengeRefused where it is answered or withdrawn already."""
    with deciding():
        _, challenge = _lock_open(challenge)
        challenge.state = ChallengeState.WITHDRAWN
        challenge.save(update_fields=["state", "updated_at"])
        record_event(actor=actor, action="challenge.withdraw", subject=challenge)
    return challenge


def _create(**fields: object) -> Challenge:
    try:
        with transaction.atomic():
            return Challenge.objects.create(**fields)
    except IntegrityError as error:
        raise ChallengeRefused("You have challenged this figure already. The council answers that first.") from error


def _lock_open(challenge: Challenge) -> tuple[IndicativeAllocation, Challenge]:
    """Lock the figure, which every decision about its challenges locks, and return the challenge as it now is."""
    key = challenge.allocation_id
    allocation = lock_rows({IndicativeAllocation: [key]})[IndicativeAllocation][key]
    challenge = Challenge.objects.get(pk=challenge.pk)
    if challenge.state != ChallengeState.OPEN:
        raise ChallengeRefused("This challenge has been answered or withdrawn already. Nothing was changed.")
    return allocation, challenge


def _check_new_amount(before_pence: int, amount_pence: int | None) -> None:
    if amount_pence is None:
        raise ChallengeRefused("Enter the new figure.")
    if amount_pence <= before_pence:
        raise ChallengeRefused(
            f"The new figure must be above {format_pounds(before_pence)}. A challenge never lowers a figure: to lower "
            "it, withdraw it and talk to the family about a new one."
        )
