"""Loading the council stage by stage. Each stage is one transaction that ends with its event in the audit trail."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import override_settings

from marketplace.core import clock
from marketplace.core.notices import silence
from search.indexing import postponed

from .authority import load_authority
from .bookings import load_bookings
from .budgets import load_budgets
from .changes import load_changes
from .demand import load_demand
from .families import load_families
from .held_money import load_held_money
from .history import first_day, loaded_stages, record_stage
from .listings import load_listings
from .load import SEED, Load
from .outcomes import load_outcomes
from .providers import load_providers
from .sessions import load_sessions
from .waiting import load_waiting
from .website import load_website
from .year_end import load_year_end


@dataclass(frozen=True)
class Stage:
    """A part of the load; `name` is kept in the audit trail, `title` is what the progress bar says."""

    name: str
    title: str
    load: Callable[[Load], None]


STAGES = (
    Stage("council", "Officers and reference data", load_authority),
    Stage("providers", "Providers and their checks", load_providers),
    Stage("listings", "Listings and prices", load_listings),
    Stage("sessions", "Weekly sessions", load_sessions),
    Stage("families", "Families and supporters", load_families),
    Stage("budgets", "Assessments, plans and budgets", load_budgets),
    Stage("changes", "Changes of budgets", load_changes),
    Stage("held money", "Money that families hold", load_held_money),
    Stage("bookings", "A year of bookings", load_bookings),
    Stage("year end", "Last year's budgets", load_year_end),
    Stage("outcomes", "How things are", load_outcomes),
    Stage("waiting", "What waits for an answer", load_waiting),
    Stage("demand", "Unmet requests", load_demand),
    Stage("website", "Local Offer pages", load_website),
)
#: Any number that no other part of the project locks.
_LOCK = 20140901

Tracker = Callable[[str, Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True)
class LoadReport:
    """What a load found, and what it did: names of stages."""

    found: list[str]
    loaded: list[str] = field(default_factory=list)

    @property
    def was_complete(self) -> bool:
        """Say whether everything was there."""
        return not self.loaded

    @property
    def was_resumed(self) -> bool:
        """Say whether an earlier load had stopped half-way."""
        return bool(self.found) and bool(self.loaded)


def load_council(
    *,
    scale: float = 1.0,
    seed: int = SEED,
    day: date | None = None,
    track: Tracker = lambda title, items: items,
) -> LoadReport:
    """Load the stages that are not there yet, relative to the day of the first load, and say which those were.

    A `scale` below 1 loads a smaller council. `track` is given each stage's title and what it goes through.
    """
    with _only_one():
        report = LoadReport(found=loaded_stages())
        day = first_day() or day or clock.today()
        for stage in STAGES:
            if stage.name not in report.found:
                bar = partial(track, stage.title)
                _load_stage(stage, Load(day=day, scale=scale, seed=seed, track=bar))
                report.loaded.append(stage.name)
    if report.loaded:
        _analyze()
    return report


def _load_stage(stage: Stage, load: Load) -> None:
    quiet = override_settings(DEBUG=False, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
    with quiet, transaction.atomic(), silence(), postponed():
        _commit_quickly()
        stage.load(load)
        record_stage(stage.name, load)


def _commit_quickly() -> None:
    """Let this transaction not wait for the disk: a crash loses a stage, which is loaded again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _analyze() -> None:
    """Let PostgreSQL count what is in our tables; its own it shares with every other database of the server."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


@contextmanager
def _only_one() -> Iterator[None]:
    """Let a second load that is started meanwhile wait for the first, and find everything there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
