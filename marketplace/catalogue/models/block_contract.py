"""Places that the council has bought already."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import Unit
from .service import Service


class BlockContract(IdentifiedModel, TimeStampedModel):
    """So many places of every session of a service are the council's, at a price for one place in pence.

    They are drawn first; a booking of one is deducted from the budget at the contract's price and never paid again
    ("a service the council already pays for is drawn from its contract and deducted from the budget").
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="block_contracts")
    reference = models.CharField(max_length=40)
    places = models.PositiveSmallIntegerField("places of each session")
    price_pence = models.PositiveIntegerField("price of one place")
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.SESSION)
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("catalogue_block_contract_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(places__gt=0, price_pence__gt=0), name="catalogue_block_contract_buys_something"
            ),
            ExclusionConstraint(
                name="catalogue_one_block_contract_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="There is a block contract for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
