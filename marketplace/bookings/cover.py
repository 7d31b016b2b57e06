"""Bookings on days on which their provider lacks a check: it was ended early, or policy asks for more since."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from marketplace.catalogue.bookability import Bookability
from marketplace.catalogue.models import Service
from marketplace.catalogue.selectors import is_vetted_on
from marketplace.core import clock
from marketplace.providers.models import CheckType, Provider

from .enums import BookingState
from .errors import VettingLapsed
from .models import Booking

#: Bookings that a provider has, and that have not taken place.
COMING_STATES = (BookingState.REQUESTED, BookingState.CONFIRMED)


@dataclass(frozen=True)
class UncoveredBooking:
    """A coming booking, and the kinds of check that its provider lacks on its day."""

    booking: Booking
    missing: list[CheckType]


@dataclass(frozen=True)
class ProviderWithoutCover:
    """A provider with coming bookings that a check does not cover."""

    provider: Provider
    bookings: list[UncoveredBooking]

    @property
    def missing(self) -> list[CheckType]:
        """Return the kinds of check that it lacks on the day of any booking, by name."""
        kinds = {kind.pk: kind for each in self.bookings for kind in each.missing}
        return sorted(kinds.values(), key=lambda kind: kind.name)


def bookings_without_cover() -> QuerySet[Booking]:
    """Return the coming bookings on days on which their provider lacks a check, the soonest first."""
    covered = Service.objects.filter(is_vetted_on(OuterRef("day")), pk=OuterRef("service"))
    coming = Booking.objects.filter(state__in=COMING_STATES, starts_at__gt=clock.now())
    return coming.annotate(day=TruncDate("starts_at")).filter(~Exists(covered)).order_by("starts_at")


def without_cover(bookings: Iterable[Booking]) -> list[UncoveredBooking]:
    """Return those of the bookings on whose day their provider lacks a check, with what is missing."""
    services: dict[UUID, Bookability] = {}
    found = []
    for booking in bookings:
        if booking.service_id not in services:
            services[booking.service_id] = Bookability(booking.service)
        missing = services[booking.service_id].checks_missing(clock.local_day(booking.starts_at))
        if missing:
            found.append(UncoveredBooking(booking, missing))
    return found


def missing_for(booking: Booking) -> list[CheckType]:
    """Return the kinds of check that the provider of a coming booking lacks on its day; none for any other."""
    if booking.state not in COMING_STATES or booking.starts_at <= clock.now():
        return []
    return next((each.missing for each in without_cover([booking])), [])


def providers_without_cover() -> list[ProviderWithoutCover]:
    """Return the providers with coming bookings that a check does not cover, the soonest booking first."""
    bookings = bookings_without_cover().select_related("service__provider").prefetch_related("lapse_notices")
    by_provider: dict[Provider, list[UncoveredBooking]] = {}
    for each in without_cover(bookings):
        by_provider.setdefault(each.booking.service.provider, []).append(each)
    return [ProviderWithoutCover(provider, found) for provider, found in by_provider.items()]


def refuse_without_cover(bookings: Iterable[Booking]) -> None:
    """Raise VettingLapsed where the provider of one of the bookings lacks a check on its day (invariant 13)."""
    for each in without_cover(bookings):
        names = ", ".join(kind.name for kind in each.missing)
        raise VettingLapsed(f"A check of the provider does not hold on the day of this booking any more: {names}.")
