"""Direct SQL that tries to break each rule of the ledger: the database itself refuses, and names the rule."""

# ruff: noqa: S608 (the statements are put together from what stands here)

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.budgets.models import FundingStream, Pot
from marketplace.budgets.services import close_pot, refund_capture, set_contingency_aside
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast

from .award_life_scenario import LAST_YEAR, pot_of, reserve, spend

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]

OPEN, CLOSED = "closed_on IS NULL", "closed_on IS NOT NULL"
CAPTURED = """
SELECT hold_id FROM budgets_holdresolution
WHERE captured_pence > 0 AND hold_id NOT IN (SELECT hold_id FROM budgets_holdrefund)
"""


def transaction_of(key: str, *legs: str) -> str:
    """Return what writes a transaction under the key, with legs given as account, pot and pence."""
    made = (
        "INSERT INTO budgets_ledgertransaction (id, kind, reason, idempotency_key, created_at) "
        f"VALUES (gen_random_uuid(), 'correction', '', '{key}', now());"
    )
    for leg in legs:
        made += (
            "INSERT INTO budgets_ledgerleg (id, transaction_id, account, pot_id, amount_pence, moved_at) "
            f"SELECT gen_random_uuid(), written.id, {leg}, now() "
            "FROM budgets_ledgertransaction written, budgets_pot pot "
            f"WHERE written.idempotency_key = '{key}' AND pot.{OPEN};"
        )
    return made


def hold_of(pence: int) -> str:
    return (
        "INSERT INTO budgets_hold (id, pot_id, amount_pence, expected_on, transaction_id) "
        f"SELECT gen_random_uuid(), pot_id, {pence}, expected_on, transaction_id FROM budgets_hold LIMIT 1"
    )


def resolution_of(holds: str, outcome: str, held: int, captured: int) -> str:
    return (
        "INSERT INTO budgets_holdresolution (id, hold_id, outcome, held_pence, captured_pence, transaction_id) "
        f"SELECT gen_random_uuid(), id, '{outcome}', {held}, {captured}, transaction_id FROM budgets_hold "
        f"WHERE id {holds} (SELECT hold_id FROM budgets_holdresolution) LIMIT 1"
    )


def refund_of(holds: str, pence: int) -> str:
    return transaction_of("r", "'spent', pot.id, -1", "'left', pot.id, 1") + (
        "INSERT INTO budgets_holdrefund (id, hold_id, amount_pence, transaction_id) "
        f"SELECT gen_random_uuid(), hold.id, {pence}, written.id "
        "FROM budgets_hold hold, budgets_ledgertransaction written "
        f"WHERE hold.id IN ({holds}) AND written.idempotency_key = 'r'"
    )


