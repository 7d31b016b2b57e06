"""Reading bookings: a family's, a provider's, the council's."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, QuerySet, Value, When

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import User
from marketplace.accounts.selectors import children_for
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import providers_for

from .enums import BookingState
from .models import Booking

_FOR_A_LIST = ("child__family", "service__provider", "session")


def bookings_for_family(user: User | AnonymousUser, scope: str = SupportScope.SEE) -> QuerySet[Booking]:
    """Return the bookings of the children for whom the person may do `scope`."""
    return Booking.objects.filter(child__in=children_for(user, scope)).select_related(*_FOR_A_LIST)


def bookings_for_provider(user: User | AnonymousUser) -> QuerySet[Booking]:
    """Return what families sent to the providers for whom the person answers bookings; never a booking still held."""
    providers = providers_for(user, ProviderRole.BOOKINGS)
    unseen = (BookingState.DRAFT, BookingState.HELD)
    return (
        Booking.objects.filter(service__provider__in=providers).exclude(state__in=unseen).select_related(*_FOR_A_LIST)
    )


def to_answer(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep the requests that wait for their provider, the most urgent first."""
    return bookings.filter(state=BookingState.REQUESTED).order_by("answer_by")


def coming(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep what is asked for or confirmed and has not begun, the soonest first."""
    states = (BookingState.REQUESTED, BookingState.CONFIRMED)
    return bookings.filter(state__in=states, starts_at__gt=clock.now()).order_by("starts_at")


def to_deliver(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep the confirmed bookings that have begun and wait to be marked as delivered, the oldest first."""
    return bookings.filter(state=BookingState.CONFIRMED, starts_at__lte=clock.now()).order_by("starts_at")


def to_accept(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Keep the delivered bookings that wait for the family's word, the most urgent first."""
    return bookings.filter(state=BookingState.DELIVERED).order_by("accept_by")


def by_urgency(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Order bookings by what waits for someone first, then by time, the latest first."""
    waiting = When(state__in=[BookingState.REQUESTED, BookingState.DELIVERED], then=Value(0))
    return bookings.annotate(urgency=Case(waiting, default=Value(1), output_field=IntegerField())).order_by(
        "urgency", "-starts_at"
    )
