from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.demand.models import UnmetRequest
from tests.conftest import Cast

SignIn = Callable[[User], Client]
Ask = Callable[..., UnmetRequest]
QUEUE = "/council/requests/"


@pytest.fixture
def client(cast: Cast, signed_in: SignIn) -> Client:
    """Return the listings officer's browser."""
    return signed_in(cast.officer(OfficerRole.LISTINGS))


def test_the_queue_shows_the_oldest_first(client: Client, ask: Ask) -> None:
    newer = ask(what="Newer")
    with clock.at(clock.now() - timedelta(days=3)):
        older = ask(what="Older")
    assert [asked.pk for asked in client.get(QUEUE).context["page"]] == [older.pk, newer.pk]


def test_an_officer_publishes_after_taking_names_out(client: Client, cast: Cast, ask: Ask) -> None:
    asked = ask()
    form = client.get(f"{QUEUE}{asked.pk}/").context["form"]
    assert form.initial["published_text"] == "A Saturday club for Yusuf"
    client.post(f"{QUEUE}{asked.pk}/", {"published_text": "A club", "published_when": "Saturdays", "publish": ""})
    asked.refresh_from_db()
    assert (asked.state, asked.published_text, asked.published_when) == ("published", "A club", "Saturdays")
    event = AuditEvent.objects.get(action="request.publish")
    assert (event.actor, event.actor_role) == (cast.officer(OfficerRole.LISTINGS), "officer:listings")


def test_withholding_asks_for_a_reason_which_the_family_reads(
    client: Client, cast: Cast, signed_in: SignIn, ask: Ask
) -> None:
    asked = ask()
    page = client.post(f"{QUEUE}{asked.pk}/", {"published_text": "Changed words", "withhold": ""})
    assert "Say why, so that the family knows." in page.content.decode()
    assert "Changed words" in page.content.decode()
    client.post(f"{QUEUE}{asked.pk}/", {"reason": "It names a school.", "withhold": ""})
    asked.refresh_from_db()
    assert (asked.state, asked.state_reason) == ("withheld", "It names a school.")
    assert "It names a school." in signed_in(cast.parent).get("/family/requests/").content.decode()


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_a_text_that_providers_cannot_read_is_explained(client: Client, ask: Ask, text: str) -> None:
    asked = ask()
    page = client.post(f"{QUEUE}{asked.pk}/", {"published_text": text, "publish": ""})
    assert page.status_code == 200
    assert page.context["form"].errors["published_text"]
    asked.refresh_from_db()
    assert asked.state == "recorded"


def test_the_family_is_not_named(client: Client, ask: Ask) -> None:
    asked = ask(what="A club")
    for url in (QUEUE, f"{QUEUE}{asked.pk}/"):
        assert "Rahman" not in client.get(url).content.decode()


def test_a_withdrawn_request_cannot_be_decided(client: Client, ask: Ask) -> None:
    asked = ask()
    UnmetRequest.objects.update(state="withdrawn")
    assert client.get(f"{QUEUE}{asked.pk}/").status_code == 404


def test_decided_requests_have_queues_of_their_own(client: Client, ask: Ask) -> None:
    ask()
    UnmetRequest.objects.update(state="withheld", state_reason="x")
    assert not client.get(QUEUE).context["page"].object_list
    assert len(client.get(f"{QUEUE}?queue=withheld").context["page"].object_list) == 1
    assert client.get(f"{QUEUE}?queue=nonsense&page=0").status_code == 200


def test_the_queue_asks_a_constant_number_of_queries(
    client: Client, ask: Ask, django_assert_max_num_queries: Any
) -> None:
    for _ in range(15):
        ask()
    with django_assert_max_num_queries(20):
        client.get(QUEUE)


@pytest.mark.parametrize("page", ["", "one", "prices"])
def test_who_may_moderate(cast: Cast, signed_in: SignIn, ask: Ask, page: str) -> None:
    url = {"": QUEUE, "one": f"{QUEUE}{ask().pk}/", "prices": "/council/price-requests/"}[page]
    assert Client().get(url)["Location"].startswith("/accounts/login/")
    for role in OfficerRole:
        may = role in (OfficerRole.LISTINGS, OfficerRole.COMMISSIONER, OfficerRole.ADMINISTRATOR)
        assert signed_in(cast.officer(role)).get(url).status_code == (200 if may else 403), role
    for user in (cast.parent, cast.provider_owner, cast.outsider):
        assert signed_in(user).get(url).status_code == 403
    assert signed_in(cast.officer(OfficerRole.LISTINGS)).delete(url).status_code == 405
