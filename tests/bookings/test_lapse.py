"""A check that no longer covers a booking: families told once, officers' queue, no acceptance, exceptions."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.cover import bookings_without_cover, providers_without_cover
from marketplace.bookings.enums import BookingState
from marketplace.bookings.errors import VettingLapsed
from marketplace.bookings.models import Booking, BookingLapseNotice
from marketplace.bookings.services import accept_request, confirm_booking, lapses_to_tell, tell_family_of_lapses
from marketplace.budgets.models import Pot
from marketplace.catalogue.models import Session
from marketplace.catalogue.selectors import bookable_services
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from marketplace.providers.errors import OverrideRefused
from marketplace.providers.models import CheckType, VettingCheck
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import LONGEST_DAYS, decide_check, end_check, end_override, make_override
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.invariants import assert_vetting
from tests.pages import signed_in, words
from tests.providers.vetting_scenario import check_of, listings_officer, sent_check
from tests.racing import race

from .scenario import hold, wish_for

pytestmark = pytest.mark.moves_money


def insurance() -> CheckType:
    return CheckType.objects.get(code="public-liability")


def ended(cast: Cast) -> VettingCheck:
    """Return the insurance of the cast's provider, ended yesterday."""
    return end_check(
        actor=listings_officer(cast),
        check=check_of(cast.provider),
        last_day=clock.today() - timedelta(days=1),
        reason="The insurer cancelled it.",
    )


@pytest.fixture
def requested(cast: Cast, held: Booking) -> Booking:
    """The booking, sent to its provider."""
    booking = confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)
    mail.outbox.clear()
    return booking


def test_a_family_is_told_once_when_a_check_is_ended(
    cast: Cast, requested: Booking, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ended(cast)
    [message] = mail.outbox
    assert message.to == ["amina@family.example"]
    assert message.subject == f"About your booking {requested.reference}"
    assert "Yusuf" not in str(message.body)
    assert "club" not in str(message.body)
    assert reverse("bookings:family_booking", args=[requested.pk]) in str(message.body)
    assert AuditEvent.objects.get(action="lapse.tell_family").object_id == requested.pk
    output = StringIO()
    call_command("send_vetting_reminders", stdout=output)
    assert "0 families told" in output.getvalue()
    page = words(signed_in(cast.parent).get(reverse("bookings:family_booking", args=[requested.pk])))
    assert "A check does not hold on that day Public liability insurance." in page
    assert "The family was told that a check of the provider does not hold on the day" in page


def test_a_lapse_by_time_is_told_by_the_daily_command(cast: Cast, requested: Booking) -> None:
    VettingCheck.objects.filter(pk=check_of(cast.provider).pk).update(valid_to=clock.today() + timedelta(days=3))
    output = StringIO()
    call_command("send_vetting_reminders", "--dry-run", stdout=output)
    assert f"booking {requested.reference} is not covered" in output.getvalue()
    assert not mail.outbox
    for _ in range(2):
        call_command("send_vetting_reminders", stdout=output)
    assert [message.to for message in mail.outbox].count(["amina@family.example"]) == 1


def test_a_message_to_a_family_that_cannot_be_sent_is_tried_again(cast: Cast, requested: Booking) -> None:
    ended(cast)
    with patch.object(EmailMessage, "send", side_effect=OSError("no server")), pytest.raises(CommandError):
        call_command("send_vetting_reminders", stdout=StringIO(), stderr=StringIO())
    assert not BookingLapseNotice.objects.exists()
    call_command("send_vetting_reminders", stdout=StringIO())
    assert BookingLapseNotice.objects.get().booking == requested


def test_no_request_is_accepted_on_a_day_without_the_check(cast: Cast, requested: Booking) -> None:
    ended(cast)
    with pytest.raises(VettingLapsed, match="Public liability insurance"):
        accept_request(actor=actor_for_provider(cast.provider_owner), booking=requested)
    requested.refresh_from_db()
    assert requested.state == BookingState.REQUESTED
    page = words(signed_in(cast.provider_owner).get(reverse("bookings:provider_booking", args=[requested.pk])))
    assert "Send new evidence to the council." in page
    newer = sent_check(cast, days=100)
    decide_check(actor=listings_officer(cast), check=newer, approve=True)
    accept_request(actor=actor_for_provider(cast.provider_owner), booking=requested)
    assert not bookings_without_cover().exists()


def test_a_held_booking_is_not_sent_on_a_day_without_the_check(cast: Cast, held: Booking) -> None:
    ended(cast)
    with pytest.raises(VettingLapsed):
        confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=held)


