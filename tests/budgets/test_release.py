"""A family sees a figure only after a recorded conversation, and can say that it is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.core import mail

from marketplace.budgets.enums import AllocationState, ChallengeState, ConversationKind
from marketplace.budgets.errors import AllocationRefused, ChallengeRefused
from marketplace.budgets.models import Challenge, FundingStream, IndicativeAllocation, ReleaseConversation
from marketplace.budgets.selectors import figures_to_release, open_challenges, released_figures_of
from marketplace.budgets.services import (
    answer_challenge,
    change_policy,
    load_policy,
    raise_challenge,
    record_conversation,
    release_allocations,
    withdraw_allocation,
    withdraw_challenge,
)
from marketplace.budgets.services import challenge as challenge_service
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import ChildFactory
from tests.racing import race, refusals

from .allocation_scenario import officer, parent, release, released_figure, waiting_figure

Streams = dict[str, FundingStream]


@pytest.fixture
def breaks(streams: Streams) -> FundingStream:
    return streams["social-care-short-breaks"]


def challenged(cast: Cast, stream: FundingStream) -> Challenge:
    return raise_challenge(actor=parent(cast), allocation=released_figure(cast, stream), reason="Nights are missing")


def test_a_figure_is_shared_after_a_conversation(
    cast: Cast, breaks: FundingStream, django_capture_on_commit_callbacks: Any
) -> None:
    made = waiting_figure(cast, breaks)
    assert list(figures_to_release()) == [made]
    assert not released_figures_of(cast.child).exists()
    with django_capture_on_commit_callbacks(execute=True):
        release(cast, made)
    assert list(released_figures_of(cast.child)) == [made]
    made.refresh_from_db()
    assert made.conversation.kind == ConversationKind.PHONE
    assert AuditEvent.objects.filter(action="allocation.release", object_id=made.pk).exists()
    assert "All was clear" not in str(list(AuditEvent.objects.values_list("reason", "after")))
    [message] = mail.outbox
    assert message.to == [cast.parent.email]
    for secret in ("Yusuf", "500", "£", "Short breaks"):
        assert secret not in message.subject + str(message.body)
    assert f"/family/budgets/{cast.child.pk}/figure/" in str(message.body)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"held_on": timedelta(days=1)}, "must have been held"),
        ({"held_on": timedelta(days=-1)}, "was before the figure was worked out"),
        ({"with_whom": " "}, "who took part"),
        ({"notes": ""}, "what was said"),
    ],
)
def test_without_a_proper_conversation_nothing_is_shared_or_recorded(
    cast: Cast, breaks: FundingStream, said: dict[str, Any], sentence: str
) -> None:
    made = waiting_figure(cast, breaks)
    asked = {name: clock.today() + each if isinstance(each, timedelta) else each for name, each in said.items()}
    with pytest.raises(AllocationRefused, match=sentence):
        release(cast, made, **asked)
    made.refresh_from_db()
    assert made.state == AllocationState.TO_RELEASE
    assert not ReleaseConversation.objects.exists()


def test_a_figure_is_shared_once_and_only_for_the_child_of_the_conversation(cast: Cast, streams: Streams) -> None:
    seen = released_figure(cast, streams["equipment"])
    with pytest.raises(AllocationRefused, match="no longer waits"):
        release(cast, seen)
    waiting = waiting_figure(cast, streams["social-care-short-breaks"])
    conversation = record_conversation(
        actor=officer(cast),
        child=cast.other_child,
        held_on=clock.today(),
        kind=ConversationKind.VISIT,
        with_whom="Per",
        notes="Fine",
    )
    with pytest.raises(AllocationRefused, match="another child"):
        release_allocations(actor=officer(cast), conversation=conversation, allocations=[waiting])


def test_a_challenge_is_answered_by_the_day_that_policy_sets(cast: Cast, breaks: FundingStream) -> None:
    load_policy()
    change_policy(
        actor=SYSTEM, valid_from=clock.today() + timedelta(days=1), reason="As voted", challenge_working_days=3
    )
    made = released_figure(cast, breaks)
    later = clock.now() + timedelta(days=2)
    with clock.at(later):
        challenge = raise_challenge(actor=parent(cast), allocation=made, reason="Nights are missing")
        expected = clock.local_day(clock.add_working_days(later, 3))
    assert (challenge.answer_by, challenge.raised_by) == (expected, cast.parent)
    assert list(open_challenges()) == [challenge]


def test_a_challenge_needs_a_reason_and_a_figure_that_the_family_sees(cast: Cast, breaks: FundingStream) -> None:
    waiting = waiting_figure(cast, breaks)
    with pytest.raises(ChallengeRefused, match="not shared with you"):
        raise_challenge(actor=parent(cast), allocation=waiting, reason="Too low")
    release(cast, waiting)
    with pytest.raises(ChallengeRefused, match="Say why"):
        raise_challenge(actor=parent(cast), allocation=waiting, reason=" ")
    raise_challenge(actor=parent(cast), allocation=waiting, reason="Too low")
    with pytest.raises(ChallengeRefused, match="challenged this figure already"):
        raise_challenge(actor=parent(cast), allocation=waiting, reason="Too low")


def test_an_upheld_challenge_raises_the_figure_in_the_same_moment(
    cast: Cast, breaks: FundingStream, django_capture_on_commit_callbacks: Any
) -> None:
    challenge = challenged(cast, breaks)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer_challenge(
            actor=officer(cast), challenge=challenge, upheld=True, answer="Two nights more", amount_pence=70_000
        )
    challenge.refresh_from_db()
    figure = IndicativeAllocation.objects.get()
    assert (challenge.state, challenge.answer, challenge.answered_by) == (
        ChallengeState.UPHELD,
        "Two nights more",
        officer(cast).user,
    )
    assert (figure.amount_pence, figure.protected_pence, figure.override_reason) == (70_000, 50_000, "Two nights more")
    assert "Two nights" not in str(list(AuditEvent.objects.values_list("reason", "after")))
    [message] = mail.outbox
    assert "£" not in message.subject + str(message.body)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"upheld": True, "answer": "Yes"}, "Enter the new figure"),
        ({"upheld": True, "answer": "Yes", "amount_pence": 50_000}, "must be above £500"),
        ({"upheld": True, "answer": "Yes", "amount_pence": 40_000}, "never lowers a figure"),
        ({"upheld": False, "answer": " "}, "Write an answer"),
    ],
)
def test_an_answer_that_makes_no_sense_changes_nothing(
    cast: Cast, breaks: FundingStream, asked: dict[str, Any], sentence: str
) -> None:
    challenge = challenged(cast, breaks)
    with pytest.raises(ChallengeRefused, match=sentence):
        answer_challenge(actor=officer(cast), challenge=challenge, **asked)
    challenge.refresh_from_db()
    assert (challenge.state, IndicativeAllocation.objects.get().amount_pence) == (ChallengeState.OPEN, 50_000)


def test_a_figure_whose_amount_is_above_the_limit_leaves_the_challenge_open(cast: Cast, breaks: FundingStream) -> None:
    challenge = challenged(cast, breaks)
    with pytest.raises(AllocationRefused, match="to £500,000"):
        answer_challenge(actor=officer(cast), challenge=challenge, upheld=True, answer="Yes", amount_pence=99_999_999)
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.OPEN


def test_a_challenge_ends_once(cast: Cast, breaks: FundingStream) -> None:
    challenge = challenged(cast, breaks)
    withdraw_challenge(actor=parent(cast), challenge=challenge)
    with pytest.raises(ChallengeRefused, match="answered or withdrawn already"):
        answer_challenge(actor=officer(cast), challenge=challenge, upheld=False, answer="No")
    with pytest.raises(ChallengeRefused, match="answered or withdrawn already"):
        withdraw_challenge(actor=parent(cast), challenge=challenge)
    again = raise_challenge(actor=parent(cast), allocation=challenge.allocation, reason="I thought again")
    answer_challenge(actor=officer(cast), challenge=again, upheld=False, answer="No")
    assert [each.state for each in Challenge.objects.order_by("created_at")] == ["withdrawn", "rejected"]


def test_a_challenged_figure_is_not_withdrawn_before_the_answer(cast: Cast, breaks: FundingStream) -> None:
    challenge = challenged(cast, breaks)
    with pytest.raises(AllocationRefused, match="Answer the challenge first"):
        withdraw_allocation(actor=officer(cast), allocation=challenge.allocation, reason="A slip")


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_answer_at_once_give_one_answer(cast: Cast, streams: Streams) -> None:
    challenge = challenged(cast, streams["equipment"])
    uphold, reject = answers(cast, challenge)
    results = race(uphold, reject, uphold, reject)
    assert [type(refusal) for refusal in refusals(results)] == [ChallengeRefused] * 3
    assert "answered or withdrawn already" in refusals(results)[0].sentence
    challenge.refresh_from_db()
    pence = IndicativeAllocation.objects.get().amount_pence
    assert (challenge.state, pence) in (("upheld", 70_000), ("rejected", 50_000))
    assert AuditEvent.objects.filter(action="challenge.answer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_officers_answer(
    cast: Cast, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = challenged(cast, streams["equipment"])
    everyone_has_read = Barrier(2)
    check = challenge_service._lock_open

    def read_only(wanted: Any) -> Any:
        return {model: {row.pk: row for row in model.objects.filter(pk__in=keys)} for model, keys in wanted.items()}

    def after_the_check(asked: Challenge) -> Any:
        read = check(asked)
        with suppressed():
            everyone_has_read.wait(timeout=2)
        return read

    monkeypatch.setattr(challenge_service, "lock_rows", read_only)
    monkeypatch.setattr(challenge_service, "_lock_open", after_the_check)
    assert refusals(race(*answers(cast, challenge))) == []
    assert AuditEvent.objects.filter(action="challenge.answer").count() == 2


@contextmanager
def suppressed() -> Iterator[None]:
    try:
        yield
    except BrokenBarrierError:
        return


def answers(cast: Cast, challenge: Challenge) -> tuple[Any, Any]:
    answer = partial(answer_challenge, actor=officer(cast), challenge=challenge)
    return (
        partial(answer, upheld=True, answer="Yes", amount_pence=70_000),
        partial(answer, upheld=False, answer="No"),
    )


@pytest.mark.django_db(transaction=True)
def test_a_figure_is_withdrawn_or_released_not_both(cast: Cast, streams: Streams) -> None:
    waiting = waiting_figure(cast, streams["equipment"])
    results = race(
        partial(withdraw_allocation, actor=officer(cast), allocation=waiting, reason="A slip"),
        partial(release, cast, waiting),
    )
    waiting.refresh_from_db()
    if refusals(results):
        assert waiting.state == AllocationState.WITHDRAWN
        assert waiting.released_at is None
    else:
        assert (waiting.state, waiting.released_at is None) == (AllocationState.WITHDRAWN, False)


def test_the_queue_holds_the_oldest_first(cast: Cast, breaks: FundingStream) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        old = waiting_figure(cast, breaks)
    new = waiting_figure(cast, breaks, child=ChildFactory(family=cast.family))
    assert list(figures_to_release()) == [old, new]
