"""Sessions: scheduling them, and changing how many can come."""

from datetime import datetime
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


def free_place(session_id: UUID) -> None:
    """Give one place back."""
    Session.objects.filter(pk=session_id).update(places_taken=F("places_taken") - 1)


def _check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= LARGEST_CAPACITY:
        raise SessionRefused(f"A session has from 1 to {LARGEST_CAPACITY} places.")
