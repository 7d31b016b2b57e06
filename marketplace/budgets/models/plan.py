"""A support plan: outcomes in the family's words, and lines that say what is done for them and what pays."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Child
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Category, Outcome, Service, UnitCost
from marketplace.core import clock
from marketplace.core.dates import DateRange
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import OPEN_PLAN_STATES, LineKind, PlanState
from .stream import FundingStream


class SupportPlan(IdentifiedModel, TimeStampedModel):
    """One version of a child's plan for a period; an amendment is a version that says which one it amends.

    `revision` counts how often it was sent for signing, so that a signature belongs to the text that was signed.
    Database triggers refuse to change the text of a plan and its parts in any state but a draft.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    amends = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day")
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    revision = models.PositiveSmallIntegerField(default=0)
    what_matters = models.TextField("what matters to us", blank=True, max_length=4000)
    keep_safe = models.TextField("how I keep safe", blank=True, max_length=4000)
    amendment_reason = models.TextField(blank=True, max_length=2000)
    needs_signing = models.BooleanField("an officer has to sign", default=True)
    return_reason = models.TextField(blank=True, max_length=2000)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="budgets_plans_of_a_child_are_numbered"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="budgets_plan_period_is_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=["final", "replaced"]) | Q(final_at__isnull=False),
                name="budgets_final_plan_says_since_when",
            ),
            ExclusionConstraint(
                name="budgets_one_final_plan_per_child_at_a_time",
                condition=Q(state="final"),
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="budgets_one_open_plan_per_child_at_a_time",
                condition=Q(state__in=["draft", "submitted"]),
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.number}"

    @property
    def is_open(self) -> bool:
        """Say whether the plan is being written or waits to be signed."""
        return self.state in OPEN_PLAN_STATES

    @property
    def is_over(self) -> bool:
        """Say whether the plan's time has passed."""
        return self.valid_to < clock.today()


class PlanOutcome(IdentifiedModel):
    """What the family wants to come about, in its own words, and which of the council's outcomes that serves."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="outcomes")
    words = models.TextField("what we want to happen", max_length=1000)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="plan_outcomes")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"Outcome {self.position}"


class PlanLine(IdentifiedModel):
    """Money, hours or a named form of support for the plan's period; a line without an amount is not priced yet."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="lines")
    plan_outcome = models.ForeignKey(
        PlanOutcome, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )
    kind = models.CharField(max_length=12, choices=LineKind.choices)
    description = models.CharField(max_length=300)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="plan_lines")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_lines")
    unit_cost = models.ForeignKey(UnitCost, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_lines")
    quantity = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=12, choices=Unit.choices, blank=True)
    unit_price_pence = models.PositiveIntegerField(null=True, blank=True)
    amount_pence = models.PositiveIntegerField(null=True, blank=True)
    is_contingency = models.BooleanField("kept aside for what cannot be foreseen", default=False)
    amends = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
        verbose_name="line of the amended version",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_pence__isnull=True) | Q(amount_pence__gt=0), name="budgets_plan_line_is_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(kind="money") | Q(amount_pence__isnull=False), name="budgets_money_line_has_an_amount"
            ),
            models.CheckConstraint(
                condition=~Q(kind="hours") | Q(quantity__isnull=False, quantity__gt=0),
                name="budgets_hours_line_says_how_many",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.position}"

    @property
    def is_unpriced(self) -> bool:
        """Say whether nobody knows yet what the line costs; what is free costs nothing."""
        return self.amount_pence is None and not (self.service and self.service.is_free)


class PlanLineFunding(IdentifiedModel):
    """How much of a line one stream pays. A deferred trigger holds the parts of a line to its amount."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="funding")
    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="plan_funding")
    amount_pence = models.PositiveIntegerField()

    class Meta:
        ordering = ["stream__position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "stream"], name="budgets_a_stream_pays_a_line_once"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="budgets_line_funding_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p from {self.stream}"
