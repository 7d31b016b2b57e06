"""Two people send the same answers at once, and two begin at once, with real threads and a control."""

import contextlib
from collections.abc import Iterator
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.budgets.errors import AssessmentRefused, AwardRefused, RulesRefused
from marketplace.budgets.models import Assessment, FundingStream, Pot
from marketplace.budgets.services import assessment as assessment_service
from marketplace.budgets.services import begin_assessment, complete_assessment, end_stream
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with
from tests.racing import race, refusals

from .assessment_scenario import answer, begin, descriptors, published_questionnaire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered(cast: Cast) -> Assessment:
    questionnaire = published_questionnaire()
    assessment = begin(cast.child, cast.parent, questionnaire)
    answer(assessment, cast.parent, descriptors(questionnaire, 2))
    return assessment


def send_twice(cast: Cast, assessment: Assessment) -> list[Any]:
    actors = [
        actor_for_family(cast.parent, cast.family),
        actor_for_officer(cast.officer(OfficerRole.BUDGETS), OfficerRole.BUDGETS),
    ]
    return race(*[partial(complete_assessment, actor=actor, assessment=assessment) for actor in actors])


@contextlib.contextmanager
def without_trigger() -> Iterator[None]:
    """Take the database's own guard away for a while."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_assessment DISABLE TRIGGER budgets_ended_assessment_is_kept")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE budgets_assessment ENABLE TRIGGER budgets_ended_assessment_is_kept")


def test_answers_are_sent_once(cast: Cast, answered: Assessment) -> None:
    results = send_twice(cast, answered)
    [refusal] = refusals(results)
    assert isinstance(refusal, AssessmentRefused)
    assert "sent already" in refusal.sentence
    assert AuditEvent.objects.filter(action="assessment.complete").count() == 1


def test_control_answers_are_sent_twice_without_the_lock_and_the_trigger(
    cast: Cast, answered: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    everyone_has_read = Barrier(2)

    def read(assessment: Assessment) -> Assessment:
        seen = Assessment.objects.get(pk=assessment.pk)
        with contextlib.suppress(BrokenBarrierError):
            everyone_has_read.wait(timeout=2)
        return seen

    monkeypatch.setattr(assessment_service, "_lock_open", read)
    with without_trigger():
        assert refusals(send_twice(cast, answered)) == []
    assert AuditEvent.objects.filter(action="assessment.complete").count() == 2


def test_two_who_begin_at_once_answer_the_same_assessment(cast: Cast) -> None:
    questionnaire = published_questionnaire()
    actor = actor_for_family(cast.parent, cast.family)
    start = partial(begin_assessment, actor=actor, child=cast.child, questionnaire=questionnaire)
    results = race(*[start] * 4)
    assert len({assessment.pk for assessment in results}) == 1
    assert AuditEvent.objects.filter(action="assessment.begin").count() == 1


@pytest.mark.moves_money
def test_a_stream_ends_or_a_budget_is_awarded_past_the_day_and_never_both(
    cast: Cast, streams: dict[str, FundingStream]
) -> None:
    stream = streams["equipment"]
    results = race(
        partial(pot_with, cast.child, stream, 5_000),
        partial(
            end_stream,
            actor=SYSTEM,
            stream=FundingStream.objects.get(pk=stream.pk),
            last_day=clock.today(),
            reason="Grant",
        ),
    )
    [refusal] = refusals(results)
    assert isinstance(refusal, AwardRefused | RulesRefused)
    stream.refresh_from_db()
    assert (stream.valid_to is None) == Pot.objects.exists()


@pytest.mark.moves_money
def test_control_a_budget_runs_past_the_end_of_its_stream_without_the_trigger(
    cast: Cast, streams: dict[str, FundingStream]
) -> None:
    stale = streams["equipment"]
    end_stream(actor=SYSTEM, stream=FundingStream.objects.get(pk=stale.pk), last_day=clock.today(), reason="Grant")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_pot DISABLE TRIGGER budgets_a_pot_ends_with_its_stream")
    try:
        pot = pot_with(cast.child, stale, 5_000)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE budgets_pot ENABLE TRIGGER budgets_a_pot_ends_with_its_stream")
    assert pot.valid_to > clock.today()
