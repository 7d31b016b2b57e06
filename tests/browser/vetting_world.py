"""What the pages about vetting have to show: an approved check, an exception, a refusal and somebody like it."""

from dataclasses import dataclass
from datetime import timedelta

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.selectors import actor_for_officer
from marketplace.catalogue.models import CategoryCheck
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.providers.models import CheckType, Provider, Refusal, RefusalMatch, VettingCheck, VettingOverride
from marketplace.providers.services import make_override, refuse_provider, register_provider
from tests import factories


@dataclass(frozen=True)
class VettingWorld:
    """What the visits go to."""

    approved: VettingCheck
    override: VettingOverride
    refusal: Refusal
    match: RefusalMatch
    requirement: CategoryCheck


def build_vetting(provider: Provider, officer: User) -> VettingWorld:
    """Build it beside a provider that has its checks."""
    actor = actor_for_officer(officer, OfficerRole.LISTINGS)
    refused = factories.ProviderFactory(
        name="Sunny Days Respite", postcode="GL1 2NE", phone="01632 960 333", email="hello@sunnydays.example"
    )
    refuse_provider(actor=actor, provider=refused, reason="The premises were not safe.")
    register_provider(actor=SYSTEM, name="Sunnydays Respite Ltd", phone="01632 960 333")
    return VettingWorld(
        approved=provider.checks.filter(check_type__code="public-liability").order_by("-valid_to")[0],
        override=make_override(
            actor=actor,
            provider=provider,
            check_type=CheckType.objects.get(code="cqc"),
            valid_to=clock.today() + timedelta(days=30),
            reason="The new certificate is in the post.",
        ),
        refusal=Refusal.objects.get(),
        match=RefusalMatch.objects.get(),
        requirement=CategoryCheck.objects.get(category__isnull=True),
    )
