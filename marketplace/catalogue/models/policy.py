"""What councils decide differently about listings, dated."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel


def small_changes() -> list[str]:
    """Return the fields whose change is small where the council has not decided otherwise."""
    return ["website", "phone", "languages", "days", "offered_when", "continuity"]


class ListingPolicy(IdentifiedModel, TimeStampedModel):
    """The council's rules for keeping listings true, from a day on, perhaps to a day."""

    valid_from = models.DateField("first day", default=clock.today)
    valid_to = models.DateField("last day", null=True, blank=True)
    ask_after_months = models.PositiveSmallIntegerField("months after which a provider is asked", default=6)
    queue_after_months = models.PositiveSmallIntegerField("months after which an officer looks", default=12)
    small_fields = ArrayField(
        models.CharField(max_length=40),
        default=small_changes,
        blank=True,
        help_text="Fields whose change officers may approve for many listings at once.",
    )
    price_change_percent = models.PositiveSmallIntegerField(
        "a price that rises by more than this is pointed out to officers, in per cent", default=10
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "listing policies"
        ordering = ["valid_from"]
        constraints = [
            ends_after_it_begins("catalogue_listing_policy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ask_after_months__gte=1, queue_after_months__gt=F("ask_after_months")),
                name="catalogue_a_provider_is_asked_before_an_officer_looks",
            ),
            ExclusionConstraint(
                name="catalogue_one_listing_policy_at_a_time",
                expressions=[(DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS)],
                violation_error_message="There is a policy for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy from {self.valid_from:%Y-%m-%d}"
