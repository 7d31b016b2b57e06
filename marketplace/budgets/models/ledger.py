"""The ledger: every movement of a pot's money is a transaction of legs that sum to zero.

Database triggers refuse to change or delete a transaction or a leg, and refuse at commit a transaction whose legs
do not sum to zero or that has fewer than two.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.core import clock
from marketplace.core.models import IdentifiedModel

from ..enums import Account, Resolution, TransactionKind
from .pot import Pot


class LedgerTransaction(IdentifiedModel):
    """One movement of money: why, by whom, when. The same idempotency key is never written twice."""

    kind = models.CharField(max_length=12, choices=TransactionKind.choices)
    reason = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.get_kind_display()


class LedgerLeg(IdentifiedModel):
    """So many pence into (above 0) or out of (below 0) one account.

    A trigger writes when its transaction was made into `moved_at`, so that a long statement is read from one index.
    """

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="legs")
    account = models.CharField(max_length=10, choices=Account.choices)
    pot = models.ForeignKey(Pot, null=True, blank=True, on_delete=models.PROTECT, related_name="legs")
    amount_pence = models.BigIntegerField()
    moved_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["pot", "moved_at", "transaction"],
                include=["account", "amount_pence"],
                name="budgets_legs_of_a_statement",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_pence=0), name="budgets_leg_moves_something"),
            models.CheckConstraint(
                condition=Q(account=Account.COUNCIL, pot__isnull=True)
                | (~Q(account=Account.COUNCIL) & Q(pot__isnull=False)),
                name="budgets_leg_names_a_pot_unless_the_council",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_pence}p {self.account}"


class Hold(IdentifiedModel):
    """Pence of a pot reserved for something; counts against the pot at once and is never edited."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="holds")
    amount_pence = models.PositiveBigIntegerField()
    expected_on = models.DateField("day of what it pays for")
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="holds")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_pence__gt=0), name="budgets_hold_reserves_something")]

    def __str__(self) -> str:
        return f"{self.amount_pence}p held"


class HoldResolution(IdentifiedModel):
    """How a hold ended, once: so much was spent, the rest given back."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="resolution")
    outcome = models.CharField(max_length=10, choices=Resolution.choices)
    held_pence = models.PositiveBigIntegerField()
    captured_pence = models.PositiveBigIntegerField(default=0)
    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="resolutions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_pence__lte=F("held_pence")), name="budgets_captures_at_most_what_is_held"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Resolution.CAPTURED, captured_pence__gt=0)
                | (~Q(outcome=Resolution.CAPTURED) & Q(captured_pence=0)),
                name="budgets_only_a_capture_captures",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class HoldRefund(IdentifiedModel):
    """Pence of what a hold captured that went back to its pot, or to the council where the pot was closed by then.

    A database trigger refuses more refunds than the hold captured; a row is never changed.
    """

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="refunds")
    amount_pence = models.PositiveBigIntegerField()
    transaction = models.OneToOneField(LedgerTransaction, on_delete=models.PROTECT, related_name="refund")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_pence__gt=0), name="budgets_refund_gives_something")]

    def __str__(self) -> str:
        return f"{self.amount_pence}p refunded"
