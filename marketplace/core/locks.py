"""How long a transaction waits for a row that another one holds."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg import errors

from .errors import Busy

LOCK_TIMEOUT = "3s"


def set_lock_timeout() -> None:
    """Let this transaction wait at most three seconds for any lock."""
    assert connection.in_atomic_block, "a lock belongs to a transaction"
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


@contextmanager
def busy_when_locked() -> Iterator[None]:
    """Turn a lock that was not had in time, or a deadlock, into `Busy`; wrap it around the transaction."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy from error
        raise
