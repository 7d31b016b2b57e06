"""Loading again: on a slower machine, after a stop half-way, and on days on which much begins or ends."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from marketplace.accounts.models import Child
from marketplace.bookings.models import Booking
from marketplace.demo.loading import council, load_council
from marketplace.demo.loading.bookings import children_with_budgets
from marketplace.demo.loading.council import STAGES
from marketplace.demo.loading.diary import draw_runs
from marketplace.demo.loading.history import first_day, loaded_stages
from marketplace.demo.loading.load import Load
from tests.invariants import assert_invariants

from .conftest import rolled_back
from .portrait import Portrait, portrait
from .stops import stop_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)
#: Two providers and two families, those of the sign-ins.
SMALLEST = 0.01
NAMES = [stage.name for stage in STAGES]


def portrait_of_load(scale: float = SMALLEST, seed: int = 1) -> Portrait:
    """Return what a load brings, and undo it."""
    with rolled_back():
        load_council(scale=scale, seed=seed, day=DAY)
        return portrait()


@pytest.fixture(scope="module")
def usual(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Portrait:
    """Return the council that loads in one go."""
    with django_db_blocker.unblock():
        return portrait_of_load()


def whole_plan() -> list[tuple[Any, ...]]:
    """Return all bookings that would be made for a few families, step by step."""
    with rolled_back():
        load_council(scale=0.15, day=DAY)
        runs = draw_runs(Load(day=DAY), Random(1), children_with_budgets())
        return [
            (run.number, run.steps, [(visit.candidate.service.slug, visit.candidate.starts_at) for visit in run.visits])
            for run in runs
        ]


def slow_down(monkeypatch: pytest.MonkeyPatch, seed: int = 1) -> None:
    """Let each look at the clock find that up to 0.4 seconds more have gone by since the last, as the seed says."""
    random, real_now, lost = Random(seed), timezone.now, [timedelta()]

    def later() -> timedelta:
        lost[0] += timedelta(seconds=random.random() * 0.4)
        return lost[0]

    monkeypatch.setattr(timezone, "now", lambda: real_now() + later())


def test_the_same_seed_and_day_give_the_same_council_however_fast_the_machine(
    usual: Portrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(usual.values())
    slow_down(monkeypatch)
    assert portrait_of_load() == usual


def test_all_bookings_are_planned_the_same_however_fast_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(council, "STAGES", STAGES[: NAMES.index("bookings")])
    first = whole_plan()
    assert len(first) > 50
    slow_down(monkeypatch)
    assert whole_plan() == first


def test_another_seed_gives_another_council(usual: Portrait) -> None:
    """The control: the portrait shows what was drawn."""
    other = portrait_of_load(seed=2)
    assert {kind for kind, rows in usual.items() if other[kind] != rows} >= {"Booking", "UnmetRequest", "SearchMiss"}


def test_all_unmet_requests_are_the_same_however_fast_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """In full, because only then do families join on the same days."""
    monkeypatch.setattr(
        council, "STAGES", [stage for stage in STAGES if stage.name in ("council", "families", "demand")]
    )
    portraits = []
    for seed in (1, 2):
        with monkeypatch.context() as slow:
            slow_down(slow, seed)
            portraits.append(portrait_of_load(scale=1)["UnmetRequest"])
    assert len(portraits[0]) >= 300
    assert portraits[0] == portraits[1]


def test_a_load_that_was_stopped_goes_on_where_it_stopped(usual: Portrait, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_in(monkeypatch, "bookings", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        load_council(scale=SMALLEST, seed=1, day=DAY)
    assert loaded_stages() == NAMES[: NAMES.index("bookings")]
    assert Child.objects.exists()
    assert not Booking.objects.exists()

    stop_in(monkeypatch, "website", RuntimeError("The disk is full."))
    with pytest.raises(RuntimeError, match="The disk is full"):
        load_council(scale=SMALLEST, seed=1, day=DAY + timedelta(days=2))
    assert loaded_stages() == NAMES[: NAMES.index("website")]

    monkeypatch.undo()
    report = load_council(scale=SMALLEST, seed=1, day=DAY + timedelta(days=3))
    assert (report.found, report.loaded, report.was_resumed) == (NAMES[:-1], ["website"], True)
    assert first_day() == DAY
    assert portrait() == usual


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 4, 1),  # the financial year begins, after a change to summer time
        date(2027, 10, 31),  # summer time ends
        date(2028, 2, 29),
    ],
    ids=str,
)
def test_it_loads_soundly_on_any_day_and_tells_nobody(day: date) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        load_council(scale=SMALLEST, day=day)
    connection.check_constraints()
    assert Booking.objects.exists()
    assert_invariants()
    assert mail.outbox == []
