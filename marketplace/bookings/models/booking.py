"""A booking, and the lines that say which pot pays how much of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Child
from marketplace.budgets.models import Hold, Pot
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Service, Session, UnitCost
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.references import new_reference

from ..enums import BookingState


class Booking(IdentifiedModel, TimeStampedModel):
    """A child's place in a session, or a quantity of a service, at the price of the day it was made.

    Price, unit, what is included, cancellation and cover, and the provider's vetting are frozen as they were. The
    status never stands for money: the ledger does. `starts_at` is the time of the service, by which the pot is chosen.
    """

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="bookings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    unit_cost = models.ForeignKey(UnitCost, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=12, choices=BookingState.choices, default=BookingState.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    quantity = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    unit_price_pence = models.PositiveIntegerField()
    price_pence = models.PositiveBigIntegerField()
    includes = models.TextField(blank=True)
    not_included = models.TextField(blank=True)
    cancellation_cover = models.TextField(blank=True)
    vetting = models.JSONField(default=list, help_text="Checks and exceptions that held when the booking was made.")

    note = models.TextField(blank=True, max_length=1000, help_text="What the family tells the provider.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    accept_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bookings_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(price_pence__gt=0), name="bookings_price_is_above_zero"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="bookings_end_after_they_start",
            ),
            models.UniqueConstraint(fields=["made_by", "idempotency_key"], name="bookings_made_once_per_key"),
            models.UniqueConstraint(
                fields=["child", "session"],
                condition=Q(state__in=["held", "requested", "confirmed"]),
                name="bookings_one_place_per_child_and_session",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "state", "starts_at"]),
            models.Index(fields=["child", "starts_at"]),
            models.Index(fields=["session", "state"]),
        ]

    def __str__(self) -> str:
        return self.reference


class FundingLine(IdentifiedModel):
    """How much of a booking one pot pays, and the hold that reserves it. The lines sum to the price."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="funding_lines")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="funding_lines")
    amount_pence = models.PositiveBigIntegerField()
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="funding_line")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="bookings_line_pays_something"),
            models.UniqueConstraint(fields=["booking", "pot"], name="bookings_pot_pays_once_per_booking"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p"
