"""Booking over HTTP, a step a page."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.bookings.deadlines import HOLD_FOR
from marketplace.bookings.enums import BookingState
from marketplace.bookings.models import Booking
from marketplace.budgets.models import FundingStream, Pot
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Service, Session
from marketplace.core import clock
from tests.conftest import Cast
from tests.factories import SessionFactory, SupportConsentFactory, bookable_service, pot_with

pytestmark = pytest.mark.moves_money

SignIn = Callable[[User], Client]


@pytest.fixture
def family(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.parent)


def answers(cast: Cast, service: Service, session: Session | None = None, **more: str) -> dict[str, str]:
    asked = {"child": str(cast.child.pk), "cost": str(service.unit_costs.get().pk)}
    if session:
        asked["session"] = str(session.pk)
    return asked | more


def pay_url(service: Service, asked: dict[str, str]) -> str:

    return f"{reverse('bookings:pay', args=[service.slug])}?{urlencode(asked)}"


def test_a_family_books_a_session_in_four_steps(cast: Cast, family: Client, pot: Pot, session: Session) -> None:
    service = session.service
    start = reverse("bookings:start", args=[service.slug])
    assert b"Yusuf, 9 years old" in family.get(start, {"session": session.pk}).content
    chosen = family.get(start, answers(cast, service, session))
    assert chosen.status_code == 302
    page = family.get(chosen["Location"])
    assert b"costs <strong>\xc2\xa312.50</strong>" in page.content
    form = page.context["form"]
    posted = {"idempotency_key": form["idempotency_key"].value(), f"pot-{pot.pk}": "12.50", "note": "Likes trains"}
    held = family.post(chosen["Location"], posted)
    booking = Booking.objects.get()
    assert held["Location"] == reverse("bookings:check", args=[booking.pk])
    check = family.get(held["Location"])
    assert b"Check your answers" in check.content
    assert b"Likes trains" in check.content
    sent = family.post(held["Location"], follow=True)
    booking.refresh_from_db()
    assert booking.state == BookingState.REQUESTED
    assert booking.reference.encode() in sent.content
    assert b"Request sent" in sent.content


def test_a_quantity_asks_for_the_day_and_how_much(cast: Cast, family: Client, pot: Pot) -> None:
    service = bookable_service(unit=Unit.HOUR, amount_pence=2_000)
    day = clock.today() + timedelta(days=10)
    asked = answers(cast, service, date=day.isoformat(), time="16:30", quantity="1.5")
    page = family.get(pay_url(service, asked))
    assert page.context["wish"].price_pence == 3_000
    family.post(pay_url(service, asked), {"idempotency_key": uuid4(), f"pot-{pot.pk}": "30"})
    booking = Booking.objects.get()
    assert booking.ends_at == booking.starts_at + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("quantity", "0", "Enter a quantity from 1 to 999"),
        ("quantity", "10000", "Enter a quantity from 1 to 999"),
        ("quantity", "lots", "Enter a number"),
        ("quantity", "1.1", "in quarters"),
        ("date", "2020-01-01", "That time has passed"),
        ("date", "yesterday", "Enter a day"),
        ("time", "25:00", "Enter a time"),
        ("child", "", "Choose who it is for"),
    ],
)
def test_a_wrong_answer_is_a_sentence_in_place_and_what_was_typed_is_kept(
    cast: Cast, family: Client, pot: Pot, field: str, typed: str, sentence: str
) -> None:
    service = bookable_service(unit=Unit.HOUR, amount_pence=2_000)
    day = (clock.today() + timedelta(days=10)).isoformat()
    asked = answers(cast, service, date=day, time="16:30", quantity="2") | {field: typed}
    page = family.get(reverse("bookings:start", args=[service.slug]), asked)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.context["form"][field].value() == typed
    assert not Booking.objects.exists()


def test_the_payment_is_proposed_over_two_pots_and_can_be_changed(
    cast: Cast, streams: dict[str, FundingStream], family: Client, session: Session
) -> None:
    first = pot_with(cast.child, streams["social-care-short-breaks"], 1_000)
    second = pot_with(cast.child, streams["social-care-support"], 5_000)
    url = pay_url(session.service, answers(cast, session.service, session))
    form = family.get(url).context["form"]
    assert [option.proposed_pence for option in form.options] == [1_000, 250]
    wrong = {"idempotency_key": uuid4(), f"pot-{first.pk}": "10", f"pot-{second.pk}": "2.49"}
    refused = family.post(url, wrong)
    assert "The amounts come to £12.49, and the price is £12.50" in refused.content.decode()
    assert 'value="2.49"' in refused.content.decode()
    assert not Booking.objects.exists()
    family.post(url, wrong | {f"pot-{first.pk}": "0", f"pot-{second.pk}": "12.50"})
    assert Booking.objects.get().funding_lines.get().pot == second


def test_too_little_money_says_how_much_is_missing_and_what_to_do(
    cast: Cast, streams: dict[str, FundingStream], family: Client, session: Session
) -> None:
    pot_with(cast.child, streams["social-care-short-breaks"], 1_000)
    page = family.get(pay_url(session.service, answers(cast, session.service, session))).content.decode()
    assert "£10 left for this, which is £2.50 less than the price" in page
    assert "Reserve and check answers" not in page


def test_a_pot_that_may_not_pay_is_named_with_its_reason(
    cast: Cast, streams: dict[str, FundingStream], family: Client, pot: Pot, session: Session
) -> None:
    pot_with(cast.child, streams["continence"], 1_000)
    page = family.get(pay_url(session.service, answers(cast, session.service, session))).content.decode()
    assert "Continence products may not be spent on this kind of service." in page


def test_a_click_sent_twice_is_one_booking(cast: Cast, family: Client, pot: Pot, service: Service) -> None:
    session = SessionFactory(service=service, capacity=4)
    url = pay_url(service, answers(cast, service, session))
    posted = {"idempotency_key": str(uuid4()), f"pot-{pot.pk}": "12.50"}
    first = family.post(url, posted)
    second = family.post(url, posted)
    assert Booking.objects.count() == 1
    assert first["Location"] == reverse("bookings:check", args=[Booking.objects.get().pk])
    assert second.status_code == 302


def test_changing_how_it_is_paid_replaces_the_hold(
    cast: Cast, streams: dict[str, FundingStream], family: Client, held: Booking
) -> None:
    other = pot_with(cast.child, streams["social-care-support"], 5_000)
    check = family.get(reverse("bookings:check", args=[held.pk]))
    url = f"{reverse('bookings:pay', args=[held.service.slug])}?{check.context['change_query']}"
    page = family.get(url)
    assert page.context["form"].options[0].left_pence == 10_000
    held_pot = held.funding_lines.get().pot
    family.post(url, {"idempotency_key": uuid4(), f"pot-{held_pot.pk}": "0", f"pot-{other.pk}": "12.50"})
    held.refresh_from_db()
    assert held.state == BookingState.CANCELLED
    assert Booking.objects.get(state=BookingState.HELD).funding_lines.get().pot == other


def test_a_hold_that_ran_out_offers_to_book_again(family: Client, held: Booking) -> None:
    url = reverse("bookings:check", args=[held.pk])
    with clock.at(clock.now() + HOLD_FOR):
        assert b"The 30 minutes have passed" in family.get(url).content
        assert b"please book again" in family.post(url).content
    held.refresh_from_db()
    assert held.state == BookingState.HELD


def test_a_full_or_vanished_session_says_what_to_do(cast: Cast, family: Client, pot: Pot, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(places_taken=1)
    refused = family.post(
        pay_url(session.service, answers(cast, session.service, session)),
        {"idempotency_key": uuid4(), f"pot-{pot.pk}": "12.50"},
    )
    assert "choose another session" in refused.content.decode()
    Session.objects.filter(pk=session.pk).update(places_taken=0)
    gone = family.get(reverse("bookings:start", args=[session.service.slug]), {"session": uuid4()})
    assert "cannot be booked any more" in gone.content.decode()


def test_a_visitor_signs_in_first_and_comes_back(client: Client, session: Session) -> None:
    url = reverse("bookings:start", args=[session.service.slug])
    response = client.get(url, {"session": session.pk})
    assert response.status_code == 302
    assert str(session.pk) in response["Location"]


def test_someone_without_a_child_is_shown_the_way(cast: Cast, signed_in: SignIn, session: Session) -> None:
    page = signed_in(cast.outsider).get(reverse("bookings:start", args=[session.service.slug]))
    assert b"Tell us first who it is for" in page.content


def test_a_supporter_books_only_with_consent_to_book(cast: Cast, signed_in: SignIn, pot: Pot, session: Session) -> None:
    start = reverse("bookings:start", args=[session.service.slug])
    assert b"Yusuf" in signed_in(cast.supporter).get(start, {"session": session.pk}).content
    looker = SupportConsentFactory(family=cast.family, scopes=["see"], given_by=cast.parent).supporter
    assert b"Yusuf" not in signed_in(looker).get(start, {"session": session.pk}).content


def test_another_familys_child_cannot_be_booked_for(cast: Cast, signed_in: SignIn, session: Session) -> None:
    asked = answers(cast, session.service, session)
    page = signed_in(cast.other_parent).get(reverse("bookings:start", args=[session.service.slug]), asked)
    assert page.status_code == 200
    assert "Select a valid choice" in page.content.decode()
    assert signed_in(cast.other_parent).get(pay_url(session.service, asked)).status_code == 302


def test_a_service_that_is_not_public_is_not_found(family: Client, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(state="draft")
    assert family.get(reverse("bookings:start", args=[service.slug])).status_code == 404
