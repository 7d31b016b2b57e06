"""UK postcodes: their form, their outward part, and the distance between two points."""

import re
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_MILES = 3958.8

# The forms that Royal Mail publishes: A9, A99, AA9, AA99, A9A, AA9A, then a digit and two letters.
_FULL = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})$")
_OUTWARD = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?$")


def normalise_postcode(text: str) -> str | None:
    """Return a full postcode as `GL1 2NE`, or None where the text has not the form of one."""
    match = _FULL.match(re.sub(r"\s+", "", text).upper())
    return f"{match[1]} {match[2]}" if match else None


def outward_part(text: str) -> str | None:
    """Return the outward part (`GL1`) of a full or an outward postcode, or None where it is neither."""
    full = normalise_postcode(text)
    if full:
        return full.split()[0]
    compact = re.sub(r"\s+", "", text).upper()
    return compact if _OUTWARD.match(compact) else None


def miles_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance in miles between two points in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (latitude, longitude, other_latitude, other_longitude))
    a = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(a))
