"""A small council as it is once loaded: its records agree, and everyone who is printed can sign in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.bookings.enums import BookingState
from marketplace.bookings.models import Booking
from marketplace.budgets.models import Pot
from marketplace.budgets.selectors import ledger_differences
from marketplace.catalogue.models import Service
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.demand.models import UnmetRequest
from marketplace.demo.loading import LoadReport, load_council
from marketplace.demo.loading import council as loading_council
from marketplace.demo.loading.accounts import PASSWORD
from marketplace.demo.loading.council import STAGES
from marketplace.demo.loading.load import OPENED_DAYS_AGO, Load
from marketplace.demo.loading.sign_ins import SignIn, sign_ins
from tests.invariants import assert_invariants

from .conftest import SCALE
from .portrait import portrait

pytestmark = pytest.mark.usefixtures("council")


def test_every_invariant_of_money_and_places_holds() -> None:
    assert Booking.objects.count() > 50
    assert_invariants()
    assert list(ledger_differences()) == []


def test_the_invariants_would_notice_a_penny() -> None:
    """The control."""
    Pot.objects.filter(pk=Pot.objects.filter(spent_pence__gt=1, closed_on=None)[0].pk).update(spent_pence=1)
    assert [difference.counter for difference in ledger_differences()] == ["spent_pence"]
    with pytest.raises(AssertionError, match="counters equal legs"):
        assert_invariants()


def test_bookings_have_come_to_different_ends() -> None:
    states = set(Booking.objects.values_list("state", flat=True))
    assert states >= {BookingState.ACCEPTED, BookingState.CONFIRMED}
    assert len(states) >= 5


def test_all_of_it_lies_between_the_opening_and_this_moment() -> None:
    opened = Load(day=clock.today()).ago(OPENED_DAYS_AGO)
    happened = AuditEvent.objects.exclude(action="demo.load").order_by("occurred_at")
    first, last = happened[0].occurred_at, happened.reverse()[0].occurred_at
    assert opened <= first
    assert last <= clock.now()
    assert not Booking.objects.filter(created_at__gt=clock.now()).exists()
    assert not UnmetRequest.objects.filter(recorded_on__gt=clock.today()).exists()


def test_full_text_search_knows_every_service() -> None:
    assert Service.objects.exists()
    assert not Service.objects.filter(search_vector__isnull=True).exists()


def test_every_stage_is_loaded_once(council: LoadReport) -> None:
    assert (council.found, council.loaded) == ([], [stage.name for stage in STAGES])
    assert not council.was_resumed


def test_a_second_load_does_nothing() -> None:
    before = portrait()
    with CaptureQueriesContext(connection) as captured:
        report = load_council(scale=SCALE)
    assert report.was_complete
    statements = [query["sql"].split()[0].upper() for query in captured]
    assert set(statements) == {"SELECT"}
    assert portrait() == before


def test_one_load_waits_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load looks at what is there while it holds the lock, and gives it back."""
    held = []

    def everything_is_there() -> list[str]:
        held.append(advisory_locks())
        return [stage.name for stage in STAGES]

    monkeypatch.setattr(loading_council, "loaded_stages", everything_is_there)
    assert load_council(scale=SCALE).was_complete
    assert (held, advisory_locks()) == ([1], 0)


def advisory_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return int(cursor.fetchone()[0])


def sign_in(person: SignIn, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": password})
    return client


@pytest.mark.parametrize("person", sign_ins(), ids=lambda person: person.email)
def test_everyone_can_sign_in_and_sees_their_first_page(person: SignIn) -> None:
    response = sign_in(person, PASSWORD).get(person.first_page, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith(person.first_page)


@pytest.mark.parametrize("person", sign_ins(), ids=lambda person: person.email)
def test_nobody_sees_that_page_with_another_password(person: SignIn) -> None:
    """The control."""
    response = sign_in(person, PASSWORD.upper()).get(person.first_page)
    assert response.status_code == 302
    assert "login" in response["Location"]
