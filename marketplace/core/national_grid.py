"""From the British National Grid to latitude and longitude.

After Ordnance Survey, “A guide to coordinate systems in Great Britain” (2020), annexes B, C and section 6.6: the grid's
transverse Mercator projection undone, then a seven-parameter (Helmert) transformation. Good to about 5 metres, which
is less than the size of a postcode.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan


@dataclass(frozen=True)
class Ellipsoid:
    """A shape of the Earth, by its half axes in metres."""

    a: float
    b: float

    @property
    def e2(self) -> float:
        """Return the square of the eccentricity."""
        return 1 - (self.b / self.a) ** 2


AIRY_1830 = Ellipsoid(6_377_563.396, 6_356_256.909)
WGS84 = Ellipsoid(6_378_137.0, 6_356_752.3142)

_SCALE = 0.9996012717
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = radians(49), radians(-2)
_FALSE_EASTING, _FALSE_NORTHING = 400_000.0, -100_000.0
# OSGB36 to WGS84: metres, parts in one, seconds of arc (the reverse of the published WGS84 to OSGB36).
_SHIFT = (446.448, -125.157, 542.060)
_GROWTH = -20.4894e-6
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def wgs84_from_grid(easting: float, northing: float) -> tuple[float, float]:
    """Return the latitude and longitude (WGS84, degrees) of a point of the grid in metres."""
    return _to_degrees(_helmert(_to_cartesian(*_unproject(easting, northing))))


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    """Return the latitude and longitude (OSGB36, radians): annex C.2, with its symbols."""
    a, e2 = AIRY_1830.a * _SCALE, AIRY_1830.e2
    phi = _ORIGIN_LATITUDE
    while True:
        missing = northing - _FALSE_NORTHING - _meridional_arc(phi)
        if abs(missing) < 1e-5:
            break
        phi += missing / a
    nu = a / sqrt(1 - e2 * sin(phi) ** 2)
    rho = a * (1 - e2) * (1 - e2 * sin(phi) ** 2) ** -1.5
    eta2 = nu / rho - 1
    t, sec = tan(phi), 1 / cos(phi)
    de = easting - _FALSE_EASTING
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    latitude = phi - vii * de**2 + viii * de**4 - ix * de**6
    longitude = _ORIGIN_LONGITUDE + x * de - xi * de**3 + xii * de**5 - xiia * de**7
    return latitude, longitude


def _meridional_arc(phi: float) -> float:
    n = (AIRY_1830.a - AIRY_1830.b) / (AIRY_1830.a + AIRY_1830.b)
    apart, together = phi - _ORIGIN_LATITUDE, phi + _ORIGIN_LATITUDE
    return (
        AIRY_1830.b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(together)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * apart) * cos(2 * together)
            - 35 / 24 * n**3 * sin(3 * apart) * cos(3 * together)
        )
    )


def _to_cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    nu = AIRY_1830.a / sqrt(1 - AIRY_1830.e2 * sin(latitude) ** 2)
    return (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        (1 - AIRY_1830.e2) * nu * sin(latitude),
    )


def _helmert(point: tuple[float, float, float]) -> tuple[float, float, float]:
    (x, y, z), (tx, ty, tz), (rx, ry, rz), s = point, _SHIFT, _TURN, 1 + _GROWTH
    return tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z


def _to_degrees(point: tuple[float, float, float]) -> tuple[float, float]:
    x, y, z = point
    across, e2 = hypot(x, y), WGS84.e2
    latitude = atan2(z, across * (1 - e2))
    for _ in range(6):
        nu = WGS84.a / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), across)
    return degrees(latitude), degrees(atan2(y, x))
