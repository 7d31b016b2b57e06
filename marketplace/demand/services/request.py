"""A family's request for something it has not found, and the council's decision to show it to providers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Child, Family
from marketplace.catalogue.models import Category, Need, Session
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.postcode import outward_part

from ..enums import HowOften, RequestSource, RequestState
from ..models import UnmetRequest

OLDEST_AGE = 25


class RequestRefused(DomainError):
    """The request cannot be recorded or moved on as asked."""

    code = "request_refused"


class AskedAlready(RequestRefused):
    """The same place has been asked for before."""

    code = "asked_already"


class PlaceFree(RequestRefused):
    """The session is not full."""

    code = "place_free"


def record_request(
    *,
    actor: Actor,
    family: Family,
    child: Child | None,
    source: RequestSource,
    what: str,
    category: Category,
    needs: Iterable[Need],
    age: int | None,
    outward: str,
    when_wanted: str = "",
    how_often: HowOften = HowOften.WEEKLY,
    highest_price_pence: int | None = None,
    unit: str = "",
    session: Session | None = None,
    token: UUID | None = None,
) -> UnmetRequest:
    """Record what a family needs; `outward` may be a full postcode, of which the first part is kept.

    A `token` that was used before gives the request it made: a second click records nothing. Raises RequestRefused for
    input that cannot be, PlaceFree for a session with places left and AskedAlready for one asked for before.
    """
    area = outward_part(outward)
    if not area:
        raise RequestRefused("Enter a postcode, or the first part of one, such as GL1.")
    if age is not None and not 0 <= age <= OLDEST_AGE:
        raise RequestRefused(f"Enter an age from 0 to {OLDEST_AGE}.")
    if child and child.family_id != family.pk:
        raise RequestRefused("This child belongs to another family.")
    _check_session(source, session)
    request = UnmetRequest(
        source=source,
        family=family,
        child=child,
        what=what,
        category=category,
        age=age,
        outward=area,
        when_wanted=when_wanted,
        how_often=how_often,
        highest_price_pence=highest_price_pence,
        unit=unit if highest_price_pence else "",
        session=session,
        recorded_on=clock.today(),
        token=token or uuid4(),
    )
    try:
        _write(actor, request, needs)
    except IntegrityError as error:
        return _request_made_before(error, request)
    return request


def publish_request(*, actor: Actor, request: UnmetRequest, text: str, when: str = "") -> UnmetRequest:
    """Show a request to providers in words that an officer has looked at; again, to change those words."""
    if not text.strip():
        raise RequestRefused("Write what providers shall read.")
    words: dict[str, Any] = {
        "published_text": text.strip(),
        "published_when": when.strip(),
        "published_on": clock.today(),
    }
    return _move(actor, request, RequestState.PUBLISHED, "request.publish", **words)


def withhold_request(*, actor: Actor, request: UnmetRequest, reason: str) -> UnmetRequest:
    """Keep a request from providers, or take it off their board; the family reads the reason."""
    if not reason.strip():
        raise RequestRefused("Say why, so that the family knows.")
    return _move(actor, request, RequestState.WITHHELD, "request.withhold", reason=reason.strip())


def withdraw_request(*, actor: Actor, request: UnmetRequest) -> UnmetRequest:
    """Take a request back for its family; raises RequestRefused where that has been done."""
    return _move(actor, request, RequestState.WITHDRAWN, "request.withdraw")


def _check_session(source: RequestSource, session: Session | None) -> None:
    if (source == RequestSource.FULL_SESSION) != (session is not None):
        raise RequestRefused("Only a request about a full session names one.")
    if session and session.places_left > 0:
        raise PlaceFree("A place in this session has come free. You can book it now.")


@transaction.atomic
def _write(actor: Actor, request: UnmetRequest, needs: Iterable[Need]) -> None:
    request.save(force_insert=True)
    request.needs.set(needs)
    record_event(actor=actor, action="request.record", subject=request, after={"source": request.source})


def _request_made_before(error: IntegrityError, request: UnmetRequest) -> UnmetRequest:
    """Return the request that this click or an earlier one made, or say that the place was asked for before."""
    same = UnmetRequest.objects.filter(token=request.token, family=request.family).first()
    if same:
        return same
    if "demand_full_session_asked_once" in str(error):
        raise AskedAlready("You have asked for a place in this session already. We have not sent it again.") from error
    raise error


@transaction.atomic
def _move(
    actor: Actor, request: UnmetRequest, state: RequestState, action: str, *, reason: str = "", **words: Any
) -> UnmetRequest:
    request = UnmetRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == RequestState.WITHDRAWN:
        raise RequestRefused("The family has withdrawn this request, so nothing was changed.")
    before, request.state, request.state_reason = request.state, state, reason
    for field, value in words.items():
        setattr(request, field, value)
    request.save(update_fields=["state", "state_reason", *words, "updated_at"])
    record_event(
        actor=actor, action=action, subject=request, reason=reason, before={"state": before}, after={"state": state}
    )
    return request
