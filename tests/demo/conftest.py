"""A small council, loaded once for all the tests of a file."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from marketplace.demo.loading import LoadReport, load_council

#: A twentieth of the council takes about two seconds; everyone who can sign in is among it.
SCALE = 0.05


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo at the end whatever was written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture(scope="module")
def loading(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
    """Load a small council in a transaction that is undone after the tests of the file, and say what was loaded.

    Nothing is ever committed, so that no other test can see it.
    """
    with django_db_blocker.unblock(), rolled_back():
        report = load_council(scale=SCALE)
        connection.check_constraints()
        yield report


@pytest.fixture
def council(loading: LoadReport, db: None) -> LoadReport:
    """Give a test the small council; `db` undoes what the test does to it."""
    return loading
