"""Reading bookings: a family's, a provider's, the council's."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, QuerySet, Value, When

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import children_for
from marketplace.budgets.models import Pot
from marketplace.budgets.rules import why_not
from marketplace.budgets.selectors import pots_of
from marketplace.catalogue.models import Service
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.core.money import format_pounds, split_in_order
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


@dataclass(frozen=True)
class PaymentOption:
    """A pot that may pay for a service on a day, with what it has left for it and the share proposed, in pence."""

    pot: Pot
    left_pence: int
    proposed_pence: int

    @property
    def field_name(self) -> str:
        """Return the name of the pot's field in the payment form."""
        return f"pot-{self.pot.pk}"

    @property
    def hint(self) -> str:
        """Say what the pot has left, and until when."""
        return f"{format_pounds(self.left_pence)} left, until {self.pot.valid_to:%-d %B %Y}."


def payment_options(
    child: Child, service: Service, day: date, price_pence: int, replacing: Booking | None = None
) -> list[PaymentOption]:
    """Return the pots that may pay, emptied in the streams' order until the price is met.

    What `replacing` holds counts as left, because it is given up when the new booking is made.
    """
    freed = dict(replacing.funding_lines.values_list("pot", "amount_pence")) if replacing else {}
    age = child.age_on(day)
    pots = [(pot, pot.left_pence + freed.get(pot.pk, 0)) for pot in pots_of(child, day)]
    able = [(pot, left) for pot, left in pots if left > 0 and not why_not(pot.stream, service, age, day)]
    proposed = split_in_order(price_pence, [left for _, left in able])
    return [PaymentOption(pot, left, share) for (pot, left), share in zip(able, proposed, strict=True)]


def history_of(booking: Booking) -> QuerySet[AuditEvent]:
    """Return what happened to the booking, in order."""
    return (
        AuditEvent.objects.filter(object_type="bookings.booking", object_id=booking.pk)
        .select_related("actor")
        .order_by("occurred_at")
    )