ATTEMPTS = {
    "budgets_pot_is_never_overspent": [
        f"UPDATE budgets_pot SET held_pence = -1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET spent_pence = -1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET set_aside_pence = -1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET held_pence = funded_pence + 1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET spent_pence = funded_pence + 1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET set_aside_pence = funded_pence + 1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET set_aside_pence = funded_pence - held_pence - spent_pence + 1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET funded_pence = held_pence + spent_pence + set_aside_pence - 1 WHERE {OPEN}",
    ],
    "budgets_closed_pot_has_nothing_left": [
        f"UPDATE budgets_pot SET closed_on = valid_to + 1 WHERE {OPEN}",
        f"UPDATE budgets_pot SET funded_pence = funded_pence + 1 WHERE {CLOSED}",
        f"UPDATE budgets_pot SET funded_pence = funded_pence + 1, held_pence = 1 WHERE {CLOSED}",
        f"UPDATE budgets_pot SET funded_pence = funded_pence + 1, set_aside_pence = 1 WHERE {CLOSED}",
    ],
    "a pot that is closed stays closed": [
        f"UPDATE budgets_pot SET closed_on = NULL WHERE {CLOSED}",
        f"UPDATE budgets_pot SET closed_on = closed_on + 1 WHERE {CLOSED}",
    ],
    "budgets_pot_period_is_in_order": [f"UPDATE budgets_pot SET valid_to = valid_from - 1 WHERE {OPEN}"],
    "budgets_one_pot_per_stream_at_a_time": [f"UPDATE budgets_pot SET valid_from = '2026-03-31' WHERE {OPEN}"],
    "budgets_leg_moves_something": [transaction_of("k", "'left', pot.id, 0")],
    "budgets_leg_names_a_pot_unless_the_council": [
        transaction_of("k", "'left', NULL::uuid, 5"),
        transaction_of("k", "'set_aside', NULL::uuid, 5"),
        transaction_of("k", "'council', pot.id, 5"),
    ],
    "that sum to 5 pence": [
        transaction_of("k", "'left', pot.id, -5", "'set_aside', pot.id, 10"),
        transaction_of("k", "'council', NULL::uuid, -5", "'left', pot.id, 10"),
    ],
    "has 0 legs": [transaction_of("k")],
    "has 1 legs": [transaction_of("k", "'set_aside', pot.id, 5")],
    "idempotency_key": [transaction_of("twice") + transaction_of("twice")],
    "budgets_hold_reserves_something": [hold_of(0)],
    "budgets_captures_at_most_what_is_held": [resolution_of("NOT IN", "captured", 100, 101)],
    "budgets_only_a_capture_captures": [
        resolution_of("NOT IN", "captured", 100, 0),
        resolution_of("NOT IN", "released", 100, 1),
        resolution_of("NOT IN", "expired", 100, 100),
    ],
    "budgets_holdresolution_hold_id": [resolution_of("IN", "released", 100, 0)],
    "budgets_refund_gives_something": [refund_of(CAPTURED, 0)],
    "captured 2000 pence and would refund 2001": [refund_of(CAPTURED, 2_001)],
    "captured 1500 pence and would refund 1501": [refund_of("SELECT hold_id FROM budgets_holdrefund", 1_001)],
    "captured 0 pence and would refund 1": [
        refund_of("SELECT id FROM budgets_hold WHERE id NOT IN (SELECT hold_id FROM budgets_holdresolution)", 1)
    ],
    "budgets_holdrefund_transaction_id": [
        "INSERT INTO budgets_holdrefund (id, hold_id, amount_pence, transaction_id) "
        "SELECT gen_random_uuid(), hold_id, 1, transaction_id FROM budgets_holdrefund"
    ],
    "are never changed or deleted": [
        f"{change} {table}{rest}"
        for table, column in (
            ("budgets_ledgertransaction", "kind = 'award'"),
            ("budgets_ledgerleg", "amount_pence = amount_pence + 1"),
            ("budgets_hold", "amount_pence = amount_pence + 1"),
            ("budgets_holdresolution", "captured_pence = captured_pence"),
            ("budgets_holdrefund", "amount_pence = amount_pence + 1"),
        )
        for change, rest in (("UPDATE", f" SET {column}"), ("DELETE FROM", ""))
    ],
}


@pytest.fixture
def ledger(cast: Cast, streams: Streams) -> Pot:
    """Make a pot with something in every purse, a hold of each fate, a refund, and a closed pot."""
    stream = streams["social-care-short-breaks"]
    old = pot_of(cast.child, stream, 1_000, LAST_YEAR)
    close_pot(actor=SYSTEM, pot=old)
    pot = pot_of(cast.child, stream, 10_000)
    spend(pot, 2_000)
    refunded = spend(pot, 1_500).hold
    refund_capture(actor=SYSTEM, hold=refunded, amount_pence=500, reason="It rained")
    reserve(pot, 100)
    set_contingency_aside(actor=SYSTEM, pot=pot, amount_pence=3_000, reason="Just in case")
    return pot


@pytest.mark.parametrize(
    ("rule", "attempt"), [(rule, attempt) for rule, attempts in ATTEMPTS.items() for attempt in attempts]
)
def test_the_database_refuses_and_names_the_rule(ledger: Pot, rule: str, attempt: str) -> None:
    with pytest.raises(DatabaseError, match=rule):
        carry_out(attempt)


@transaction.atomic
def carry_out(attempt: str) -> None:
    """Run the statements, and check at once what the database checks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(attempt)
        assert cursor.rowcount != 0, "the attempt has something to change"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
