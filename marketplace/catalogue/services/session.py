"""Sessions: scheduling them, and changing how many can come."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError

from ..enums import SessionState
from ..events import listing_changed
from ..models import Service, Session

LARGEST_CAPACITY = 500
#: Sessions are added for a year at a time, and no further ahead than people plan.
MOST_WEEKS = 52
FURTHEST_DAYS = 731


class SessionRefused(DomainError):
    """The session cannot be scheduled or changed as asked."""

    code = "session_refused"


class SessionFull(DomainError):
    """Every place of the session is taken."""

    code = "session_full"


@transaction.atomic
def schedule_session(
    *, actor: Actor, service: Service, starts_at: datetime, ends_at: datetime, capacity: int
) -> Session:
    """Add a session; raises SessionRefused for one in the past, reversed, without places or at a time already used."""
    if starts_at <= clock.now():
        raise SessionRefused("The session must begin in the future.")
    if ends_at <= starts_at:
        raise SessionRefused("The session must end after it begins.")
    _check_capacity(capacity)
    Service.objects.select_for_update().get(pk=service.pk)
    if Session.objects.filter(service=service, starts_at=starts_at).exists():
        raise SessionRefused("There is a session of this service at that time already.")
    session = Session.objects.create(service=service, starts_at=starts_at, ends_at=ends_at, capacity=capacity)
    record_event(actor=actor, action="session.schedule", subject=session, after={"capacity": capacity})
    listing_changed.send(Service, service_ids=[service.pk])
    return session


@transaction.atomic
def schedule_sessions(
    *, actor: Actor, service: Service, times: Sequence[tuple[datetime, datetime]], capacity: int
) -> list[Session]:
    """Add a session from each start to its end, all of them or none, with one audit event about the service.

    Raises SessionRefused, naming the day, for a time in the past, reversed or already used.
    """
    _check_capacity(capacity)
    Service.objects.select_for_update().get(pk=service.pk)
    _check_times(service, times)
    sessions = Session.objects.bulk_create(
        Session(service=service, starts_at=starts_at, ends_at=ends_at, capacity=capacity)
        for starts_at, ends_at in times
    )
    record_event(
        actor=actor,
        action="session.schedule",
        subject=service,
        after={"capacity": capacity, "sessions": [str(session.pk) for session in sessions]},
    )
    listing_changed.send(Service, service_ids=[service.pk])
    return sessions


def _check_times(service: Service, times: Sequence[tuple[datetime, datetime]]) -> None:
    starts = [starts_at for starts_at, _ in times]
    used = set(Session.objects.filter(service=service, starts_at__in=starts).values_list("starts_at", flat=True))
    for starts_at, ends_at in times:
        if starts_at <= clock.now():
            raise _refused(starts_at, "The session must begin in the future.")
        if ends_at <= starts_at:
            raise _refused(starts_at, "The session must end after it begins.")
        if starts_at in used:
            raise _refused(starts_at, "There is a session of this service at that time already.")
        used.add(starts_at)


def _refused(starts_at: datetime, sentence: str) -> SessionRefused:
    day = clock.local_day(starts_at)
    return SessionRefused(f"{day:%A} {day.day} {day:%B %Y}: {sentence} No session was added.")


@transaction.atomic
def schedule_weekly_sessions(
    *, actor: Actor, service: Service, day: date, starts: time, ends: time, capacity: int, weeks: int, nights: int = 0
) -> list[Session]:
    """Add a session at the same local time in each of `weeks` weeks, the first on `day`; all of them or none.

    `nights` is how many midnights a session lasts across. Raises SessionRefused, naming the day, where one of them
    cannot be added. The clocks may change in between: it is the time in London that stays.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise SessionRefused(f"You can add from 1 to {MOST_WEEKS} weeks at a time.")
    if day > clock.today() + timedelta(days=FURTHEST_DAYS):
        raise SessionRefused("Choose a day within the next two years.")
    days = [day + timedelta(weeks=week) for week in range(weeks)]
    times = [
        (clock.local_moment(each, starts), clock.local_moment(each + timedelta(days=nights), ends)) for each in days
    ]
    return schedule_sessions(actor=actor, service=service, times=times, capacity=capacity)


@transaction.atomic
def change_capacity(*, actor: Actor, session: Session, capacity: int) -> Session:
    """Change how many can come; raises SessionRefused below the places taken, saying how many those are."""
    _check_capacity(capacity)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if capacity < session.places_taken:
        raise SessionRefused(
            f"{session.places_taken} places are booked already. Cancel bookings first, or keep at least that many."
        )
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity", "updated_at"])
    record_event(
        actor=actor,
        action="session.change_capacity",
        subject=session,
        before={"capacity": before},
        after={"capacity": capacity},
    )
    return session


@transaction.atomic
def cancel_session(*, actor: Actor, session: Session) -> Session:
    """Take a session without bookings out of the list; raises SessionRefused while places are taken."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.places_taken:
        raise SessionRefused("Families have booked this session. Cancel their bookings first, so that they are told.")
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state", "updated_at"])
    record_event(actor=actor, action="session.cancel", subject=session)
    listing_changed.send(Service, service_ids=[session.service_id])
    return session


def take_place(session_id: UUID) -> None:
    """Take one place; raises SessionFull where none is left or the session is not going ahead.

    The conditional UPDATE is the guard; the caller holds the session's lock (see `bookings.locks`).
    """
    taken = Session.objects.filter(pk=session_id, state=SessionState.SCHEDULED, places_taken__lt=F("capacity")).update(
        places_taken=F("places_taken") + 1
    )
    if not taken:
        raise SessionFull("The last place in this session has just gone. Nothing was booked; choose another session.")


def take_places(session_ids: Collection[UUID]) -> None:
    """Take one place in each of several sessions, all or none; see `take_place`."""
    with transaction.atomic():
        taken = Session.objects.filter(
            pk__in=session_ids, state=SessionState.SCHEDULED, places_taken__lt=F("capacity")
        ).update(places_taken=F("places_taken") + 1)
        if taken < len(set(session_ids)):
            raise SessionFull(
                "The last place in one of these sessions has just gone. Nothing was booked; choose other sessions."
            )


def free_place(session_id: UUID) -> None:
    """Give one place back."""
    Session.objects.filter(pk=session_id).update(places_taken=F("places_taken") - 1)


def _check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= LARGEST_CAPACITY:
        raise SessionRefused(f"A session has from 1 to {LARGEST_CAPACITY} places.")
