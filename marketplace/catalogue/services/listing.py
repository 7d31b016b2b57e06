"""Writing a listing, and the council's decisions on it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.postcode import normalise_postcode
from marketplace.core.selectors import find_place
from marketplace.providers.models import Provider
from marketplace.providers.services import guard_approval

from ..enums import ListingState, Setting
from ..events import listing_changed
from ..models import Service, ServiceArea
from ..selectors import unit_costs_from

#: Many-to-many fields of a listing, given as lists of terms.
LISTING_TERMS = ("categories", "needs", "access_features", "outcomes")


class ListingRefused(DomainError):
    """The listing cannot be changed or moved on as asked."""

    code = "listing_refused"


@transaction.atomic
def create_listing(
    *, actor: Actor, provider: Provider, name: str, slug: str = "", areas: Iterable[str] = (), **details: Any
) -> Service:
    """Create a draft listing. `details` are fields of Service; `areas` are outward postcodes.

    A postcode sets the coordinates. Raises ListingRefused for reversed ages or an unknown postcode.
    """
    service = Service(provider=provider, name=name, slug=slug or free_service_slug(name))
    _write(service, details, areas)
    record_event(actor=actor, action="listing.create", subject=service)
    return service


@transaction.atomic
def change_listing(*, actor: Actor, service: Service, areas: Iterable[str] | None = None, **details: Any) -> Service:
    """Change a draft listing; raises ListingRefused while the council has it or families can see it.

    It is also raised for reversed ages, an unknown postcode, and where a listing with a price is to be free.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != ListingState.DRAFT:
        raise ListingRefused("Take the listing back to a draft before you change it.")
    _write(service, details, areas)
    record_event(actor=actor, action="listing.change", subject=service, after={"fields": sorted(details)})
    return service


@transaction.atomic
def set_listing_free(*, actor: Actor, service: Service, is_free: bool) -> Service:
    """Say of a listing, in whatever state, that it is free to families or that it is not: as prices, at any time.

    Raises ListingRefused where it has a price that holds today or later.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    before, service.is_free = service.is_free, is_free
    _check_free(service)
    service.save(update_fields=["is_free", "updated_at"])
    record_event(
        actor=actor,
        action="listing.set_free",
        subject=service,
        before={"is_free": before},
        after={"is_free": is_free},
    )
    listing_changed.send(Service, service_ids=[service.pk])
    return service


def submit_listing(*, actor: Actor, service: Service) -> Service:
    """Ask the council to publish a draft; raises ListingRefused, naming what is still missing."""
    missing = missing_for_submission(service)
    if missing:
        raise ListingRefused(f"Before you send the listing, add {_listed(missing)}.")
    return _move(actor, service, {ListingState.DRAFT}, ListingState.SUBMITTED, "listing.submit")


def approve_listing(*, actor: Actor, service: Service) -> Service:
    """Publish a listing that waits for the council.

    Raises CheckRefused where its provider is refused, or is like one that was until an officer has told them apart.
    """
    guard_approval(service.provider)
    return _move(actor, service, {ListingState.SUBMITTED}, ListingState.LIVE, "listing.approve")


def return_listing(*, actor: Actor, service: Service, reason: str) -> Service:
    """Give a listing back to its provider with a reason."""
    _require_reason(reason)
    return _move(actor, service, {ListingState.SUBMITTED}, ListingState.DRAFT, "listing.return", reason)


def suspend_listing(*, actor: Actor, service: Service, reason: str) -> Service:
    """Take a live listing out of view and booking, with a reason."""
    _require_reason(reason)
    return _move(actor, service, {ListingState.LIVE}, ListingState.SUSPENDED, "listing.suspend", reason)


def withdraw_listing(*, actor: Actor, service: Service) -> Service:
    """Take a listing back to a draft, out of view; bookings made stand."""
    return _move(actor, service, {ListingState.LIVE, ListingState.SUBMITTED}, ListingState.DRAFT, "listing.withdraw")


def restore_listing(*, actor: Actor, service: Service) -> Service:
    """Put a suspended listing back into view."""
    return _move(actor, service, {ListingState.SUSPENDED}, ListingState.LIVE, "listing.restore")


@transaction.atomic
def check_listing(*, actor: Actor, service: Service) -> Service:
    """Note that a live listing was looked at today and is right; the page shows families the day."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state != ListingState.LIVE:
        raise ListingRefused("Only a live listing can be checked; the council looks at any other when it is sent.")
    service.last_checked_on = clock.today()
    service.save(update_fields=["last_checked_on", "updated_at"])
    service.freshness_requests.filter(answered_at__isnull=True).update(answered_at=clock.now())
    record_event(actor=actor, action="listing.check", subject=service)
    return service


