"""The money of one child from one stream in one period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Child
from marketplace.core.dates import DatedQuerySet, DateRange
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from .stream import FundingStream


class Pot(IdentifiedModel, TimeStampedModel):
    """Child × funding stream × period, in pence. The counters are changed only by the ledger.

    A pot that is closed has nothing but what was spent, and takes nothing any more; a trigger keeps it closed.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="pots")
    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="pots")
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day")
    funded_pence = models.BigIntegerField(default=0)
    held_pence = models.BigIntegerField(default=0)
    spent_pence = models.BigIntegerField(default=0)
    set_aside_pence = models.BigIntegerField("kept aside for what cannot be foreseen", default=0)
    closed_on = models.DateField(null=True, blank=True, help_text="When what was left was taken back or carried over.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "stream__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    held_pence__gte=0,
                    spent_pence__gte=0,
                    set_aside_pence__gte=0,
                    funded_pence__gte=F("held_pence") + F("spent_pence") + F("set_aside_pence"),
                ),
                name="budgets_pot_is_never_overspent",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="budgets_pot_period_is_in_order"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(closed_on__gt=F("valid_to"), held_pence=0, set_aside_pence=0, funded_pence=F("spent_pence")),
                name="budgets_closed_pot_has_nothing_left",
            ),
            ExclusionConstraint(
                name="budgets_one_pot_per_stream_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("stream", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The child has a budget from this stream in that period already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.valid_from:%Y-%m-%d}"

    @property
    def left_pence(self) -> int:
        """Return what is neither reserved nor spent nor kept aside, in pence."""
        return self.funded_pence - self.held_pence - self.spent_pence - self.set_aside_pence
