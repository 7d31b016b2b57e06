"""How often listings are found and opened: counts by day, and nothing about who looked."""

from django.db import models

from marketplace.core.models import IdentifiedModel

from .service import Service


class ListingUse(IdentifiedModel):
    """On a day, a listing stood in so many pages of results, and its own page was opened so often."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    found = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="catalogue_uses_are_counted_by_day")]

    def __str__(self) -> str:
        return f"{self.found} and {self.opened} on {self.day:%Y-%m-%d}"
