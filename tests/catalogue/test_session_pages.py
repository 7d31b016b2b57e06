"""A provider's sessions: added week by week, changed, cancelled."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.catalogue.enums import SessionState
from marketplace.catalogue.models import Service, Session
from marketplace.catalogue.services import SessionRefused, schedule_weekly_sessions
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests import factories
from tests.conftest import Cast
from tests.pages import errors, signed_in, value, words


@pytest.fixture
def owner(cast: Cast) -> Client:
    return signed_in(cast.provider_owner)


@pytest.fixture
def service(cast: Cast) -> Service:
    return factories.ServiceFactory(provider=cast.provider)


def url(service: Service, page: str = "new_session", *more: Any) -> str:
    return reverse(f"provider_listings:{page}", args=[service.provider.slug, service.slug, *more])


def session(**changes: Any) -> dict[str, Any]:
    day = clock.today() + timedelta(days=7)
    answers = {"day": day.isoformat(), "starts": "15:30", "ends": "17:30", "capacity": "8", "weeks": "1"}
    return answers | changes


def test_a_session_is_added(owner: Client, service: Service) -> None:
    response = owner.post(url(service), session(), follow=True)
    assert "The session is added." in words(response)
    assert "3:30pm to 5:30pm 0 of 8 places taken" in words(response)


def test_sessions_are_added_for_some_weeks(owner: Client, service: Service) -> None:
    assert "6 sessions added." in words(owner.post(url(service), session(weeks="6"), follow=True))
    moments = list(Session.objects.values_list("starts_at", flat=True))
    assert len(moments) == 6
    assert {clock.local_day(moment).weekday() for moment in moments} == {clock.local_day(moments[0]).weekday()}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"day": "2020-01-01"},
            "Wednesday 1 January 2020: The session must begin in the future. No session was added.",
        ),
        ({"day": "0001-01-01"}, "Enter a year from 1990 to 2099."),
        ({"day": "2099-12-31", "weeks": "52"}, "Choose a day within the next two years."),
        ({"capacity": "0"}, "Enter a number of places from 1 to 500."),
        ({"capacity": "10000"}, "Enter a number of places from 1 to 500."),
        ({"capacity": ""}, "Enter a number of places from 1 to 500."),
        ({"weeks": "0"}, "Enter a number of weeks from 1 to 52."),
        ({"weeks": "53"}, "Enter a number of weeks from 1 to 52."),
        ({"starts": "25:00"}, "Enter a time, such as 15:30."),
        ({"ends_on": "2020-01-01"}, "Choose a day on or up to a month after the day it starts."),
    ],
)
def test_a_wrong_session_is_refused_in_place(
    owner: Client, service: Service, changes: dict[str, str], sentence: str
) -> None:
    response = owner.post(url(service), session(**changes))
    assert errors(response) == [sentence]
    for name, typed in changes.items():
        assert value(response, name) == typed
    assert not Session.objects.exists()


def test_a_session_that_ends_before_it_begins_is_refused(owner: Client, service: Service) -> None:
    response = owner.post(url(service), session(starts="18:00", ends="10:00"))
    assert "The session must end after it begins." in errors(response)[0]


def test_a_session_may_last_the_night(owner: Client, service: Service) -> None:
    day = clock.today() + timedelta(days=7)
    ends_on = (day + timedelta(days=1)).isoformat()
    owner.post(url(service), session(starts="18:00", ends="10:00", ends_on=ends_on, weeks="2"))
    assert {each.ends_at - each.starts_at for each in Session.objects.all()} <= {
        timedelta(hours=15),
        timedelta(hours=16),
        timedelta(hours=17),
    }


def test_weekly_sessions_keep_the_time_of_day_when_the_clocks_change(service: Service) -> None:
    with clock.at(datetime(2027, 3, 1, tzinfo=UTC)):
        sessions = schedule_weekly_sessions(
            actor=SYSTEM, service=service, day=date(2027, 3, 24), starts=time(16), ends=time(18), capacity=5, weeks=2
        )
    assert [each.starts_at.astimezone(UTC).hour for each in sessions] == [16, 15]
    assert [each.ends_at.astimezone(UTC).hour for each in sessions] == [18, 17]


def test_one_week_that_cannot_be_leaves_none(service: Service) -> None:
    day = clock.today() + timedelta(days=7)
    third = clock.local_moment(day + timedelta(weeks=2), time(16))
    factories.SessionFactory(service=service, starts_at=third, ends_at=third + timedelta(hours=1))
    with pytest.raises(SessionRefused, match="There is a session of this service at that time already") as refusal:
        schedule_weekly_sessions(
            actor=SYSTEM, service=service, day=day, starts=time(16), ends=time(18), capacity=5, weeks=4
        )
    assert refusal.value.sentence.startswith(f"{third:%A} {clock.local_day(third).day} ")
    assert Session.objects.count() == 1


def test_places_are_changed_but_not_below_those_taken(owner: Client, service: Service) -> None:
    booked = factories.SessionFactory(service=service, capacity=6, places_taken=4)
    page = url(service, "session", booked.pk)
    assert "4 places are booked already." in errors(owner.post(page, {"capacity": "3"}))[0]
    assert owner.post(page, {"capacity": "4"}).status_code == 302
    booked.refresh_from_db()
    assert booked.capacity == 4


def test_a_session_that_nobody_booked_is_cancelled(owner: Client, service: Service) -> None:
    free = factories.SessionFactory(service=service)
    page = url(service, "cancel_session", free.pk)
    assert "Cancel this session?" in words(owner.get(page))
    owner.post(page)
    free.refresh_from_db()
    assert free.state == SessionState.CANCELLED
    assert owner.post(page).status_code == 404


def test_a_session_that_families_booked_is_not_cancelled(owner: Client, service: Service) -> None:
    booked = factories.SessionFactory(service=service, places_taken=1)
    response = owner.post(url(service, "cancel_session", booked.pk))
    assert "Families have booked this session." in errors(response)[0]
    booked.refresh_from_db()
    assert booked.state == SessionState.SCHEDULED