def test_officers_have_a_queue_of_bookings_without_cover(cast: Cast, requested: Booking) -> None:
    url = reverse("bookings:lapsed")
    officer = signed_in(cast.officer(OfficerRole.LISTINGS))
    assert "No booking is affected" in words(officer.get(url))
    ended(cast)
    page = words(officer.get(url))
    assert requested.reference in page
    assert "Not yet" in page
    assert "Yusuf" not in page
    assert [each.provider for each in providers_without_cover()] == [cast.provider]
    assert "Lapsed with bookings" in words(officer.get(reverse("workspaces:council_home")))
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    assert_guarded(
        url,
        allowed=[cast.officer(role) for role in may],
        refused_to=[
            *(officer for role, officer in cast.officers.items() if role not in may),
            cast.provider_owner,
            cast.parent,
        ],
    )


def test_past_and_cancelled_bookings_are_not_in_the_queue(cast: Cast, requested: Booking) -> None:
    ended(cast)
    with clock.at(requested.starts_at + timedelta(minutes=1)):
        assert not bookings_without_cover().exists()


def test_an_exception_lets_a_booking_be_made_and_is_frozen_in_it(
    cast: Cast, pot: Pot, session: Session, service
) -> None:
    ended(cast)
    day = clock.local_day(session.starts_at)
    assert not bookable_services(day).filter(pk=service.pk).exists()
    with pytest.raises(VettingLapsed):
        hold(cast, wish_for(cast.child, service, session), pot)
    override = make_override(
        actor=listings_officer(cast),
        provider=cast.provider,
        check_type=insurance(),
        valid_to=day,
        reason="The renewal is in the post.",
    )
    assert bookable_services(day).filter(pk=service.pk).exists()
    assert not bookable_services(day + timedelta(days=1)).filter(pk=service.pk).exists()
    booking = hold(cast, wish_for(cast.child, service, session), pot)
    frozen = {entry["check"]: entry for entry in booking.vetting}
    assert frozen["public-liability"] == {
        "check": "public-liability",
        "valid_to": day.isoformat(),
        "override": str(override.pk),
    }
    booking = confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=booking)
    accept_request(actor=actor_for_provider(cast.provider_owner), booking=booking)
    assert not bookings_without_cover().exists()


def test_an_exception_that_is_ended_early_stops_at_once_and_families_are_told(
    cast: Cast, pot: Pot, session: Session, service, django_capture_on_commit_callbacks
) -> None:
    ended(cast)
    override = make_override(
        actor=listings_officer(cast),
        provider=cast.provider,
        check_type=insurance(),
        valid_to=clock.today() + timedelta(days=30),
        reason="In the post",
    )
    booking = hold(cast, wish_for(cast.child, service, session), pot)
    confirm_booking(actor=actor_for_family(cast.parent, cast.family), booking=booking)
    mail.outbox.clear()
    with pytest.raises(OverrideRefused, match="Say why"):
        end_override(actor=listings_officer(cast), override=override, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        end_override(actor=listings_officer(cast), override=override, reason="It never came")
    assert [message.to for message in mail.outbox] == [["amina@family.example"]]
    assert list(bookings_without_cover()) == [booking]
    assert not bookable_services(clock.local_day(session.starts_at)).filter(pk=service.pk).exists()
    with pytest.raises(OverrideRefused, match="already"):
        end_override(actor=listings_officer(cast), override=override, reason="Again")


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(-1, "x", "Choose a last day"), (LONGEST_DAYS + 1, "x", "90 days at most"), (5, " ", "Say why")],
)
def test_an_exception_has_a_reason_and_an_end(cast: Cast, days: int, reason: str, sentence: str) -> None:
    with pytest.raises(OverrideRefused, match=sentence):
        make_override(
            actor=listings_officer(cast),
            provider=cast.provider,
            check_type=insurance(),
            valid_to=clock.today() + timedelta(days=days),
            reason=reason,
        )


def test_nobody_but_a_named_officer_makes_an_exception(cast: Cast) -> None:
    with pytest.raises(OverrideRefused, match="officer with a name"):
        make_override(actor=SYSTEM, provider=cast.provider, check_type=insurance(), valid_to=clock.today(), reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_officers_make_one_exception_and_two_runs_tell_a_family_once(cast: Cast, requested: Booking) -> None:
    ended(cast)
    mail.outbox.clear()
    BookingLapseNotice.objects.all().delete()
    [lapses] = lapses_to_tell()
    assert sorted(race(*[lambda: tell_family_of_lapses(lapses)] * 3)) == [False, False, True]
    assert len(mail.outbox) == 1
    make = {"provider": cast.provider, "check_type": insurance(), "valid_to": clock.today(), "reason": "x"}
    actor = listings_officer(cast)
    results = race(*[lambda: make_override(actor=actor, **make)] * 3)
    assert sum(isinstance(result, OverrideRefused) for result in results) == 2


def test_the_invariant_notices_a_booking_that_was_confirmed_without_a_check(cast: Cast, requested: Booking) -> None:
    Booking.objects.filter(pk=requested.pk).update(state=BookingState.CONFIRMED, vetting=[])
    with pytest.raises(AssertionError, match="13"):
        assert_vetting()
    Booking.objects.filter(pk=requested.pk).update(state=BookingState.REQUESTED)
