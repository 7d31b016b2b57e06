"""Where a budget's money comes from, and the restrictions that come with it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import StreamOwner


class FundingStream(IdentifiedModel, TimeStampedModel):
    """One source of a budget. "Individual contributions … are each bound by their associated restrictions" (2008)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    owner = models.CharField(max_length=12, choices=StreamOwner.choices)
    summary = models.TextField(help_text="What it is for, in words a family would use.")
    age_min = models.PositiveSmallIntegerField("youngest age", default=0)
    age_max = models.PositiveSmallIntegerField("oldest age", default=25, validators=[MaxValueValidator(25)])
    categories = models.ManyToManyField(Category, related_name="streams", help_text="What it may pay for.")
    direct_payment_allowed = models.BooleanField("may be a direct payment", default=True)
    top_up_allowed = models.BooleanField("a family may add its own money", default=True)
    approved_providers_only = models.BooleanField("only approved providers", default=False)
    start_trigger = models.CharField("when it starts", max_length=120, blank=True)
    review_months = models.PositiveSmallIntegerField("months between reviews", default=12)
    approver = models.CharField("who approves it", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_max__gte=F("age_min"), age_max__lte=25),
                name="budgets_stream_ages_are_in_order",
            ),
            ends_after_it_begins("budgets_stream_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name
