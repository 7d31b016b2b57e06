from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from marketplace.budgets.enums import Account, TransactionKind
from marketplace.budgets.errors import AwardRefused, HoldResolved, IdempotencyConflict, InsufficientFunds
from marketplace.budgets.models import FundingStream, HoldResolution, LedgerLeg, LedgerTransaction, Pot
from marketplace.budgets.services import award_budget, capture_hold, place_hold, reduce_award, release_hold
from marketplace.budgets.services.ledger import Leg, post_transaction
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with

Streams = dict[str, FundingStream]


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    return pot_with(cast.child, streams["social-care-short-breaks"], 10_000)


def counters(pot: Pot) -> tuple[int, int, int]:
    pot.refresh_from_db()
    return pot.funded_pence, pot.held_pence, pot.spent_pence


def test_an_award_funds_the_pot_and_is_a_balanced_transaction(pot: Pot) -> None:
    assert counters(pot) == (10_000, 0, 0)
    assert sorted(LedgerLeg.objects.values_list("account", "amount_pence")) == [("council", -10_000), ("left", 10_000)]


def test_a_second_award_for_the_same_period_adds_to_the_same_pot(pot: Pot, streams: Streams) -> None:
    again = pot_with(pot.child, pot.stream, 2_500)
    assert again == pot
    assert counters(pot) == (12_500, 0, 0)


def test_a_period_that_overlaps_another_of_the_same_stream_is_refused(pot: Pot) -> None:
    with pytest.raises(AwardRefused, match="overlaps"):
        pot_with(pot.child, pot.stream, 2_500, valid_from=clock.today(), valid_to=clock.today())
    assert Pot.objects.count() == 1


@pytest.mark.parametrize(
    ("pence", "reason", "message"),
    [(0, "why", "from £0.01"), (50_000_001, "why", "to £500,000"), (100, "  ", "Say why")],
)
def test_an_award_out_of_bounds_or_without_a_reason_is_refused(
    cast: Cast, streams: Streams, pence: int, reason: str, message: str
) -> None:
    with pytest.raises(AwardRefused, match=message):
        award_budget(
            actor=SYSTEM,
            child=cast.child,
            stream=streams["equipment"],
            valid_from=clock.today(),
            valid_to=clock.today(),
            amount_pence=pence,
            reason=reason,
        )
    assert not LedgerTransaction.objects.exists()


def test_an_award_outside_the_ages_of_the_stream_is_refused(cast: Cast, streams: Streams) -> None:
    with pytest.raises(AwardRefused, match="for ages 0 to 4"):
        pot_with(cast.child, streams["early-years"], 100)


def test_reversed_dates_are_refused(cast: Cast, streams: Streams) -> None:
    today = clock.today()
    with pytest.raises(AwardRefused, match="on or after"):
        pot_with(cast.child, streams["equipment"], 100, valid_from=today, valid_to=today - timedelta(days=1))


def test_a_hold_counts_against_the_pot_at_once(pot: Pot) -> None:
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    assert counters(pot) == (10_000, 4_000, 0)
    assert pot.left_pence == 6_000


def test_more_than_is_left_is_refused_and_says_by_how_much(pot: Pot) -> None:
    with pytest.raises(InsufficientFunds, match=r"£0\.01 less than £100\.01") as refusal:
        place_hold(actor=SYSTEM, pot=pot, amount_pence=10_001, expected_on=clock.today(), idempotency_key="h1")
    assert refusal.value.short_pence == 1
    assert counters(pot) == (10_000, 0, 0)


def test_a_stale_pot_is_stopped_by_the_constraint_with_the_same_sentence(pot: Pot) -> None:
    stale = Pot.objects.select_related("stream").get(pk=pot.pk)
    place_hold(actor=SYSTEM, pot=pot, amount_pence=10_000, expected_on=clock.today(), idempotency_key="h1")
    with pytest.raises(InsufficientFunds, match="has £0 left"), transaction.atomic():
        place_hold(actor=SYSTEM, pot=stale, amount_pence=1, expected_on=clock.today(), idempotency_key="h2")
    assert counters(pot) == (10_000, 10_000, 0)


def test_a_capture_in_part_gives_the_rest_back(pot: Pot) -> None:
    hold = place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    capture_hold(actor=SYSTEM, hold=hold, amount_pence=1_500)
    assert counters(pot) == (10_000, 0, 1_500)


