"""Where a budget's money comes from, and the restrictions that come with it, dated."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins, is_valid_on
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import StreamOwner


class FundingStream(IdentifiedModel, TimeStampedModel):
    """One source of a budget. "Individual contributions … are each bound by their associated restrictions" (2008)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    owner = models.CharField(max_length=12, choices=StreamOwner.choices)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField("first day", default=clock.today)
    valid_to = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [ends_after_it_begins("budgets_stream_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.name

    def rules_on(self, day: date) -> "StreamRules | None":
        """Return the rules that bind the stream on the day, none where it does not run then.

        Prefetch `rules__categories` where this is asked of many streams.
        """
        if not is_valid_on(self, day):
            return None
        return next((rules for rules in self.rules.all() if is_valid_on(rules, day)), None)


class StreamRules(IdentifiedModel, TimeStampedModel):
    """What binds a stream from a day on, perhaps to a day.

    A database trigger refuses to change rules but for their last day, and to delete rules that have begun: a rule that
    changes never changes the past.
    """

    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="rules")
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day", null=True, blank=True)
    summary = models.TextField(help_text="What it is for, in words a family would use.")
    age_min = models.PositiveSmallIntegerField("youngest age", default=0)
    age_max = models.PositiveSmallIntegerField("oldest age", default=25, validators=[MaxValueValidator(25)])
    categories = models.ManyToManyField(Category, related_name="stream_rules", help_text="What it may pay for.")
    direct_payment_allowed = models.BooleanField("may be a direct payment", default=True)
    top_up_allowed = models.BooleanField("a family may add its own money", default=True)
    approved_providers_only = models.BooleanField("only approved providers", default=False)
    start_trigger = models.CharField("when it starts", max_length=120, blank=True)
    review_months = models.PositiveSmallIntegerField("months between reviews", default=12)
    approver = models.CharField("who approves it", max_length=80, blank=True)
    carry_over_percent = models.PositiveSmallIntegerField(
        "share of what is left that goes into the next period, in per cent",
        default=0,
        validators=[MaxValueValidator(100)],
    )
    reason = models.TextField("why the rules are as they are", blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stream rules"
        ordering = ["stream__position", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_max__gte=F("age_min"), age_max__lte=25), name="budgets_stream_ages_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(carry_over_percent__lte=100), name="budgets_carries_over_at_most_everything"
            ),
            ends_after_it_begins("budgets_stream_rules_end_after_they_begin"),
            ExclusionConstraint(
                name="budgets_one_set_of_rules_per_stream_at_a_time",
                expressions=[
                    ("stream", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The stream has rules for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} from {self.valid_from:%Y-%m-%d}"
