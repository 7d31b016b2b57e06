"""Listings with their prices, moved on to the state that the content gives them."""

from datetime import timedelta
from typing import Any

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import AccessFeature, Category, Need, Outcome, Service
from marketplace.catalogue.services import (
    add_unit_cost,
    approve_listing,
    check_listing,
    create_listing,
    submit_listing,
    suspend_listing,
)
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.models import Provider

from ..content.records import ServiceContent
from .authority import officer
from .load import Load
from .providers import owner_of
from .sampling import sampled_providers

Terms = dict[str, dict[str, Any]]

_WRITTEN_AFTER = timedelta(days=4)
_SENT_AFTER = timedelta(days=1)
_LOOKED_AT_AFTER = timedelta(days=3)
#: A listing that still waits for the council, or was suspended, is that since so many days.
_WAITING_DAYS = 5
_SUSPENDED_DAYS = 12


def load_listings(load: Load) -> None:
    """Write every listing, price it, and take it through the council's hands."""
    terms = _terms()
    listings = officer(OfficerRole.LISTINGS)
    for content in load.track(sampled_providers(load)):
        provider = Provider.objects.get(slug=content.slug)
        owner = owner_of(provider)
        for service_content in content.services:
            service = _create(owner, provider, service_content, terms)
            _price(load, owner, service, service_content)
            _move_on(load, owner, listings, service, service_content)


def _terms() -> Terms:
    return {
        "categories": {term.code: term for term in Category.objects.all()},
        "needs": {term.code: term for term in Need.objects.all()},
        "access_features": {term.code: term for term in AccessFeature.objects.all()},
        "outcomes": {term.code: term for term in Outcome.objects.all()},
    }


def _create(owner: Actor, provider: Provider, content: ServiceContent, terms: Terms) -> Service:
    with clock.at(provider.created_at + _WRITTEN_AFTER):
        return create_listing(
            actor=owner,
            provider=provider,
            name=content.name,
            slug=content.slug,
            areas=content.area_covered,
            summary=content.summary,
            description=content.description,
            categories=[terms["categories"][code] for code in content.categories],
            needs=[terms["needs"][code] for code in content.needs],
            access_features=[terms["access_features"][code] for code in content.access],
            outcomes=[terms["outcomes"][code] for code in content.outcomes],
            age_min=content.age_min,
            age_max=content.age_max,
            eligibility=content.eligibility,
            is_free=content.is_free,
            not_included=content.not_included,
            setting=content.setting,
            address=content.address,
            town=content.town,
            postcode=content.postcode,
            days=list(content.days),
            offered_when=list(content.offered_when),
            languages=list(content.languages),
            staff_gender=content.staff_gender,
            continuity=content.continuity,
            cancellation_cover=content.cancellation_cover,
            run_by=content.run_by,
            contract=content.contract,
        )


def _price(load: Load, owner: Actor, service: Service, content: ServiceContent) -> None:
    for cost in sorted(content.unit_costs, key=lambda cost: -cost.from_days_ago):
        ends = None if cost.until_days_ago is None else load.day - timedelta(days=cost.until_days_ago)
        starts = load.day - timedelta(days=cost.from_days_ago)
        with clock.at(max(clock.local_moment(starts) - timedelta(days=7), service.created_at)):
            add_unit_cost(
                actor=owner,
                service=service,
                amount_pence=cost.amount_pence,
                unit=cost.unit,
                valid_from=starts,
                valid_to=ends,
                grade=cost.grade,
                day_type=cost.day_type,
                minimum_quantity=cost.minimum_quantity,
                vat_percent=cost.vat_percent,
                includes=cost.includes,
                reliability=cost.reliability,
            )


def _move_on(load: Load, owner: Actor, listings: Actor, service: Service, content: ServiceContent) -> None:
    """Publish at the start and check since, or stop where the content stops."""
    if content.state == ListingState.DRAFT:
        return
    if content.state == ListingState.SUBMITTED:
        with clock.at(load.ago(_WAITING_DAYS)):
            submit_listing(actor=owner, service=service)
        return
    with clock.at(service.created_at + _SENT_AFTER):
        submit_listing(actor=owner, service=service)
    with clock.at(service.created_at + _SENT_AFTER + _LOOKED_AT_AFTER):
        approve_listing(actor=listings, service=service)
    with clock.at(load.ago(content.last_checked_days_ago)):
        check_listing(actor=listings, service=service)
    if content.state == ListingState.SUSPENDED:
        with clock.at(load.ago(min(_SUSPENDED_DAYS, content.last_checked_days_ago))):
            suspend_listing(actor=listings, service=service, reason=content.state_reason)
