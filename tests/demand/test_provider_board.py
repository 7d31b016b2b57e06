from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from marketplace.accounts.models import User
from marketplace.catalogue.models import Category
from marketplace.core.audit import Actor
from marketplace.demand.models import UnmetRequest
from marketplace.demand.services import publish_request, withhold_request
from tests.conftest import Cast

SignIn = Callable[[User], Client]
Ask = Callable[..., UnmetRequest]
BOARD = "/provider/requests/"


def test_providers_read_what_an_officer_published_and_nothing_personal(
    cast: Cast, signed_in: SignIn, ask: Ask, officer: Actor
) -> None:
    publish_request(actor=officer, request=ask(), text="A Saturday club for a boy", when="Saturdays")
    ask(what="Still waiting")
    page = signed_in(cast.provider_owner).get(BOARD).content.decode()
    for shown in ("Weekend clubs in GL1", "A Saturday club for a boy", "Age 9", "Autism", "Up to £12.50 per session"):
        assert shown in page
    for hidden in ("Yusuf", "Rahman", "GL1 2NE", "Still waiting"):
        assert hidden not in page


def test_a_request_taken_off_the_board_is_gone(cast: Cast, signed_in: SignIn, ask: Ask, officer: Actor) -> None:
    asked = publish_request(actor=officer, request=ask(), text="A club")
    withhold_request(actor=officer, request=asked, reason="Names a school")
    assert "There are no requests at present" in signed_in(cast.provider_owner).get(BOARD).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Clubby", "Ridey"}),
        ("category=weekend-clubs", {"Clubby"}),
        ("category=clubs-and-holiday-schemes", {"Clubby"}),
        ("area=GL2", {"Ridey"}),
        ("category=weekend-clubs&area=GL2", set()),
        ("category=nonsense&page=x", {"Clubby", "Ridey"}),
    ],
)
def test_the_board_is_filtered_by_kind_and_area(
    cast: Cast, signed_in: SignIn, ask: Ask, officer: Actor, query: str, found: set[str]
) -> None:
    publish_request(actor=officer, request=ask(), text="Clubby")
    other = ask(category=Category.objects.get(code="leisure-lessons"), outward="GL2")
    publish_request(actor=officer, request=other, text="Ridey")
    page = signed_in(cast.provider_owner).get(f"{BOARD}?{query}").content.decode()
    assert {word for word in ("Clubby", "Ridey") if word in page} == found


def test_the_board_asks_a_constant_number_of_queries(
    cast: Cast, signed_in: SignIn, ask: Ask, officer: Actor, django_assert_max_num_queries: Any
) -> None:
    for _ in range(15):
        publish_request(actor=officer, request=ask(), text="A club")
    client = signed_in(cast.provider_owner)
    with django_assert_max_num_queries(20):
        client.get(BOARD)


def test_only_people_of_a_provider_see_the_board(cast: Cast, signed_in: SignIn) -> None:
    assert Client().get(BOARD)["Location"].startswith("/accounts/login/")
    assert signed_in(cast.parent).get(BOARD).status_code == 403
    assert signed_in(cast.outsider).get(BOARD).status_code == 403
    assert signed_in(cast.provider_owner).post(BOARD).status_code == 405
