"""Somebody says that an entry of another directory is theirs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import ClaimProof, ClaimState
from .provider import Provider


class ProviderClaim(IdentifiedModel, TimeStampedModel):
    """A claim to an imported entry, proved by an address of its e-mail domain or by an officer.

    The code that goes to the address is kept only as its digest.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="claims")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="provider_claims")
    proof = models.CharField(max_length=10, choices=ClaimProof.choices)
    email = models.EmailField("address at the provider", blank=True)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    explanation = models.TextField(max_length=1000, blank=True, help_text="What the officer is told.")
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proof=ClaimProof.EMAIL, code_expires_at__isnull=False) & ~Q(email="") & ~Q(code_digest="")
                | Q(proof=ClaimProof.OFFICER) & ~Q(explanation=""),
                name="providers_claim_has_its_proof",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OPEN, decided_at__isnull=True)
                | (~Q(state=ClaimState.OPEN) & Q(decided_at__isnull=False)),
                name="providers_decided_claim_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.REFUSED) | ~Q(reason=""), name="providers_refused_claim_says_why"
            ),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(state=ClaimState.APPROVED), name="providers_claimed_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "claimed_by"],
                condition=Q(state=ClaimState.OPEN),
                name="providers_one_open_claim_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Claim of {self.created_at:%Y-%m-%d}"
