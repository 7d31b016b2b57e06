"""Directory entries taken over from another directory: public, without a price, and not bookable here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from marketplace.core import clock
from marketplace.core.audit import SYSTEM, record_event
from marketplace.core.models import Postcode
from marketplace.providers.models import Provider

from ..enums import ListingState, Setting
from ..models import Category, Need, Service
from ..selectors import unit_costs_from


@dataclass(frozen=True, kw_only=True)
class ImportedOrganisation:
    """Who runs a service, as the other directory says."""

    external_id: str
    name: str
    description: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedListing:
    """A service as the other directory says; `categories` and `needs` are codes of our own taxonomies."""

    external_id: str
    digest: str
    organisation: ImportedOrganisation
    active: bool
    name: str
    summary: str = ""
    description: str = ""
    eligibility: str = ""
    website: str = ""
    setting: str = Setting.PLACE
    age_min: int | None = None
    age_max: int | None = None
    days: tuple[int, ...] = ()
    address: str = ""
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    categories: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_free: bool = False
    last_checked_on: date | None = None
    source_created_on: date | None = None
    source_modified_on: date | None = None


#: What is copied as it is.
_COPIED = (
    "name",
    "summary",
    "description",
    "eligibility",
    "website",
    "setting",
    "age_min",
    "age_max",
    "address",
    "town",
    "postcode",
    "latitude",
    "longitude",
    "last_checked_on",
    "source_created_on",
    "source_modified_on",
)


class Outcome(Enum):
    """What became of a record."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass
class ImportedEntries:
    """Writes the entries of one source. Everything that is there already is read once, at the beginning."""

    source: str
    changed: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        # An entry that a provider has taken over keeps its id of the other directory but no longer names the source.
        ours = {"source__in": ["", self.source]}
        self._services = {
            s.external_id: s for s in Service.objects.filter(**ours).exclude(external_id="").defer("search_vector")
        }
        self._providers = {p.external_id: p for p in Provider.objects.filter(**ours).exclude(external_id="")}
        self._service_slugs = set(Service.objects.values_list("slug", flat=True))
        self._provider_slugs = set(Provider.objects.values_list("slug", flat=True))
        self._categories = {term.code: term for term in Category.objects.all()}
        self._needs = {term.code: term for term in Need.objects.all()}

    def has(self, external_id: str, digest: str) -> bool:
        """Say whether the entry stands as in a record with this digest, or a provider has taken it over."""
        service = self._services.get(external_id)
        return service is not None and (not service.source or service.source_digest == digest)

    def save(self, listing: ImportedListing) -> Outcome:
        """Write one record, wholly or not at all. An inactive one takes its entry out of view."""
        service = self._services.get(listing.external_id)
        if self.has(listing.external_id, listing.digest) or (service is None and not listing.active):
            return Outcome.UNCHANGED
        with transaction.atomic():
            provider = self._saved_provider(listing.organisation)
            written = self._saved_service(service, provider, listing)
        # Remembered only when the record is written, so that one that failed leaves nothing behind.
        self._providers[listing.organisation.external_id] = provider
        self._provider_slugs.add(provider.slug)
        self._services[listing.external_id] = written
        self._service_slugs.add(written.slug)
        self.changed.append(written.pk)
        return Outcome.UPDATED if service else Outcome.IMPORTED

    def _saved_provider(self, organisation: ImportedOrganisation) -> Provider:
        told = {
            "name": organisation.name,
            "description": organisation.description,
            "website": organisation.website,
            "email": organisation.email,
            "phone": organisation.phone,
        }
        provider = self._providers.get(organisation.external_id)
        if provider is None:
            slug = _free_slug(organisation.name, 110, "provider", self._provider_slugs)
            return Provider.objects.create(slug=slug, source=self.source, external_id=organisation.external_id, **told)
        if provider.source and any(getattr(provider, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(provider, name, value)
            provider.save(update_fields=[*told, "updated_at"])
        return provider

    def _saved_service(self, before: Service | None, provider: Provider, listing: ImportedListing) -> Service:
        service = before or Service(source=self.source, external_id=listing.external_id)
        old_state = service.state if before else ""
        for name in _COPIED:
            setattr(service, name, getattr(listing, name))
        service.provider = provider
        service.days = list(listing.days)
        service.source_digest = listing.digest
        service.is_free = listing.is_free and not unit_costs_from(service, clock.today()).exists()
        # What the council has suspended stays so, whatever the other directory says.
        if service.state != ListingState.SUSPENDED:
            service.state = ListingState.LIVE if listing.active else ListingState.DRAFT
        service.slug = service.slug or _free_slug(listing.name, 120, "service", self._service_slugs)
        _place_on_map(service)
        service.save()
        self._set_terms(service, listing, is_new=before is None)
        record_event(
            actor=SYSTEM,
            action="listing.import",
            subject=service,
            before={"state": old_state} if old_state else None,
            after={"state": service.state, "source": self.source},
        )
        return service

    def _set_terms(self, service: Service, listing: ImportedListing, *, is_new: bool) -> None:
        categories = [self._categories[code] for code in listing.categories if code in self._categories]
        needs = [self._needs[code] for code in listing.needs if code in self._needs]
        if categories or not is_new:
            service.categories.set(categories)
        if needs or not is_new:
            service.needs.set(needs)


def _place_on_map(service: Service) -> None:
    """Give an entry with a postcode but without coordinates those of the postcode, where it is known."""
    if service.latitude is not None or not service.postcode:
        return
    place = Postcode.objects.filter(pk=service.postcode).first()
    if place:
        service.latitude, service.longitude = place.latitude, place.longitude


def _free_slug(name: str, longest: int, otherwise: str, taken: Iterable[str]) -> str:
    stem = slugify(name)[:longest].strip("-") or otherwise
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
