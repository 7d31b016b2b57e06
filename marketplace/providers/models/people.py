"""People who act for a provider, and those who are invited to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel

from ..enums import ProviderRole
from .provider import Provider


class ProviderMember(IdentifiedModel, TimeStampedModel):
    """A person who acts for a provider, in a role."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="provider_memberships")
    role = models.CharField(max_length=20, choices=ProviderRole.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "user", "role"], name="providers_member_has_a_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class ProviderInvitation(IdentifiedModel, TimeStampedModel):
    """A person is asked by e-mail to act for a provider. The link carries a secret of which only the digest is kept."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField("e-mail address")
    roles = ArrayField(models.CharField(max_length=20, choices=ProviderRole.choices))
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="providers_invitation_lasts"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="providers_invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="providers_accepted_invitation_says_by_whom",
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="providers_invitation_has_a_role"),
            models.UniqueConstraint(
                fields=["provider", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="providers_one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.created_at:%Y-%m-%d}"
