"""Reading postcodes from the national files: the ONS Postcode Directory and Ordnance Survey's Code-Point Open."""

import csv
from collections.abc import Iterable, Iterator

from .errors import DomainError
from .models import Postcode
from .national_grid import wgs84_from_grid
from .postcode import normalise_postcode

#: The columns of Code-Point Open, whose files come without a line of headings.
CODE_POINT_COLUMNS = ["postcode", "positional_quality_indicator", "eastings", "northings"]
#: Names of the column with the postcode, in the order of preference.
POSTCODE_COLUMNS = ("pcds", "pcd", "pcd7", "pcd8", "postcode")


class PostcodesUnreadable(DomainError):
    """The file is not one of postcodes."""

    code = "postcodes_unreadable"


def read_postcodes(lines: Iterable[str]) -> Iterator[Postcode | None]:
    """Give a postcode for every row in use, and None for a row that cannot be read; ended ones are passed over.

    Raises PostcodesUnreadable where the columns are not known.
    """
    rows = csv.reader(lines)
    first = next(rows, None)
    if first is None:
        raise PostcodesUnreadable("The file is empty.")
    columns = [name.strip().lower() for name in first]
    if normalise_postcode(first[0] if first else ""):
        columns = CODE_POINT_COLUMNS
        yield _postcode(dict(zip(columns, first, strict=False)), "postcode", on_grid=True)
    name = next((name for name in POSTCODE_COLUMNS if name in columns), None)
    on_grid = not {"lat", "long"} <= set(columns)
    if name is None or (on_grid and not {"eastings", "northings"} <= set(columns)):
        raise PostcodesUnreadable(
            "The file has none of the columns of the ONS Postcode Directory (pcds, lat, long) or of Code-Point Open "
            "(postcode, eastings, northings)."
        )
    for row in rows:
        told = dict(zip(columns, row, strict=False))
        if row and not told.get("doterm", "").strip():
            yield _postcode(told, name, on_grid=on_grid)


def _postcode(told: dict[str, str], name: str, *, on_grid: bool) -> Postcode | None:
    postcode = normalise_postcode(told.get(name, ""))
    try:
        if on_grid:
            latitude, longitude = wgs84_from_grid(float(told["eastings"]), float(told["northings"]))
        else:
            latitude, longitude = float(told["lat"]), float(told["long"])
    except (KeyError, ValueError, OverflowError):
        return None
    # Both files mark a postcode without a place by coordinates that lie outside the country.
    if postcode is None or not (49 <= latitude <= 61 and -9 <= longitude <= 2):
        return None
    return Postcode(
        postcode=postcode,
        outward=postcode.split()[0],
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
    )
