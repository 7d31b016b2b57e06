"""`manage.py check_ledger` lists every counter that is not what legs and holds say, by one statement."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from marketplace.budgets.models import FundingStream, Hold, Pot
from marketplace.budgets.selectors import ledger_differences
from marketplace.budgets.services import set_contingency_aside
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast

from .award_life_scenario import pot_of, reserve, spend

pytestmark = pytest.mark.usefixtures("in_november")

Streams = dict[str, FundingStream]


@pytest.fixture
def pot(cast: Cast, streams: Streams) -> Pot:
    pot = pot_of(cast.child, streams["social-care-short-breaks"], 10_000)
    spend(pot, 1_000)
    reserve(pot, 500)
    set_contingency_aside(actor=SYSTEM, pot=pot, amount_pence=2_000, reason="Just in case")
    pot_of(cast.other_child, streams["equipment"], 700)
    return pot


def found() -> list[tuple[str, int, int]]:
    return [(row.counter, row.stored_pence, row.ledger_pence) for row in ledger_differences()]


@pytest.mark.parametrize(
    ("counter", "difference"),
    [
        ("funded_pence", [("funded_pence", 10_001, 10_000)]),
        ("spent_pence", [("spent_pence", 1_001, 1_000)]),
        ("set_aside_pence", [("set_aside_pence", 2_001, 2_000)]),
        ("held_pence", [("held_pence", 501, 500), ("open holds", 501, 500)]),
    ],
)
def test_each_counter_is_compared(pot: Pot, counter: str, difference: list[tuple[str, int, int]]) -> None:
    assert found() == []
    Pot.objects.filter(pk=pot.pk).update(**{counter: F(counter) + 1})
    assert found() == difference


def test_a_hold_that_the_ledger_does_not_know_is_found(pot: Pot) -> None:
    known = Hold.objects.filter(resolution__isnull=True).get()
    Hold.objects.create(pot=pot, amount_pence=1, expected_on=clock.today(), transaction=known.transaction)
    assert found() == [("open holds", 500, 501)]


def test_it_takes_one_statement_however_many_budgets_there_are(pot: Pot, capsys: pytest.CaptureFixture[str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        call_command("check_ledger")
    assert len([query for query in queries if "budgets_" in query["sql"]]) == 1
    assert capsys.readouterr().out == "0 differences\n"
