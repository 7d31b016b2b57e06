"""How an amount is set: dated policy per stream, the indicative figure and how it was worked out, its release.

Methods and protection are those that councils used (2008, 2011, 2012, 2014).
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Child
from marketplace.catalogue.enums import Unit
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import AllocationMethod, AllocationState, ChallengeState, ConversationKind
from .assessment import Assessment
from .questionnaire import IntegerRange
from .stream import FundingStream


class AllocationPolicy(IdentifiedModel, TimeStampedModel):
    """How amounts of a stream are set from a day on, perhaps to a day. Rates are in pence, shares in thousandths.

    A database trigger refuses to change a policy that has begun, but for its last day, or to delete it.
    """

    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="allocation_policies")
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day", null=True, blank=True)
    method = models.CharField(max_length=16, choices=AllocationMethod.choices)
    questionnaire_name = models.CharField("questionnaire", max_length=80, blank=True)
    price_point_pence = models.PositiveIntegerField("price of a point", null=True, blank=True)
    flat_sum_pence = models.PositiveIntegerField("flat sum for a year", null=True, blank=True)
    unit_rate_pence = models.PositiveIntegerField("price of a unit", null=True, blank=True)
    unit = models.CharField(max_length=12, choices=Unit.choices, blank=True)
    fall_floor_permille = models.PositiveSmallIntegerField(
        "a figure is at least this share of the present package, in thousandths", null=True, blank=True
    )
    rise_cap_permille = models.PositiveSmallIntegerField(
        "a figure is at most this share of the present package, in thousandths", null=True, blank=True
    )
    round_to_pence = models.PositiveIntegerField("figures are rounded to so many pence", default=100)
    pack_tolerance_percent = models.PositiveSmallIntegerField(
        "a plan may be above the figure by this share, because goods come in packs, in per cent", default=0
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "allocation policies"
        ordering = ["stream__position", "valid_from"]
        constraints = [
            ends_after_it_begins("budgets_allocation_policy_ends_after_it_begins"),
            ExclusionConstraint(
                name="budgets_one_allocation_policy_per_stream_at_a_time",
                expressions=[
                    ("stream", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The stream has a policy for some of these days already.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(method="price_point", price_point_pence__isnull=False, price_point_pence__gt=0)
                    & ~Q(questionnaire_name="")
                    | Q(method="bands") & ~Q(questionnaire_name="")
                    | Q(method="unit_cost", unit_rate_pence__isnull=False, unit_rate_pence__gt=0) & ~Q(unit="")
                    | Q(method="flat_sum", flat_sum_pence__isnull=False, flat_sum_pence__gt=0)
                    | Q(method__in=["present_package", "costed_plan"])
                ),
                name="budgets_allocation_method_has_what_it_needs",
            ),
            models.CheckConstraint(
                condition=Q(round_to_pence__gte=1)
                & (Q(fall_floor_permille__isnull=True) | Q(fall_floor_permille__lte=1000))
                & (Q(rise_cap_permille__isnull=True) | Q(rise_cap_permille__gte=1000))
                & Q(pack_tolerance_percent__lte=100),
                name="budgets_allocation_protection_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.get_method_display()} from {self.valid_from:%Y-%m-%d}"


class AllocationBand(IdentifiedModel):
    """So many points, both ends included, give so many pence for a year."""

    policy = models.ForeignKey(AllocationPolicy, on_delete=models.CASCADE, related_name="bands")
    points_from = models.PositiveIntegerField()
    points_to = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: and above.")
    amount_pence = models.PositiveIntegerField()

    class Meta:
        ordering = ["points_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points_to__isnull=True) | Q(points_to__gte=F("points_from")),
                name="budgets_band_is_in_order",
            ),
            ExclusionConstraint(
                name="budgets_bands_do_not_overlap",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    (IntegerRange("points_from", "points_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="These points overlap with another band.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points_from} to {self.points_to or 'any'}: {self.amount_pence}p"


class PresentPackage(IdentifiedModel, TimeStampedModel):
    """What a child has had from a stream so far, in words and in pence for a year."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="present_packages")
    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="present_packages")
    description = models.TextField(help_text="What the child has now, in words the family would use.")
    amount_pence = models.PositiveIntegerField("what it costs in a year")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["stream__position", "valid_from"]
        constraints = [
            ends_after_it_begins("budgets_package_ends_after_it_begins"),
            ExclusionConstraint(
                name="budgets_one_package_per_child_and_stream_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("stream", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="A package is recorded for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.amount_pence}p a year"


class ReleaseConversation(IdentifiedModel, TimeStampedModel):
    """The conversation with the family before it sees a figure: letters raised drop-out, a conversation lowered it."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="release_conversations")
    held_on = models.DateField()
    kind = models.CharField(max_length=12, choices=ConversationKind.choices)
    with_whom = models.CharField("who took part", max_length=200)
    notes = models.TextField("what was said", max_length=4000)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"Conversation of {self.held_on:%Y-%m-%d}"


class IndicativeAllocation(IdentifiedModel, TimeStampedModel):
    """The figure for a child, a stream and a period, with every step that led to it. "To guide rather than dictate".

    `table_pence` is what the method gives, `protected_pence` after transition protection, `amount_pence` after an
    officer's override. `working` keeps the steps as sentences. A database trigger refuses to change how a figure was
    worked out, and to delete it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="allocations")
    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="allocations")
    policy = models.ForeignKey(AllocationPolicy, on_delete=models.PROTECT, related_name="allocations")
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations"
    )
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day")
    points = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    present_pence = models.PositiveIntegerField(null=True, blank=True)
    table_pence = models.PositiveIntegerField()
    protected_pence = models.PositiveIntegerField()
    amount_pence = models.PositiveIntegerField()
    working = models.JSONField(default=list)
    override_reason = models.TextField(blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=AllocationState.choices, default=AllocationState.DRAFT)
    conversation = models.ForeignKey(
        ReleaseConversation, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField("why it was withdrawn", blank=True, max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from", "stream__position", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="budgets_allocation_is_in_order"),
            models.CheckConstraint(
                condition=Q(amount_pence=F("protected_pence")) | ~Q(override_reason=""),
                name="budgets_an_override_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(conversation__isnull=False, released_at__isnull=False),
                name="budgets_release_needs_a_conversation",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""),
                name="budgets_a_withdrawn_figure_says_why",
            ),
            ExclusionConstraint(
                name="budgets_one_allocation_per_child_and_stream_at_a_time",
                condition=~Q(state="withdrawn"),
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("stream", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="There is a figure for some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.amount_pence}p"


class Challenge(IdentifiedModel, TimeStampedModel):
    """A family says that a figure is wrong; the council answers by a day."""

    allocation = models.ForeignKey(IndicativeAllocation, on_delete=models.PROTECT, related_name="challenges")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=4000)
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=ChallengeState.choices, default=ChallengeState.OPEN)
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["answer_by"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation"], condition=Q(state="open"), name="budgets_one_open_challenge_per_figure"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "rejected"]) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="budgets_a_decided_challenge_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"Challenge ({self.get_state_display()})"
