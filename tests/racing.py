"""Real threads, each with a connection of its own, let loose at the same moment."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from typing import Any

from django.db import connection

from marketplace.core.errors import DomainError


def race(*runners: Callable[[], Any]) -> list[Any]:
    """Run all at once; return what each returned, or the DomainError that refused it."""
    start = Barrier(len(runners))

    def run(runner: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return runner()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, runner) for runner in runners]]


def refusals(results: list[Any]) -> list[DomainError]:
    """Return the refusals among the results."""
    return [result for result in results if isinstance(result, DomainError)]


def meet(barrier: Barrier) -> None:
    """Wait until every runner has read, so that all of them decide on the same figures."""
    with contextlib.suppress(BrokenBarrierError):
        barrier.wait(timeout=2)


def read_without_locks(wanted: Any) -> Any:
    """Stand in for `lock_rows` in a control: read the rows and lock none."""
    return {model: {row.pk: row for row in model.objects.filter(pk__in=list(keys))} for model, keys in wanted.items()}
