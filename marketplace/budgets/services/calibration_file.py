"""Reading a table of points and present packages. An error names the row, never what stands in it."""

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO

from marketplace.core.money import format_pounds, pence_from_pounds

from ..errors import CalibrationRefused
from .allocation_policy import HIGHEST_POINTS
from .award import HIGHEST_AWARD_PENCE
from .calibration import KnownPackage

#: The most people that a file may hold.
MOST_ROWS = 100_000
#: How many errors are told one by one.
MOST_ERRORS = 20

POINTS_NAMES = frozenset({"points", "point", "total points", "score"})
PACKAGE_NAMES = frozenset(
    {"package", "present package", "current package", "present", "cost", "package cost", "cost of package", "amount"}
)
_WHOLE = re.compile(r"[0-9]{1,9}(?:\.0+)?", re.ASCII)
#: A comma only before three digits: a cell with a comma for its pence is not read as a hundred times as much.
_POUNDS = re.compile(r"(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?", re.ASCII)
_SEPARATORS = ",;\t"


def read_packages(content: bytes) -> list[KnownPackage]:
    """Return the points and packages of a file: CSV with a header, packages in pounds for a year, other columns unread.

    Raises CalibrationRefused with a sentence for each row that is wrong; then nothing of the file is used.
    """
    rows = _table(_text(content))
    if not rows:
        raise CalibrationRefused("The file is empty.")
    header, *body = rows
    columns = _column(header, POINTS_NAMES, "points"), _column(header, PACKAGE_NAMES, "package")
    filled = [(number, row) for number, row in enumerate(body, start=2) if row]
    if not filled:
        raise CalibrationRefused("The file has a header and nothing under it.")
    if len(filled) > MOST_ROWS:
        raise CalibrationRefused(f"The file has more than {MOST_ROWS:,} rows.")
    packages, problems = _read(filled, len(header), *columns)
    if problems:
        more = [f"And {len(problems) - MOST_ERRORS:,} more rows."] if len(problems) > MOST_ERRORS else []
        raise CalibrationRefused(*problems[:MOST_ERRORS], *more)
    return packages


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets on Windows write where they do not write UTF-8; it has a pound sign.
        return content.decode("cp1252", errors="replace")


def _table(text: str) -> list[list[str]]:
    if "\0" in text:
        raise CalibrationRefused("This is not a CSV file. In your spreadsheet, save the table as CSV.")
    first_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise CalibrationRefused("This is not a CSV file. In your spreadsheet, save the table as CSV.") from error


def _column(header: Sequence[str], names: frozenset[str], what: str) -> int:
    found = [i for i, name in enumerate(header) if re.sub(r"[\s_]+", " ", name.strip().lower()) in names]
    if len(found) != 1:
        problem = "has no column" if not found else "has more than one column"
        raise CalibrationRefused(f"The first row {problem} called “{what}”. Name the two columns points and package.")
    return found[0]


def _read(
    rows: Sequence[tuple[int, list[str]]], width: int, points_column: int, package_column: int
) -> tuple[list[KnownPackage], list[str]]:
    packages: list[KnownPackage] = []
    problems: list[str] = []
    for number, row in rows:
        points, package = _cell(row, points_column), _cell(row, package_column).removeprefix("£").strip()
        wrong = [*_points_problem(points), *_package_problem(package)]
        if len(row) > width:
            # An amount such as 1,200 without quotation marks would be read as two cells.
            wrong = ["there are more cells than in the first row"]
        if wrong:
            problems.append(f"Row {number}: {', and '.join(wrong)}.")
        else:
            packages.append(KnownPackage(int(Decimal(points)), _pence(package)))
    return packages, problems


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _pence(cell: str) -> int:
    return pence_from_pounds(Decimal(cell.replace(",", "")))


def _points_problem(cell: str) -> Iterator[str]:
    if not cell:
        yield "points is empty"
    elif cell.startswith("-"):
        yield "points is below zero or not a number"
    elif not _WHOLE.fullmatch(cell):
        yield "points is not a whole number"
    elif Decimal(cell) > HIGHEST_POINTS:
        yield f"points is above {HIGHEST_POINTS:,}"


def _package_problem(cell: str) -> Iterator[str]:
    if not cell:
        yield "package is empty"
    elif cell.startswith("-"):
        yield "package is below zero or not a number"
    elif not _POUNDS.fullmatch(cell):
        yield "package is not an amount in pounds"
    elif _pence(cell) > HIGHEST_AWARD_PENCE:
        yield f"package is above {format_pounds(HIGHEST_AWARD_PENCE)}"
