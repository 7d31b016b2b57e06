"""One suite for every engine: a fixture that gives the engine and brings its index up to date."""

from collections.abc import Callable
from typing import Any

import pytest

from search.engines.base import SearchEngine
from search.engines.postgres import PostgresEngine
from search.indexing import rebuild
from search.service import search
from search.types import Filters, SearchRequest, SearchResults

Find = Callable[..., SearchResults]


def _refresh_postgres() -> None:
    list(rebuild())


#: Name of an engine → what makes it, and what makes it know the services that a test has made.
ENGINES: dict[str, tuple[Callable[[], SearchEngine], Callable[[], None]]] = {
    "postgresql": (PostgresEngine, _refresh_postgres),
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, taxonomies: None) -> tuple[SearchEngine, Callable[[], None]]:
    """Return each engine in turn with its refresh."""
    make, refresh = ENGINES[request.param]
    return make(), refresh


@pytest.fixture
def find(engine: tuple[SearchEngine, Callable[[], None]]) -> Find:
    """Return a function that searches with the engine; keywords that are filters go there."""
    answering, refresh = engine

    def run(text: str = "", **options: Any) -> SearchResults:
        refresh()
        names = Filters.__dataclass_fields__.keys()
        filters = Filters(**{name: options.pop(name) for name in names & options.keys()})
        return search(SearchRequest(text=text, filters=filters, **options), engine=answering)

    return run


def names(results: SearchResults) -> list[str]:
    """Return the names of the hits in order."""
    return [hit.name for hit in results.hits]
