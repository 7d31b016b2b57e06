from math import cos, hypot, radians

import pytest

from marketplace.core.national_grid import wgs84_from_grid

METRES_PER_DEGREE = 111_320


@pytest.mark.parametrize(
    ("place", "easting", "northing", "latitude", "longitude"),
    [
        # Ordnance Survey's test points for its own transformation (OSTN15), in ETRS89.
        ("Scilly", 91492.146, 11318.804, 49.92226393730, -6.29977752014),
        ("Plymouth", 250359.811, 62016.569, 50.43885825610, -4.10864563561),
        ("Bristol", 362269.991, 169978.690, 51.42754743020, -2.54407618349),
        ("London", 530624.974, 178388.464, 51.48936564950, -0.11992557180),
        ("Caister", 651409.804, 313177.450, 52.65800783290, 1.71607397380),
        ("Nottingham", 454002.834, 340834.943, 52.96219109410, -1.19747655922),
        ("Edinburgh", 319188.434, 670947.534, 55.92478265510, -3.29479219337),
    ],
)
def test_a_point_of_the_grid_is_found_to_ten_metres(
    place: str, easting: float, northing: float, latitude: float, longitude: float
) -> None:
    found_latitude, found_longitude = wgs84_from_grid(easting, northing)
    away = hypot(
        (found_latitude - latitude) * METRES_PER_DEGREE,
        (found_longitude - longitude) * METRES_PER_DEGREE * cos(radians(latitude)),
    )
    assert away < 10, place
