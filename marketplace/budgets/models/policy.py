"""What councils decide differently about personal budgets, dated."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import PlanOrder


class BudgetPolicy(IdentifiedModel, TimeStampedModel):
    """The council's rules for all streams from a day on, perhaps to a day."""

    valid_from = models.DateField("first day", default=clock.today)
    valid_to = models.DateField("last day", null=True, blank=True)
    plan_order = models.CharField(
        "when the figure comes", max_length=20, choices=PlanOrder.choices, default=PlanOrder.INDICATIVE_FIRST
    )
    challenge_working_days = models.PositiveSmallIntegerField(
        "working days in which a challenge is answered", default=20
    )
    amendment_percent = models.PositiveSmallIntegerField(
        "a change of a plan up to this share of each stream needs no signing officer, in per cent", default=10
    )
    amendment_pence = models.PositiveIntegerField(
        "and up to this much in each stream, in pence", default=50_000, help_text="Whichever is less."
    )
    close_after_days = models.PositiveSmallIntegerField(
        "days after a period's end in which bookings of the period are still settled", default=60
    )
    sample_percent = models.PositiveSmallIntegerField(
        "share of the spending that families record which officers look at, in per cent", default=10
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "budget policies"
        ordering = ["valid_from"]
        constraints = [
            ends_after_it_begins("budgets_policy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(amendment_percent__lte=100, sample_percent__lte=100),
                name="budgets_policy_shares_are_at_most_everything",
            ),
            models.CheckConstraint(
                condition=Q(challenge_working_days__gte=1), name="budgets_policy_answers_challenges"
            ),
            ExclusionConstraint(
                name="budgets_one_policy_at_a_time",
                expressions=[(DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS)],
                violation_error_message="There is a policy for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy from {self.valid_from:%Y-%m-%d}"
