from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.models import AuditEvent
from marketplace.demand.enums import RequestSource, RequestState
from marketplace.demand.models import UnmetRequest
from marketplace.demand.services import (
    AskedAlready,
    PlaceFree,
    RequestRefused,
    publish_request,
    withdraw_request,
    withhold_request,
)
from tests.conftest import Cast
from tests.factories import SessionFactory

Ask = Callable[..., UnmetRequest]


def test_only_the_first_part_of_the_postcode_is_kept(ask: Ask) -> None:
    request = ask(outward="gl12ne")
    assert (request.outward, request.state, request.recorded_on) == ("GL1", RequestState.RECORDED, clock.today())
    assert [need.code for need in request.needs.all()] == ["autism"]
    event = AuditEvent.objects.get(object_id=request.pk)
    assert (event.action, event.after) == ("request.record", {"source": "written"})


def test_a_second_click_records_nothing(ask: Ask) -> None:
    token = uuid4()
    assert ask(token=token) == ask(token=token)
    assert UnmetRequest.objects.count() == 1


def test_another_family_cannot_use_a_token_again(ask: Ask, cast: Cast) -> None:
    token = uuid4()
    ask(token=token)
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(token=token, family=cast.other_family)


@pytest.mark.parametrize("changes", [{"outward": "London"}, {"age": 26}, {"age": -1}])
def test_what_cannot_be_is_refused_with_a_sentence(ask: Ask, changes: dict[str, object]) -> None:
    with pytest.raises(RequestRefused, match="Enter"):
        ask(**changes)
    assert not UnmetRequest.objects.exists()


def test_another_familys_child_is_refused(ask: Ask, cast: Cast) -> None:
    with pytest.raises(RequestRefused, match="another family"):
        ask(child=cast.other_child)


@pytest.mark.parametrize("with_child", [True, False])
def test_a_full_session_is_asked_for_once(ask: Ask, cast: Cast, with_child: bool) -> None:
    session = SessionFactory(capacity=1, places_taken=1)
    changes = {"source": RequestSource.FULL_SESSION, "session": session}
    if not with_child:
        changes["child"] = None
    first = ask(**changes)
    with pytest.raises(AskedAlready):
        ask(**changes)
    withdraw_request(actor=Actor(role="family"), request=first)
    assert ask(**changes).pk != first.pk


def test_a_session_with_places_left_is_not_asked_for(ask: Ask) -> None:
    with pytest.raises(PlaceFree, match="book it now"):
        ask(source=RequestSource.FULL_SESSION, session=SessionFactory(capacity=2, places_taken=1))


def test_an_officer_publishes_words_of_their_own(ask: Ask, officer: Actor) -> None:
    request = publish_request(actor=officer, request=ask(), text=" A Saturday club ", when="Saturdays")
    assert (request.state, request.published_text) == (RequestState.PUBLISHED, "A Saturday club")
    assert request.published_on == clock.today()
    assert "Yusuf" in request.what
    with pytest.raises(RequestRefused):
        publish_request(actor=officer, request=request, text="  ")


def test_withholding_needs_a_reason(ask: Ask, officer: Actor) -> None:
    request = ask()
    with pytest.raises(RequestRefused, match="Say why"):
        withhold_request(actor=officer, request=request, reason=" ")
    assert withhold_request(actor=officer, request=request, reason="Names a school").state == RequestState.WITHHELD


def test_a_withdrawn_request_stays_withdrawn(ask: Ask, officer: Actor) -> None:
    request = withdraw_request(actor=Actor(role="family"), request=ask())
    for decide in (
        lambda: publish_request(actor=officer, request=request, text="x"),
        lambda: withhold_request(actor=officer, request=request, reason="x"),
        lambda: withdraw_request(actor=officer, request=request),
    ):
        with pytest.raises(RequestRefused, match="withdrawn"):
            decide()


@pytest.mark.parametrize(
    "changes",
    [
        {"age": 26},
        {"state": "withheld", "state_reason": ""},
        {"state": "published", "published_text": ""},
        {"highest_price_pence": 0},
        {"highest_price_pence": 100, "unit": ""},
        {"source": "full_session"},
    ],
)
def test_the_database_refuses_what_may_never_be(ask: Ask, changes: dict[str, object]) -> None:
    request = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnmetRequest.objects.filter(pk=request.pk).update(**changes)
