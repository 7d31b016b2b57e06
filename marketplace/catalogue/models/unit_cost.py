"""What one unit of a service costs, from a day, perhaps to a day. A price is never overwritten."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE

from ..enums import DayType, PriceReliability, Unit
from .service import Service


class UnitCost(IdentifiedModel, TimeStampedModel):
    """A price in pence for one unit, VAT included where `vat_percent` is above 0."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="unit_costs")
    amount_pence = models.PositiveIntegerField("amount")
    unit = models.CharField("for one", max_length=12, choices=Unit.choices)
    grade = models.CharField("grade or ratio", max_length=40, blank=True, help_text="Such as 1:1, 2:1 or nurse.")
    day_type = models.CharField("when it applies", max_length=14, choices=DayType.choices, default=DayType.ANY)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)
    minimum_quantity = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.25"))]
    )
    vat_percent = models.PositiveSmallIntegerField("VAT included, per cent", default=0)
    includes = models.TextField("what it includes", blank=True)
    reliability = models.CharField(max_length=12, choices=PriceReliability.choices, default=PriceReliability.PUBLISHED)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["amount_pence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_pence__range=(1, HIGHEST_UNIT_COST_PENCE)),
                name="catalogue_unit_cost_is_1p_to_50000_pounds",
                violation_error_message="A unit cost is from £0.01 to £50,000.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_quantity__gt=0), name="catalogue_minimum_quantity_is_above_zero"
            ),
            models.CheckConstraint(condition=Q(vat_percent__lte=100), name="catalogue_vat_is_a_percentage"),
            ends_after_it_begins("catalogue_unit_cost_ends_after_it_begins"),
            ExclusionConstraint(
                name="catalogue_one_price_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("grade", RangeOperators.EQUAL),
                    ("day_type", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="There is a price for the same unit, grade and days at that time already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p per {self.get_unit_display()}"
