"""How a pot is managed: by the council, as a direct payment, by someone who holds it for the family; dated."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.providers.models import Provider

from ..enums import FeeMode, Route, RouteRequestState, WithholdingReason
from .pot import Pot


class ManagementRoute(IdentifiedModel, TimeStampedModel):
    """One way of managing a pot, from a day, perhaps to a day; where there is none, the council manages it (2013).

    A fee for managing is agreed in advance and either added to the pot or taken from it.
    """

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="routes")
    route = models.CharField(max_length=20, choices=Route.choices)
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day", null=True, blank=True)
    holder = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_routes",
        verbose_name="fund holder",
    )
    holder_name = models.CharField("who holds it", max_length=120, blank=True)
    fee_pence = models.PositiveIntegerField("fee for managing it, for the whole time", default=0)
    fee_mode = models.CharField(max_length=10, choices=FeeMode.choices, blank=True)
    reason = models.TextField(max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="Drawn with the form, so that a second click sets nothing."
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("budgets_route_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(route="service_fund") | Q(holder__isnull=False), name="budgets_service_fund_has_a_holder"
            ),
            models.CheckConstraint(
                condition=~Q(route="third_party") | ~Q(holder_name=""), name="budgets_third_party_is_named"
            ),
            models.CheckConstraint(
                condition=Q(fee_pence=0, fee_mode="") | (Q(fee_pence__gt=0) & ~Q(fee_mode="")),
                name="budgets_a_fee_is_added_or_taken",
            ),
            ExclusionConstraint(
                name="budgets_a_pot_is_managed_one_way_at_a_time",
                expressions=[
                    ("pot", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The budget is managed another way on some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_route_display()} from {self.valid_from:%Y-%m-%d}"

    @property
    def reference(self) -> str:
        """Return what a holder knows the fund by, such as `F-3F9A12C0`: it says nothing of the child."""
        return f"F-{self.pk.hex[:8].upper()}"

    @property
    def held_by(self) -> str:
        """Return the name of who holds the money or is paid for it, nothing where nobody is named."""
        return self.holder.name if self.holder else self.holder_name


class Withholding(IdentifiedModel, TimeStampedModel):
    """A direct payment is withheld, with a reason, from a day, perhaps to a day."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="withholdings")
    kind = models.CharField(max_length=12, choices=WithholdingReason.choices)
    reason = models.TextField(max_length=1000)
    valid_from = models.DateField("first day")
    valid_to = models.DateField("last day", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_it_begins("budgets_withholding_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(reason=""), name="budgets_withholding_says_why"),
            ExclusionConstraint(
                name="budgets_a_pot_is_withheld_once_at_a_time",
                expressions=[
                    ("pot", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class RouteRequest(IdentifiedModel, TimeStampedModel):
    """A family asks for another way of managing a pot. Setting that way agrees to it; refusing it takes a reason."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="route_requests")
    wanted = models.CharField("way asked for", max_length=20, choices=Route.choices)
    reason = models.TextField("why", max_length=1000)
    state = models.CharField(max_length=10, choices=RouteRequestState.choices, default=RouteRequestState.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pot"], condition=Q(state="open"), name="budgets_one_open_route_request_per_pot"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False) & ~Q(decision_reason="")),
                name="budgets_a_decided_route_request_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wanted_display()} ({self.get_state_display()})"
