"""Signatures at the same moment, with real threads; each with a control that shows the race without the guard."""

import contextlib
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.budgets.enums import PlanState
from marketplace.budgets.errors import SigningRefused
from marketplace.budgets.models import FundingStream, LedgerTransaction, PlanSignature, Pot, SupportPlan
from marketplace.budgets.selectors.signing import is_signed_by_all
from marketplace.budgets.services import plan as plan_service
from marketplace.budgets.services import plan_signing, return_plan
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.invariants import assert_invariants
from tests.racing import race, refusals

from .plan_scenario import EQUIPMENT, SHORT_BREAKS, acting, family_signs, money_line, sent, sign, signer, start

pytestmark = pytest.mark.django_db(transaction=True)

Streams = dict[str, FundingStream]


@pytest.fixture
def waiting(cast: Cast, streams: Streams) -> SupportPlan:
    """£100 of short breaks and £200 of equipment, sent by the family."""
    plan = start(cast)
    money_line(plan, cast, 10_000, streams[SHORT_BREAKS])
    money_line(plan, cast, 20_000, streams[EQUIPMENT], category="equipment")
    return sent(plan, cast)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(wanted: Any) -> Any:
        return {
            model: {row.pk: row for row in model.objects.filter(pk__in=list(keys))} for model, keys in wanted.items()
        }

    monkeypatch.setattr(plan_service, "lock_rows", read)


def test_everybody_who_signs_at_once_is_recorded_and_the_plan_is_final_once(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    one, other = signer("Team manager"), signer("Team manager")
    results = race(
        partial(sign, waiting, streams[SHORT_BREAKS], one),
        partial(sign, waiting, streams[EQUIPMENT], other),
        partial(family_signs, waiting, cast),
    )
    assert refusals(results) == []
    waiting.refresh_from_db()
    assert waiting.state == PlanState.FINAL
    assert PlanSignature.objects.filter(plan=waiting).count() == 3
    assert AuditEvent.objects.filter(action="plan.final").count() == 1
    assert LedgerTransaction.objects.count() == 2
    assert sorted(Pot.objects.values_list("funded_pence", flat=True)) == [10_000, 20_000]
    assert_invariants()


def test_control_without_the_lock_each_of_the_last_two_waits_for_the_other(
    cast: Cast, streams: Streams, waiting: SupportPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(waiting, streams[SHORT_BREAKS], signer("Team manager"))
    both_have_looked = Barrier(2)

    def look_at_the_same_moment(plan: SupportPlan) -> bool:
        seen = is_signed_by_all(plan)
        with contextlib.suppress(BrokenBarrierError):
            both_have_looked.wait(timeout=2)
        return seen

    without_locks(monkeypatch)
    monkeypatch.setattr(plan_signing, "is_signed_by_all", look_at_the_same_moment)
    results = race(
        partial(sign, waiting, streams[EQUIPMENT], signer("Team manager")), partial(family_signs, waiting, cast)
    )
    assert refusals(results) == []
    waiting.refresh_from_db()
    assert is_signed_by_all(waiting)
    assert waiting.state == PlanState.SUBMITTED
    assert not Pot.objects.exists()


def test_of_two_officers_who_sign_one_stream_at_once_one_is_refused(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    officers = [signer("Team manager") for _ in range(4)]
    results = race(*[partial(sign, waiting, streams[SHORT_BREAKS], officer) for officer in officers])
    assert [type(refusal) for refusal in refusals(results)] == [SigningRefused] * 3
    assert all("signed Short breaks already" in refusal.sentence for refusal in refusals(results))
    assert PlanSignature.objects.count() == 1


def test_the_constraint_stops_a_second_signature_even_without_the_lock(
    cast: Cast, streams: Streams, waiting: SupportPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = Barrier(2)
    find_grade = plan_signing._grade_that_signs

    def after_both_have_read(*asked: Any) -> Any:
        with contextlib.suppress(BrokenBarrierError):
            both_have_read.wait(timeout=2)
        return find_grade(*asked)

    without_locks(monkeypatch)
    monkeypatch.setattr(plan_signing, "_grade_that_signs", after_both_have_read)
    officers = [signer("Team manager") for _ in range(2)]
    results = race(*[partial(sign, waiting, streams[SHORT_BREAKS], officer) for officer in officers])
    assert [refusal.sentence for refusal in refusals(results)] == ["This was signed already. Nothing more was signed."]
    assert PlanSignature.objects.count() == 1


def test_the_last_signature_and_a_return_do_not_both_win(cast: Cast, streams: Streams, waiting: SupportPlan) -> None:
    manager = signer("Team manager")
    for code in (SHORT_BREAKS, EQUIPMENT):
        sign(waiting, streams[code], manager)
    results = race(
        partial(family_signs, waiting, cast), partial(return_plan, actor=acting(manager), plan=waiting, reason="Wait")
    )
    assert [type(refusal) for refusal in refusals(results)] == [SigningRefused]
    waiting.refresh_from_db()
    assert (waiting.state == PlanState.FINAL) == Pot.objects.exists()
    assert_invariants()


def test_the_same_plan_started_twice_at_once_is_started_once(cast: Cast, streams: Streams) -> None:
    results = race(*[partial(start, cast) for _ in range(3)])
    assert len(refusals(results)) == 2
    assert SupportPlan.objects.count() == 1


def test_the_plan_is_locked_before_its_pots_and_those_in_order(
    cast: Cast, streams: Streams, waiting: SupportPlan
) -> None:
    manager = signer("Team manager")
    for code in (SHORT_BREAKS, EQUIPMENT):
        sign(waiting, streams[code], manager)
    with CaptureQueriesContext(connection) as queries:
        family_signs(waiting, cast)
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert [sql.split(" FROM ")[1].split()[0].strip('"') for sql in locks] == ["budgets_supportplan", "budgets_pot"]
    assert all("ORDER BY" in sql for sql in locks)