def missing_for_submission(service: Service) -> list[str]:
    """Return, in words, what the listing lacks before the council can look at it."""
    missing = []
    if not service.summary:
        missing.append("a summary")
    if not service.description:
        missing.append("a description")
    if not service.categories.exists():
        missing.append("a category")
    if service.setting == Setting.PLACE and not service.postcode:
        missing.append("the postcode of the place")
    if service.setting in (Setting.HOME, Setting.AREA) and not service.areas.exists():
        missing.append("the area it covers")
    return missing


def free_service_slug(name: str) -> str:
    """Return an address for the name that no service has."""
    stem = slugify(name)[:120] or "service"
    taken = set(Service.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _write(service: Service, details: dict[str, Any], areas: Iterable[str] | None) -> None:
    terms = {name: details[name] for name in LISTING_TERMS if name in details}
    for field, value in details.items():
        if field not in terms:
            setattr(service, field, value)
    _check_ages(service)
    _check_free(service)
    if "postcode" in details:
        _place_on_map(service)
    is_new = service._state.adding
    service.save()
    for name, chosen in terms.items():
        field = getattr(service, name)
        field.add(*chosen) if is_new else field.set(chosen)
    if areas is not None:
        if not is_new:
            service.areas.all().delete()
        ServiceArea.objects.bulk_create([ServiceArea(service=service, outward=code) for code in sorted(set(areas))])
    listing_changed.send(Service, service_ids=[service.pk])


def _check_ages(service: Service) -> None:
    if service.age_min is not None and service.age_max is not None and service.age_max < service.age_min:
        raise ListingRefused("The oldest age must not be below the youngest.")


def _check_free(service: Service) -> None:
    """Refuse a free service with a price of today or later.

    The database cannot hold this rule, for it does not know what day the domain has (`clock`). Whoever writes a price
    or says that a service is free locks the service first, so that neither overtakes the other.
    """
    if service.is_free and unit_costs_from(service, clock.today()).exists():
        raise ListingRefused(
            "This service has a price that holds today or later. End the price first. The service can be free from "
            "the day after."
        )


def _place_on_map(service: Service) -> None:
    service.latitude = service.longitude = None
    if not service.postcode:
        return
    service.postcode = normalise_postcode(service.postcode) or service.postcode
    place = find_place(service.postcode)
    if place is None:
        raise ListingRefused(f"We do not know the postcode {service.postcode}. Check it, or leave it empty.")
    service.latitude, service.longitude = place.latitude, place.longitude


@transaction.atomic
def _move(
    actor: Actor, service: Service, before: set[ListingState], after: ListingState, action: str, reason: str = ""
) -> Service:
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.state not in before:
        raise ListingRefused(f"The listing is “{service.get_state_display()}” now, so this cannot be done any more.")
    old = service.state
    service.state = after
    service.state_reason = reason
    if after == ListingState.LIVE:
        service.last_checked_on = clock.today()
    service.save(update_fields=["state", "state_reason", "last_checked_on", "updated_at"])
    record_event(
        actor=actor, action=action, subject=service, reason=reason, before={"state": old}, after={"state": after}
    )
    listing_changed.send(Service, service_ids=[service.pk])
    return service


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ListingRefused("Say why, so that the provider knows what to change.")


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
