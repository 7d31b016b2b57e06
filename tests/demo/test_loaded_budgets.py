"""Every family of the fictional council comes to its budget as families do, and something waits in every queue."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from marketplace.accounts.models import Child
from marketplace.budgets.enums import (
    AllocationState,
    ChallengeState,
    PaymentState,
    PlanState,
    RouteRequestState,
    SigningParty,
    SpendingState,
)
from marketplace.budgets.models import (
    Assessment,
    Challenge,
    HolderStatement,
    IndicativeAllocation,
    LedgerTransaction,
    PlanLineFunding,
    PlanSignature,
    Pot,
    RouteRequest,
    ScheduledPayment,
    SpendingRecord,
    SupportPlan,
    Withholding,
)
from marketplace.budgets.selectors.signing import prepared_by
from marketplace.budgets.selectors.work import work_queues
from marketplace.core import clock
from marketplace.demo.content.loader import load_families
from marketplace.demo.loading import council, load_council
from tests.invariants import assert_invariants

from .conftest import rolled_back

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)
#: Bookings and what they need take most of the time and have their own tests.
_LEFT_OUT = {"providers", "listings", "sessions", "bookings", "demand", "website"}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load every family with its budgets, once for the file, and undo it."""
    with django_db_blocker.unblock(), rolled_back(), pytest.MonkeyPatch.context() as patch:
        load_all_families(patch, DAY)
        yield


def load_all_families(patch: pytest.MonkeyPatch, day: date) -> None:
    patch.setattr(council, "STAGES", [stage for stage in council.STAGES if stage.name not in _LEFT_OUT])
    load_council(day=day)
    connection.check_constraints()


@pytest.mark.usefixtures("loaded")
class TestOnAnOrdinaryDay:
    """What there is on the day of the load."""

    def test_money_moves_only_as_the_rules_allow(self) -> None:
        assert_invariants()

    def test_every_budget_was_awarded_by_a_plan_that_others_signed(self) -> None:
        for pot in Pot.objects.select_related("child", "stream"):
            plan = SupportPlan.objects.get(
                child=pot.child, state=PlanState.FINAL, valid_from=pot.valid_from, valid_to=pot.valid_to
            )
            signatures = PlanSignature.objects.filter(plan=plan, revision=plan.revision)
            assert signatures.filter(party=SigningParty.FAMILY).exists()
            signed = signatures.get(party=SigningParty.COUNCIL, stream=pot.stream)
            assert not prepared_by(signed.signed_by, SupportPlan.objects.filter(pk=plan.pk)).exists()
            assert Assessment.objects.filter(child=pot.child, completed_at__lt=plan.created_at).exists()

    def test_this_years_awards_are_those_of_the_content(self) -> None:
        """But for what is rounded to ten pounds, for streams that begin on a birthday, and for later changes."""
        awarded = {
            (child.given_name, award.code): award.annual_pence
            for family in load_families()
            for child in family.children
            for award in child.streams
        }
        first, last = date(2026, 4, 1), date(2027, 3, 31)
        asked = PlanLineFunding.objects.filter(
            line__plan__state=PlanState.FINAL, line__plan__valid_from=first, line__plan__valid_to=last
        )
        totals: dict[tuple[str, str], int] = {}
        for part in asked.select_related("line__plan__child", "stream"):
            key = part.line.plan.child.given_name, part.stream.code
            totals[key] = totals.get(key, 0) + part.amount_pence
        assert len(totals) > 30
        assert all(0 <= awarded[key] - pence < 1_000 for key, pence in totals.items())

    def test_a_figure_is_seen_only_after_a_talk_and_stands_beside_what_there_was(self) -> None:
        released = IndicativeAllocation.objects.filter(state=AllocationState.RELEASED)
        assert released.count() > 60
        assert not released.filter(conversation=None).exists()
        assert released.filter(present_pence__isnull=False).count() > 20
        overridden = released.exclude(override_reason="")
        assert {each.child.given_name for each in overridden} >= {"Elias", "Callie"}

    def test_something_waits_in_every_queue(self) -> None:
        with clock.at(clock.local_moment(DAY)):
            assert {queue.code for queue in work_queues() if not queue.count} == set()
        assert Challenge.objects.filter(state=ChallengeState.OPEN).exists()
        assert Challenge.objects.filter(state=ChallengeState.UPHELD).exists()
        assert RouteRequest.objects.filter(state=RouteRequestState.OPEN).exists()
        assert SupportPlan.objects.filter(state=PlanState.SUBMITTED, amends__isnull=False).exists()
        assert SupportPlan.objects.filter(state=PlanState.DRAFT).exclude(return_reason="").exists()

    def test_money_that_families_hold_is_paid_spent_and_looked_at(self) -> None:
        assert set(ScheduledPayment.objects.values_list("state", flat=True)) >= {
            PaymentState.PAID,
            PaymentState.SCHEDULED,
        }
        assert set(SpendingRecord.objects.values_list("state", flat=True)) == {
            SpendingState.RECORDED,
            SpendingState.ACCEPTED,
            SpendingState.QUERIED,
            SpendingState.REJECTED,
        }
        assert SpendingRecord.objects.exclude(receipt="").count() > 10
        assert HolderStatement.objects.exists()
        assert Withholding.objects.filter(valid_to=None).exists()

    def test_last_years_budgets_are_closed(self) -> None:
        last_year = Pot.objects.filter(valid_to__lt=date(2026, 4, 1))
        assert last_year.exists()
        assert not last_year.filter(closed_on=None).exists()

    def test_officers_moved_money_took_some_back_and_released_what_was_kept_aside(self) -> None:
        kinds = set(LedgerTransaction.objects.values_list("kind", flat=True))
        assert kinds >= {"award", "virement", "reclaim"}
        reasons = set(LedgerTransaction.objects.values_list("reason", flat=True))
        for begun in ("The bed cost less", "The family told us that two", "The usual worker was ill"):
            assert any(reason.startswith(begun) for reason in reasons), begun


@pytest.mark.parametrize("day", [date(2027, 3, 31), date(2027, 4, 1)], ids=str)
def test_all_families_load_on_the_last_and_first_day_of_a_year_and_nobody_is_told(
    day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        load_all_families(monkeypatch, day)
    assert Child.objects.count() == sum(len(family.children) for family in load_families())
    assert_invariants()
    assert mail.outbox == []
