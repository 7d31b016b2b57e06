"""The invariants of money and places; the numbers are those of the ledger's design."""

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from marketplace.bookings.enums import HOLDING_STATES, OCCUPYING_STATES, BookingState
from marketplace.bookings.models import Booking, FundingLine
from marketplace.budgets.enums import Account
from marketplace.budgets.models import Hold, HoldRefund, HoldResolution, LedgerLeg, LedgerTransaction, Pot
from marketplace.budgets.selectors import ledger_differences
from marketplace.catalogue.enums import SessionState
from marketplace.catalogue.models import Session
from marketplace.catalogue.selectors import checks_needed
from marketplace.core import clock
from marketplace.core.models import AuditEvent


def assert_invariants() -> None:
    """Fail where any record of money or places contradicts another."""
    assert_ledger_invariants()
    _assert_holds_of_bookings()
    _assert_funding()
    _assert_places()
    assert_vetting()
    _assert_audit()


def assert_ledger_invariants() -> None:
    """Fail where records of money contradict one another, whatever the holds are for."""
    _assert_legs()
    _assert_pots()
    _assert_resolutions()
    _assert_refunds()


def _assert_legs() -> None:
    unbalanced = LedgerTransaction.objects.annotate(total=Sum("legs__amount_pence"), n=Count("legs")).exclude(
        total=0, n__gte=2
    )
    assert not unbalanced.exists(), "1: legs of a transaction sum to 0"


def _assert_pots() -> None:
    overspent = Pot.objects.filter(funded_pence__lt=F("held_pence") + F("spent_pence") + F("set_aside_pence"))
    negative = Pot.objects.filter(Q(held_pence__lt=0) | Q(spent_pence__lt=0) | Q(set_aside_pence__lt=0))
    assert not (overspent | negative).exists(), "2: a pot is never overspent"
    assert list(ledger_differences()) == [], "3: counters equal legs"
    closed = Pot.objects.filter(closed_on__isnull=False)
    emptied = closed.filter(held_pence=0, set_aside_pence=0, funded_pence=F("spent_pence"), closed_on__gt=F("valid_to"))
    assert closed.count() == emptied.count(), "2: a closed pot has nothing but what was spent"


def _assert_resolutions() -> None:
    too_much = HoldResolution.objects.filter(
        Q(captured_pence__gt=F("held_pence")) | ~Q(held_pence=F("hold__amount_pence"))
    )
    assert not too_much.exists(), "5: captured at most what is held"


def _assert_refunds() -> None:
    refunded = Hold.objects.annotate(refunded=Sum("refunds__amount_pence")).filter(refunded__isnull=False)
    within = refunded.filter(refunded__lte=F("resolution__captured_pence"))
    assert refunded.count() == within.count(), "7: refunds of a hold are at most what it captured"
    spent = LedgerLeg.objects.filter(
        transaction=OuterRef("transaction"), pot=OuterRef("hold__pot"), account=Account.SPENT
    )
    elsewhere = HoldRefund.objects.annotate(taken=Subquery(spent.values("amount_pence"))).exclude(
        taken=-F("amount_pence")
    )
    assert not elsewhere.exists(), "8: a refund is taken from what its own pot spent"
    others = LedgerLeg.objects.filter(transaction__refund__isnull=False, pot__isnull=False).exclude(
        pot=F("transaction__refund__hold__pot")
    )
    assert not others.exists(), "8: a refund returns to its source"


def _assert_holds_of_bookings() -> None:
    open_lines = FundingLine.objects.filter(hold__resolution__isnull=True)
    assert not open_lines.exclude(booking__state__in=HOLDING_STATES).exists(), "4: an open hold has a live booking"
    closed_lines = FundingLine.objects.filter(hold__resolution__isnull=False)
    assert not closed_lines.filter(booking__state__in=HOLDING_STATES).exists(), "4: a live booking has open holds"
    assert not Hold.objects.filter(funding_line__isnull=True).exists(), "4: a hold belongs to a booking"


def _assert_funding() -> None:
    paid = Coalesce(Sum("funding_lines__amount_pence"), 0)
    assert not Booking.objects.annotate(paid=paid).exclude(paid=F("price_pence")).exists(), "6: lines sum to the price"
    assert not FundingLine.objects.exclude(amount_pence=F("hold__amount_pence"), pot=F("hold__pot")).exists(), "6"


def _assert_places() -> None:
    occupying = Count("bookings", filter=Q(bookings__state__in=[*OCCUPYING_STATES, "delivered", "accepted"]))
    sessions = Session.objects.annotate(occupied=occupying)
    assert not sessions.exclude(places_taken=F("occupied")).exists(), "9: places taken are the bookings that occupy"
    assert not sessions.filter(occupied__gt=F("capacity")).exists(), "9: never more than the capacity"
    cancelled = Booking.objects.filter(session__state=SessionState.CANCELLED, state__in=OCCUPYING_STATES)
    assert not cancelled.exists(), "9: no place in a session that does not happen"


def assert_vetting() -> None:
    """Fail where a booking is confirmed that was not made on checks, or logged exceptions, that held on its day."""
    for booking in Booking.objects.filter(state=BookingState.CONFIRMED).select_related("service"):
        day = clock.local_day(booking.starts_at)
        frozen = {entry["check"]: entry for entry in booking.vetting if entry["valid_to"] >= day.isoformat()}
        overrides = [entry["override"] for entry in frozen.values() if "override" in entry]
        logged = AuditEvent.objects.filter(action="vetting_override.make", object_id__in=overrides)
        assert logged.count() == len(overrides), "13: an exception is logged"
        missing = set(checks_needed(booking.service, day).values_list("code", flat=True)) - frozen.keys()
        assert not missing, "13: no confirmed booking on a day without a check or an exception"


def _assert_audit() -> None:
    for booking in Booking.objects.all():
        moves = AuditEvent.objects.filter(object_id=booking.pk, action__startswith="booking.").order_by("occurred_at")
        last = moves.last()
        assert last is not None, "12: every transition has an audit event"
        assert last.after["state"] == booking.state, "12: the last event is the state"
