"""The signed link by which a provider says that a listing is still correct."""

from uuid import UUID

from django.core import signing

from .models import FreshnessRequest

_signer = signing.Signer(salt="marketplace.catalogue.freshness")


def freshness_token(request: FreshnessRequest) -> str:
    """Return what stands for the request in a link."""
    return _signer.sign_object(request.pk.hex)


def requested_by(token: str) -> FreshnessRequest | None:
    """Return the request that a link stands for, however old; None where the link was not made here."""
    try:
        key = UUID(_signer.unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return FreshnessRequest.objects.select_related("service__provider").filter(pk=key).first()
