"""Distances in SQL, in miles."""

from math import cos, radians

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from marketplace.core.postcode import EARTH_RADIUS_MILES
from marketplace.core.selectors import Place

#: A degree of latitude in miles, rounded down so that the box is never too small.
MILES_PER_DEGREE = 68.9


def miles_from(place: Place) -> Combinable:
    """Return the great-circle distance of a row's point from the place (haversine); nothing where it has no point."""
    latitude, longitude = Radians(F("latitude")), Radians(F("longitude"))
    from_latitude, from_longitude = radians(place.latitude), radians(place.longitude)
    half_chord = Power(Sin((latitude - from_latitude) / 2.0), 2.0) + Value(cos(from_latitude)) * Cos(latitude) * Power(
        Sin((longitude - from_longitude) / 2.0), 2.0
    )
    # Rounding may lift the root above 1 for a point on the other side of the world.
    return Value(2 * EARTH_RADIUS_MILES) * ASin(Least(Sqrt(half_chord), Value(1.0)), output_field=FloatField())


def in_box(place: Place, miles: float) -> Q:
    """Lie in the box that encloses the circle: the index on latitude and longitude answers this quickly."""
    height = miles / MILES_PER_DEGREE
    width = miles / (MILES_PER_DEGREE * cos(radians(place.latitude)))
    return Q(
        latitude__range=(place.latitude - height, place.latitude + height),
        longitude__range=(place.longitude - width, place.longitude + width),
    )
