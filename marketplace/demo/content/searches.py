"""Read the searches that find nothing from `searches.toml`."""

from dataclasses import dataclass

from .known import LEAF_CATEGORIES, NEED_CODES
from .reading import FOLDER, Table, each, read_table, rows


@dataclass(frozen=True)
class SearchContent:
    """A search: its words, and what narrows it; empty or None where it is not narrowed."""

    terms: str
    category: str
    need: str
    age: int | None


def load_searches() -> tuple[SearchContent, ...]:
    """Return every search."""
    return each(rows(read_table(FOLDER / "searches.toml"), "searches", "terms"), _search)


def _search(row: Table) -> SearchContent:
    return SearchContent(
        terms=row.text("terms", ""),
        category=row.code("category", LEAF_CATEGORIES, ""),
        need=row.code("need", NEED_CODES, ""),
        age=row.whole_or_none("age"),
    )
