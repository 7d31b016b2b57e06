"""Real threads, each with a connection of its own, let loose at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
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
