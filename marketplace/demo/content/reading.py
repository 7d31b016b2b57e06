"""Read the fields of a TOML table by their types, and say where a file is wrong."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path(__file__).parent

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class ContentError(Exception):
    """A content file breaks its rules; the sentence says where and how."""


class Table:
    """One TOML table whose fields are taken by type; `finish` refuses any that nobody took."""

    def __init__(self, fields: Mapping[str, Any], where: str, defaults: Mapping[str, Any] | None = None) -> None:
        self.where = where
        self._fields = {**(defaults or {}), **fields}
        self._untaken = set(fields)

    def fail(self, sentence: str) -> ContentError:
        return ContentError(f"{self.where}: {sentence}")

    def _take(self, name: str, kind: type, default: Any) -> Any:
        self._untaken.discard(name)
        value = self._fields.get(name, default)
        if value is None:
            raise self.fail(f"“{name}” is missing.")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(f"“{name}” should be {kind.__name__}, not {value!r}.")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value: str = self._take(name, str, default)
        if default is None and not value.strip():
            raise self.fail(f"“{name}” is empty.")
        return value.strip()

    def whole(self, name: str, default: int | None = None, *, lowest: int = 0) -> int:
        value: int = self._take(name, int, default)
        if value < lowest:
            raise self.fail(f"“{name}” is {value}, below {lowest}.")
        return value

    def whole_or_none(self, name: str) -> int | None:
        return self.whole(name) if name in self._fields else None

    def flag(self, name: str, default: bool | None = None) -> bool:
        value: bool = self._take(name, bool, default)
        return value

    def texts(self, name: str, default: list[str] | None = None) -> tuple[str, ...]:
        values: list[Any] = self._take(name, list, default)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fail(f"“{name}” should hold texts only.")
        return tuple(values)

    def wholes(self, name: str) -> tuple[int, ...]:
        values: list[Any] = self._take(name, list, [])
        if not all(isinstance(value, int) for value in values):
            raise self.fail(f"“{name}” should hold whole numbers only.")
        return tuple(values)

    def codes(self, name: str, known: frozenset[str], *, may_be_empty: bool = True) -> tuple[str, ...]:
        values = self.texts(name, [] if may_be_empty else None)
        unknown = [value for value in values if value not in known]
        if unknown:
            raise self.fail(f"“{name}” has the unknown code {unknown[0]!r}.")
        if len(set(values)) < len(values):
            raise self.fail(f"“{name}” names a code twice.")
        if not values and not may_be_empty:
            raise self.fail(f"“{name}” is empty.")
        return values

    def code(self, name: str, known: frozenset[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value != default and value not in known:
            raise self.fail(f"“{name}” has the unknown code {value!r}.")
        return value

    def choice(self, name: str, kind: type[E], default: E | None = None) -> E:
        value = self._take(name, str, default.value if default else None)
        return self._member(name, kind, value)

    def choices(self, name: str, kind: type[E]) -> tuple[E, ...]:
        return tuple(self._member(name, kind, value) for value in self.texts(name, []))

    def _member(self, name: str, kind: type[E], value: str) -> E:
        try:
            return kind(value)
        except ValueError:
            raise self.fail(f"“{name}” cannot be {value!r}.") from None

    def tables(self, name: str, *, label: str = "") -> Iterator["Table"]:
        """Yield each table of a list; its place is named by the field `label`, else by number."""
        for number, fields in enumerate(self.list_of_tables(name), start=1):
            mark = fields.get(label) or number
            yield Table(fields, f"{self.where}, {name} {mark}")

    def raw(self, name: str) -> dict[str, Any]:
        fields: dict[str, Any] = self._take(name, dict, {})
        return fields

    def list_of_tables(self, name: str) -> list[dict[str, Any]]:
        tables: list[Any] = self._take(name, list, [])
        if not all(isinstance(fields, dict) for fields in tables):
            raise self.fail(f"“{name}” should hold tables only.")
        return tables

    def finish(self) -> None:
        if self._untaken:
            raise self.fail(f"nobody knows the field “{min(self._untaken)}”.")


def read_table(path: Path) -> Table:
    """Return the top of a TOML file; raises ContentError where it cannot be read."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def rows(top: Table, name: str, label: str) -> list[Table]:
    """Return the tables of the one list that a file holds."""
    found = list(top.tables(name, label=label))
    top.finish()
    return found


def each(tables: Iterable[Table], read: Callable[[Table], T]) -> tuple[T, ...]:
    """Read each row and refuse the fields that its reader did not take."""
    records = []
    for row in tables:
        records.append(read(row))
        row.finish()
    return tuple(records)


def refuse_repeats(where: str, names: Iterable[str]) -> None:
    """Raise ContentError for a name that is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"{where}: {name!r} is there twice.")
        seen.add(name)
