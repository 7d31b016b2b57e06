"""`manage.py close_periods` closes what is due, each budget by itself, and can be run again."""

import pytest
from django.core.management import call_command

from marketplace.budgets import services
from marketplace.budgets.errors import PotClosed
from marketplace.budgets.models import FundingStream, LedgerTransaction, Pot
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast

from .award_life_scenario import LAST_YEAR, THIS_YEAR, let_carry_over, pot_of, reserve

pytestmark = [pytest.mark.usefixtures("in_november"), pytest.mark.moves_money(bookings=False)]

Streams = dict[str, FundingStream]


@pytest.fixture
def old(cast: Cast, streams: Streams) -> Pot:
    let_carry_over(streams["equipment"], 40)
    pot_of(cast.child, streams["equipment"], 1, THIS_YEAR)
    return pot_of(cast.child, streams["equipment"], 1_000, LAST_YEAR)


@pytest.fixture
def held(cast: Cast, streams: Streams) -> Pot:
    pot = pot_of(cast.child, streams["social-care-support"], 1_000, LAST_YEAR)
    reserve(pot, 250)
    return pot


def run(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    call_command("close_periods", *options)
    return capsys.readouterr().out.splitlines()


def test_it_closes_what_is_due_and_says_why_the_rest_stays(
    old: Pot, held: Pot, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(capsys)
    line = {str(pot.pk): next(line for line in printed if str(pot.pk) in line) for pot in (old, held)}
    assert line[str(old.pk)].split()[-5:] == ["Equipment", "2026-03-31", "£4", "£6", "Closed."]
    assert "1 reservation is still open, £2.50 in all." in line[str(held.pk)]
    assert printed[-1] == "1 closed, 1 not yet."
    old.refresh_from_db()
    held.refresh_from_db()
    assert old.closed_on
    assert held.closed_on is None


def test_running_it_again_changes_nothing(old: Pot, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys)
    before = LedgerTransaction.objects.count()
    assert run(capsys)[-1] == "0 closed, 0 not yet."
    assert LedgerTransaction.objects.count() == before


def test_a_dry_run_says_what_would_happen_and_changes_nothing(old: Pot, capsys: pytest.CaptureFixture[str]) -> None:
    before = LedgerTransaction.objects.count()
    printed = run(capsys, "--dry-run")
    assert printed[1].split()[-5:] == ["£4", "£6", "Would", "be", "closed."]
    assert printed[-1] == "1 to close, 0 not yet."
    assert LedgerTransaction.objects.count() == before
    old.refresh_from_db()
    assert old.closed_on is None


def test_one_that_somebody_closed_meanwhile_does_not_stop_the_others(
    old: Pot, cast: Cast, streams: Streams, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = pot_of(cast.other_child, streams["equipment"], 500, LAST_YEAR)

    def meanwhile(**asked: object) -> object:
        if asked["pot"] == old:
            raise PotClosed(stream="Equipment", valid_to=old.valid_to)
        return services.close_pot(actor=SYSTEM, pot=other)

    monkeypatch.setattr("marketplace.budgets.management.commands.close_periods.close_pot", meanwhile)
    assert run(capsys)[-1] == "1 closed, 1 not yet."
    other.refresh_from_db()
    assert other.closed_on