def test_a_hold_resolves_once(pot: Pot) -> None:
    hold = place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    release_hold(actor=SYSTEM, hold=hold)
    for resolve in (release_hold, capture_hold):
        with pytest.raises((HoldResolved, InsufficientFunds)), transaction.atomic():
            resolve(actor=SYSTEM, hold=hold)
    assert HoldResolution.objects.count() == 1
    assert counters(pot) == (10_000, 0, 0)


def test_a_second_resolution_is_stopped_even_where_other_holds_are_open(pot: Pot) -> None:
    hold = place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h2")
    release_hold(actor=SYSTEM, hold=hold)
    with pytest.raises(HoldResolved), transaction.atomic():
        capture_hold(actor=SYSTEM, hold=hold)
    assert counters(pot) == (10_000, 4_000, 0)


def test_the_same_key_moves_money_once_and_other_input_is_an_error(pot: Pot) -> None:
    legs = [Leg(Account.LEFT, -100, pot.pk), Leg(Account.HELD, 100, pot.pk)]
    first = post_transaction(kind=TransactionKind.HOLD, legs=legs, actor=SYSTEM, idempotency_key="k")
    assert post_transaction(kind=TransactionKind.HOLD, legs=legs, actor=SYSTEM, idempotency_key="k") == first
    other = [Leg(Account.LEFT, -101, pot.pk), Leg(Account.HELD, 101, pot.pk)]
    with pytest.raises(IdempotencyConflict):
        post_transaction(kind=TransactionKind.HOLD, legs=other, actor=SYSTEM, idempotency_key="k")
    assert counters(pot) == (10_000, 100, 0)


def test_an_award_is_reduced_only_to_what_is_held_and_spent(pot: Pot) -> None:
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    with pytest.raises(AwardRefused, match="at most £60 can be taken back"):
        reduce_award(actor=SYSTEM, pot=pot, amount_pence=6_001, reason="Moved away")
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=6_000, reason="Moved away")
    assert counters(pot) == (4_000, 4_000, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_ledgerleg SET amount_pence = amount_pence + 1",
        "DELETE FROM budgets_ledgerleg",
        "UPDATE budgets_ledgertransaction SET reason = 'other'",
        "DELETE FROM budgets_ledgertransaction",
        "UPDATE budgets_hold SET amount_pence = 1",
        "DELETE FROM budgets_hold",
        "UPDATE core_auditevent SET reason = 'other'",
        "DELETE FROM core_auditevent",
        "UPDATE budgets_pot SET spent_pence = funded_pence + 1",
        "UPDATE budgets_pot SET held_pence = -1",
    ],
)
def test_the_database_refuses_to_rewrite_history(pot: Pot, statement: str) -> None:
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@transaction.atomic
def write_unbalanced(pot: Pot) -> None:
    row = LedgerTransaction.objects.create(kind=TransactionKind.CORRECTION, idempotency_key="x")
    LedgerLeg.objects.create(transaction=row, account=Account.COUNCIL, amount_pence=-5)
    LedgerLeg.objects.create(transaction=row, account=Account.LEFT, pot=pot, amount_pence=10)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_legs_that_do_not_sum_to_zero(cast: Cast, streams: Streams) -> None:
    pot = pot_with(cast.child, streams["equipment"], 100)
    with pytest.raises(IntegrityError, match="sum to 5 pence"):
        write_unbalanced(pot)
    with pytest.raises(IntegrityError, match="has 0 legs"):
        LedgerTransaction.objects.create(kind=TransactionKind.CORRECTION, idempotency_key="y")
    assert not LedgerTransaction.objects.filter(idempotency_key__in=["x", "y"]).exists()


def test_check_ledger_agrees_with_itself_and_lists_a_difference(pot: Pot, capsys: pytest.CaptureFixture[str]) -> None:
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h1")
    call_command("check_ledger")
    assert capsys.readouterr().out == "0 differences\n"
    Pot.objects.filter(pk=pot.pk).update(spent_pence=7)
    with pytest.raises(SystemExit) as exit_code:
        call_command("check_ledger")
    assert exit_code.value.code == 1
    output = capsys.readouterr().out
    assert f"pot {pot.pk} spent_pence: stored 7p, ledger 0p" in output
    assert "1 differences" in output


@pytest.mark.moves_money(bookings=False)
def test_a_second_press_reduces_nothing_more_and_is_no_error(pot: Pot) -> None:
    for _ in range(2):
        reduce_award(actor=SYSTEM, pot=pot, amount_pence=10_000, reason="Moved away", idempotency_key="once")
    pot.refresh_from_db()
    assert counters(pot) == (0, 0, 0)
    assert AuditEvent.objects.filter(action="budget.reduce").count() == 1
