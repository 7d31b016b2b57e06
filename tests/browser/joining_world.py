"""What the pages about joining and about keeping listings true show."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.catalogue.enums import ProblemKind
from marketplace.catalogue.freshness_links import freshness_token
from marketplace.catalogue.models import FreshnessRequest, ListingPolicy, ProblemReport, Service
from marketplace.catalogue.services import (
    ask_provider,
    change_listing_policy,
    load_listing_policy,
    report_problem,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor
from marketplace.providers.claiming import ask_officer, send_claim_code
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider, ProviderClaim
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.staff import invite_person
from tests import factories

SECRET = "a-secret-for-the-browser"


@dataclass(frozen=True)
class Joining:
    """A listing nobody checked with its link, reports, an entry that two claim, a colleague, an invitation."""

    stale: Service
    link: str
    planned: ListingPolicy
    report: ProblemReport
    safety: ProblemReport
    entry: Provider
    claim: ProviderClaim
    colleague: User
    secret: str


def build_joining(provider: Provider, owner: User, newcomer: User, parent: User, service: Service) -> Joining:
    """Build it; the newcomer is invited, and has been sent a code for the entry that the parent claims too."""
    load_listing_policy()
    stale = factories.ServiceFactory(
        provider=provider, name="Otter choir", slug="otter-choir", last_checked_on=clock.today() - timedelta(days=500)
    )
    ask_provider(provider=provider)
    token = freshness_token(FreshnessRequest.objects.get(service=stale))
    colleague = factories.ProviderMemberFactory(provider=provider, role=ProviderRole.LISTINGS).user
    visitor = Actor(role="visitor")
    report, safety = (
        report_problem(actor=visitor, service=service, kind=kind, what="It starts at 10", email="a@people.example")
        for kind in (ProblemKind.WRONG, ProblemKind.SAFETY)
    )
    entry = factories.ProviderFactory(
        name="Sail Away", slug="sail-away", source="Elsewhere", external_id="org", email="hello@sailaway.example"
    )
    factories.ServiceFactory(provider=entry, source="Elsewhere", external_id="service")
    send_claim_code(user=newcomer, provider=entry, email="nia@sailaway.example")
    return Joining(
        stale=stale,
        link=reverse("catalogue:still_correct", args=[token]),
        planned=change_listing_policy(
            actor=SYSTEM, valid_from=clock.today() + timedelta(days=40), reason="Fewer calls", queue_after_months=18
        ),
        report=report,
        safety=safety,
        entry=entry,
        claim=ask_officer(user=parent, provider=entry, explanation="I am the captain."),
        colleague=colleague,
        secret=_invite(provider, owner, newcomer),
    )


def _invite(provider: Provider, owner: User, newcomer: User) -> str:
    """Invite the newcomer with a secret that the browser knows."""
    made = invite_person(
        actor=actor_for_provider(owner), provider=provider, email=newcomer.email, roles=[ProviderRole.FINANCE]
    )
    made.secret_digest = sha256(SECRET.encode()).hexdigest()
    made.save()
    assert EmailAddress.objects.filter(user=newcomer, verified=True).exists()
    return SECRET
