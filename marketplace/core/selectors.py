"""Reading what belongs to no single app."""

from dataclasses import dataclass

from django.db.models import Avg

from .models import Postcode
from .postcode import normalise_postcode, outward_part


@dataclass(frozen=True)
class Place:
    """A point that a postcode stands for; `label` is what the person typed, made tidy."""

    label: str
    outward: str
    latitude: float
    longitude: float


def find_place(text: str) -> Place | None:
    """Return where a full or an outward postcode is, or None where it is not in the table.

    An outward postcode stands for the middle of the postcodes known in it.
    """
    full = normalise_postcode(text)
    if full:
        row = Postcode.objects.filter(pk=full).first()
        return Place(row.postcode, row.outward, row.latitude, row.longitude) if row else None
    outward = outward_part(text)
    if not outward:
        return None
    middle = Postcode.objects.filter(outward=outward).aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return None
    return Place(outward, outward, middle["latitude"], middle["longitude"])
