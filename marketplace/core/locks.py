"""One way to lock rows, so that two transactions never wait for each other in a circle.

Every transaction that moves money or places calls `lock_rows` once, from its outermost block, before it decides
anything. Rows are locked table by table in `LOCK_ORDER`, and by primary key within a table. Where only what is locked
tells what else there is to lock (a plan names its pots), it is called again for tables further down that order.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from psycopg import errors

from .errors import Busy

#: Tables in the order in which they are locked; a table that is not here may not be.
LOCK_ORDER = (
    "budgets.supportplan",
    "bookings.booking",
    "catalogue.session",
    "budgets.assessment",
    "budgets.indicativeallocation",
    "budgets.pot",
    "budgets.outcomereview",
)
LOCK_TIMEOUT = "3s"

Locked = dict[type[Model], dict[Any, Any]]


def lock_rows(wanted: Mapping[type[Model], Iterable[Any]]) -> Locked:
    """Lock rows by primary key and return them as they now are, by model and key.

    Waits at most three seconds for any row; `deciding` turns a longer wait into `Busy`. The lock does not keep other
    transactions from referring to the row (FOR NO KEY UPDATE).
    """
    assert connection.in_atomic_block, "a lock belongs to a transaction"
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    ordered = sorted(wanted, key=lambda model: LOCK_ORDER.index(model._meta.label_lower))
    return {model: _locked(model, sorted(set(wanted[model]))) for model in ordered}


@contextmanager
def deciding() -> Iterator[None]:
    """Open the one transaction in which something is decided; a lock that is not had in time is `Busy`."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy from error
        raise


def _locked(model: type[Model], keys: list[Any]) -> dict[Any, Any]:
    if not keys:
        return {}
    rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}
