"""What families looked for and could not get."""

import uuid

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import Child, Family
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Category, Need, Service, Session
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE

from .enums import HowOften, RequestSource, RequestState


class UnmetRequest(IdentifiedModel, TimeStampedModel):
    """Something a family needs and has not found. Where it lives is kept as an outward postcode only.

    `what` and `when_wanted` are free text and may identify someone: providers read only `published_text` and
    `published_when`, which an officer has looked at, and commissioners' reports carry neither.
    """

    source = models.CharField(max_length=14, choices=RequestSource.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECORDED)
    state_reason = models.TextField(blank=True)
    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="unmet_requests")
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="unmet_requests")
    what = models.TextField(max_length=1000)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="unmet_requests")
    needs = models.ManyToManyField(Need, related_name="unmet_requests", blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    outward = models.CharField("area", max_length=4)
    when_wanted = models.CharField(max_length=200, blank=True)
    how_often = models.CharField(max_length=12, choices=HowOften.choices, default=HowOften.WEEKLY)
    highest_price_pence = models.PositiveIntegerField("most they would pay", null=True, blank=True)
    unit = models.CharField("for one", max_length=12, choices=Unit.choices, blank=True)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="unmet_requests")
    recorded_on = models.DateField(db_index=True)
    published_text = models.TextField(max_length=1000, blank=True)
    published_when = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    token = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Drawn with the form, so that a second click sends nothing."
    )

    class Meta:
        ordering = ["-recorded_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(age__isnull=True) | Q(age__lte=25), name="demand_age_is_0_to_25"),
            models.CheckConstraint(
                condition=~Q(state=RequestState.WITHHELD) | ~Q(state_reason=""),
                name="demand_withholding_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(source=RequestSource.FULL_SESSION) | Q(session__isnull=False),
                name="demand_full_session_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.PUBLISHED) | (~Q(published_text="") & Q(published_on__isnull=False)),
                name="demand_published_request_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(highest_price_pence__isnull=True)
                | (Q(highest_price_pence__range=(1, HIGHEST_UNIT_COST_PENCE)) & ~Q(unit="")),
                name="demand_highest_price_is_possible_and_has_a_unit",
            ),
            models.UniqueConstraint(
                fields=["family", "child", "session"],
                condition=Q(session__isnull=False) & ~Q(state=RequestState.WITHDRAWN),
                nulls_distinct=False,
                name="demand_full_session_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} in {self.outward}"


class SearchMiss(IdentifiedModel):
    """A search that found nothing: the terms and filters, the area and the week; never who searched."""

    terms = models.CharField(max_length=200, blank=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filters = models.JSONField(default=dict)
    outward = models.CharField(max_length=4, blank=True)
    week = models.DateField(help_text="The Monday of the week.", db_index=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-week"]
        verbose_name_plural = "search misses"
        constraints = [
            models.UniqueConstraint(
                fields=["week", "terms", "category", "filters", "outward"],
                nulls_distinct=False,
                name="demand_miss_counted_in_one_row",
            )
        ]

    def __str__(self) -> str:
        return self.terms


class PriceRequest(IdentifiedModel):
    """Someone asked a provider to list its prices; counted, without who asked."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="price_requests")
    day = models.DateField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="demand_price_requests_counted_a_day")]

    def __str__(self) -> str:
        return f"{self.service} on {self.day}"
