"""The codes and postcodes that the content files may use."""

import csv
from functools import cache

from marketplace.budgets.reference import STREAMS
from marketplace.catalogue.reference import (
    ACCESS_FEATURES,
    CATEGORIES,
    CHECK_TYPES,
    CHECKS_BY_CATEGORY,
    CHECKS_FOR_ALL,
    NEEDS,
    OUTCOMES,
)
from marketplace.core.postcode import normalise_postcode

from .reading import FOLDER, ContentError, Table
from .records import Point

GROUP_OF = {leaf: group for group, _, _, leaves in CATEGORIES for leaf, _, _ in leaves}
LEAF_CATEGORIES = frozenset(GROUP_OF)
NEED_CODES = frozenset(code for code, _ in NEEDS)
ACCESS_CODES = frozenset(code for code, _ in ACCESS_FEATURES)
OUTCOME_CODES = frozenset(code for code, _ in OUTCOMES)
CHECK_CODES = frozenset(code for code, _, _ in CHECK_TYPES)
STREAMS_BY_CODE = {stream.code: stream for stream in STREAMS}
OLDEST_AGE = 25


@cache
def load_postcodes() -> dict[str, Point]:
    """Return every known postcode with its place."""
    with (FOLDER / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = {row["postcode"]: Point(float(row["latitude"]), float(row["longitude"])) for row in rows}
    if len(points) < len(rows):
        raise ContentError("postcodes.csv: a postcode is named twice.")
    for postcode in points:
        if normalise_postcode(postcode) != postcode:
            raise ContentError(f"postcodes.csv: {postcode!r} has not the form of a postcode.")
    return points


def checks_needed(category: str) -> frozenset[str]:
    """Return the vetting checks that a service of this leaf category needs."""
    own = CHECKS_BY_CATEGORY.get(category, ())
    return frozenset(CHECKS_FOR_ALL) | set(own) | set(CHECKS_BY_CATEGORY.get(GROUP_OF[category], ()))


def postcode_of(row: Table) -> str:
    """Take the postcode of a row, which must be a known one."""
    value = row.text("postcode")
    if value not in load_postcodes():
        raise row.fail(f"the postcode {value} is not in postcodes.csv.")
    return value


def ages_of(row: Table) -> tuple[int, int]:
    """Take the youngest and the oldest age of a row, in order and at most 25."""
    lowest, highest = row.whole("age_min"), row.whole("age_max")
    if not lowest <= highest <= OLDEST_AGE:
        raise row.fail(f"the ages {lowest} to {highest} are reversed or above {OLDEST_AGE}.")
    return lowest, highest
