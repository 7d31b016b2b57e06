"""Money that others handle: payments to a family by a schedule, spending it records, statements of fund holders.

A payment to a family moves cash and not the budget: the budget is used when the family spends it, here or elsewhere.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.catalogue.models import Category
from marketplace.core.dates import DateRange
from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.core.private_files import private_storage

from ..enums import PaymentState, SpendingState
from .ledger import LedgerTransaction
from .pot import Pot
from .route import ManagementRoute


class ScheduledPayment(IdentifiedModel, TimeStampedModel):
    """A payment to the family, due on a day."""

    route = models.ForeignKey(ManagementRoute, on_delete=models.PROTECT, related_name="payments")
    due_on = models.DateField()
    amount_pence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.SCHEDULED)
    paid_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["route", "due_on"], name="budgets_one_payment_per_route_and_day"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="budgets_payment_is_above_zero"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | (~Q(state="paid") & Q(paid_on__isnull=True)),
                name="budgets_a_payment_made_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p due on {self.due_on:%Y-%m-%d}"


def receipt_path(record: "SpendingRecord", name: str) -> str:
    """Return where a receipt is kept: nothing of the family is in the path."""
    return f"receipts/{uuid.uuid4()}"


class SpendingRecord(IdentifiedModel, TimeStampedModel):
    """What a family says it spent of a direct payment, with its receipt. The pot is charged when it is recorded."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="spending_records")
    spent_on = models.DateField()
    payee = models.CharField("who was paid", max_length=120)
    what = models.CharField("what for", max_length=300)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="spending_records")
    amount_pence = models.PositiveIntegerField()
    receipt = models.FileField(storage=private_storage, upload_to=receipt_path, blank=True)
    receipt_name = models.CharField(max_length=120, blank=True)
    receipt_type = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=SpendingState.choices, default=SpendingState.RECORDED)
    is_sampled = models.BooleanField("chosen to be looked at", default=False)
    query = models.TextField(blank=True, max_length=2000)
    reply = models.TextField(blank=True, max_length=2000)
    decision_reason = models.TextField(blank=True, max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="spending_records")
    reversal = models.ForeignKey(
        LedgerTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_spending"
    )
    token = models.UUIDField(unique=True, help_text="Drawn with the form, so that a second click records nothing.")

    class Meta:
        ordering = ["-spent_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="budgets_spending_is_above_zero"),
            models.CheckConstraint(condition=~Q(state="queried") | ~Q(query=""), name="budgets_a_query_asks_something"),
            models.CheckConstraint(
                condition=Q(state__in=["rejected", "withdrawn"], reversal__isnull=False)
                | (~Q(state__in=["rejected", "withdrawn"]) & Q(reversal__isnull=True)),
                name="budgets_spending_that_does_not_count_is_given_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p on {self.spent_on:%Y-%m-%d}"


class HolderStatement(IdentifiedModel, TimeStampedModel):
    """What a fund holder or a third party spent of a pot in a time; the pot is charged when it is entered."""

    route = models.ForeignKey(ManagementRoute, on_delete=models.PROTECT, related_name="statements")
    first_day = models.DateField()
    last_day = models.DateField()
    spent_pence = models.PositiveIntegerField()
    note = models.TextField("what it was spent on", max_length=2000)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    transaction = models.ForeignKey(
        LedgerTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="holder_statements"
    )

    class Meta:
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="budgets_statement_is_in_order"),
            models.CheckConstraint(
                condition=Q(spent_pence=0, transaction__isnull=True) | Q(spent_pence__gt=0, transaction__isnull=False),
                name="budgets_statement_charges_the_pot",
            ),
            ExclusionConstraint(
                name="budgets_statements_of_a_holder_do_not_overlap",
                expressions=[
                    ("route", RangeOperators.EQUAL),
                    (DateRange("first_day", "last_day", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="A statement covers some of these days already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spent_pence}p from {self.first_day:%Y-%m-%d} to {self.last_day:%Y-%m-%d}"
