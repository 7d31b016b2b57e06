"""Checks that were sent and decided, and officers' clients."""

from datetime import timedelta
from typing import Any

from marketplace.accounts.enums import OfficerRole
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.uploads import CheckedFile
from marketplace.providers.models import CheckType, Provider, VettingCheck
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import decide_check, submit_check
from tests.conftest import Cast
from tests.files import pdf

PDF = CheckedFile("policy.pdf", "application/pdf", pdf())


def listings_officer(cast: Cast) -> Actor:
    """Return the listings officer as an actor."""
    return Actor(role="officer:listings", user=cast.officer(OfficerRole.LISTINGS))


def sent_check(cast: Cast, *, code: str = "public-liability", days: int = 365, **fields: Any) -> VettingCheck:
    """Return a check that the cast's provider sent, from ten days ago to so many days from today."""
    return submit_check(
        actor=actor_for_provider(cast.provider_owner),
        provider=fields.pop("provider", cast.provider),
        check_type=CheckType.objects.get(code=code),
        reference="PL-1",
        valid_from=clock.today() - timedelta(days=10),
        valid_to=clock.today() + timedelta(days=days),
        **fields,
    )


def approved_check(cast: Cast, **fields: Any) -> VettingCheck:
    """Return one that the council approved."""
    return decide_check(actor=listings_officer(cast), check=sent_check(cast, **fields), approve=True)


def check_of(provider: Provider, code: str = "public-liability") -> VettingCheck:
    """Return the provider's check of the kind."""
    return provider.checks.get(check_type__code=code)
