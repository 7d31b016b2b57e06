from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.catalogue.models import Need
from marketplace.core import clock
from marketplace.demand.models import UnmetRequest
from tests.conftest import Cast
from tests.factories import ChildFactory, SessionFactory, SupportConsentFactory, bookable_service

SignIn = Callable[[User], Client]
Ask = Callable[..., UnmetRequest]
NEW = "/family/requests/new/"


def answers(cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return a form as the family would send it."""
    return {
        "who": f"child:{cast.child.pk}",
        "what": "A Saturday club",
        "category": "weekend-clubs",
        "needs": ["autism"],
        "age": "9",
        "postcode": "GL1 2NE",
        "when_wanted": "Saturdays",
        "how_often": "weekly",
        "highest_price": "£12.50",
        "unit": "session",
        "token": str(uuid4()),
    } | changes


def test_the_names_of_the_addresses() -> None:
    assert reverse("demand:request_create") == NEW
    assert reverse("demand:requests") == "/family/requests/"


def test_a_visitor_signs_in_first_and_keeps_what_the_link_carried(client: Client, db: None) -> None:
    response = client.get(f"{NEW}?q=hydro+pool&need=autism&postcode=GL1")
    assert response.status_code == 302
    (after,) = parse_qs(urlsplit(response["Location"]).query)["next"]
    assert after == f"{NEW}?q=hydro+pool&need=autism&postcode=GL1"


@pytest.mark.parametrize("who", ["outsider", "provider_owner", "supporter_who_may_only_see"])
def test_others_learn_that_the_page_is_for_families(cast: Cast, signed_in: SignIn, who: str) -> None:
    if who == "supporter_who_may_only_see":
        user = SupportConsentFactory(family=cast.family, scopes=["see"], given_by=cast.parent).supporter
    else:
        user = getattr(cast, who)
    response = signed_in(user).get(NEW)
    assert response.status_code == 403
    assert "do not act for a family" in response.content.decode()


def test_a_supporter_with_consent_asks_on_behalf_of_the_family(cast: Cast, signed_in: SignIn) -> None:
    response = signed_in(cast.supporter).post(NEW, answers(cast))
    made = UnmetRequest.objects.get()
    assert response["Location"] == f"/family/requests/{made.pk}/sent/"
    assert made.family == cast.family


def test_a_search_fills_the_form_in(cast: Cast, signed_in: SignIn) -> None:
    url = f"{NEW}?q=hydrotherapy&category=physiotherapy&need=physical-disability&age=7&postcode=GL2+4AB"
    form = signed_in(cast.parent).get(url).context["form"]
    assert form.initial["what"] == "hydrotherapy"
    assert form.initial["category"] == "physiotherapy"
    assert form.initial["needs"] == ["physical-disability"]
    assert (form.initial["age"], form.initial["postcode"]) == (7, "GL2")
    signed_in(cast.parent).post(url, answers(cast, category="physiotherapy"))
    assert UnmetRequest.objects.get().source == "empty_search"


def test_the_only_child_fills_in_age_and_needs(cast: Cast, signed_in: SignIn) -> None:
    Need.objects.get(code="epilepsy").children.add(cast.child)
    form = signed_in(cast.parent).get(NEW).context["form"]
    assert form.initial["who"] == f"child:{cast.child.pk}"
    assert form.initial["age"] == cast.child.age_on(clock.today())
    assert form.initial["needs"] == ["epilepsy"]
    assert form.initial["postcode"] == "GL1"


def test_with_several_children_one_is_chosen_by_a_link(cast: Cast, signed_in: SignIn) -> None:
    other = ChildFactory(family=cast.family, date_of_birth=clock.today() - timedelta(days=4 * 366))
    client = signed_in(cast.parent)
    assert "who" not in client.get(NEW).context["form"].initial
    assert client.get(f"{NEW}?child={other.pk}").context["form"].initial["who"] == f"child:{other.pk}"
    assert "who" not in client.get(f"{NEW}?child={cast.other_child.pk}").context["form"].initial


@pytest.mark.parametrize(
    "query",
    ["session=x", "age=12-5", "age=999", "category=nope%00", "need=%00&need=x", "postcode=%F0", "child=1", "q=%00"],
)
def test_odd_addresses_are_passed_over(cast: Cast, signed_in: SignIn, query: str) -> None:
    assert signed_in(cast.parent).get(f"{NEW}?{query}").status_code == 200


def test_a_request_is_recorded_and_the_next_page_says_what_happens(cast: Cast, signed_in: SignIn) -> None:
    response = signed_in(cast.parent).post(NEW, answers(cast), follow=True)
    made = UnmetRequest.objects.get()
    assert (made.outward, made.highest_price_pence, made.unit, made.source) == ("GL1", 1250, "session", "written")
    assert made.child == cast.child
    assert "What happens next" in response.content.decode()


def test_a_child_is_optional(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.parent).post(NEW, answers(cast, who=f"family:{cast.family.pk}", age="", needs=[]))
    made = UnmetRequest.objects.get()
    assert (made.family, made.child, made.age) == (cast.family, None, None)


def test_a_double_click_makes_one_request(cast: Cast, signed_in: SignIn) -> None:
    client, form = signed_in(cast.parent), answers(cast)
    assert client.post(NEW, form)["Location"] == client.post(NEW, form)["Location"]
    assert UnmetRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("highest_price", "0", "Enter an amount from £0.01 to £50,000."),
        ("highest_price", "1,000,000", "Enter an amount from £0.01 to £50,000."),
        ("highest_price", "a tenner", "Enter an amount in pounds, such as 12.50."),
        ("age", "26", "Enter an age in whole years, from 0 to 25."),
        ("age", "12-5", "Enter an age in whole years, from 0 to 25."),
        ("age", "-3", "Enter an age in whole years, from 0 to 25."),
        ("postcode", "Gloucester", "Enter a postcode, or the first part of one, such as GL1."),
        ("what", "x" * 10_000, "Use 1,000 characters or fewer. You have 10,000."),
        ("what", " ", "Say what you are looking for."),
        ("when_wanted", "x" * 201, "Use 200 characters or fewer. You have 201."),
        ("category", "nonsense", "Choose one."),
        ("who", "child:1", "Select a valid choice"),
    ],
)
def test_a_slip_is_explained_and_what_was_typed_is_kept(
    cast: Cast, signed_in: SignIn, field: str, typed: str, sentence: str
) -> None:
    response = signed_in(cast.parent).post(NEW, answers(cast, **{field: typed}))
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "A Saturday club" in page or field == "what"
    assert typed.strip() in page or field in ("category", "who")
    assert not UnmetRequest.objects.exists()


def test_another_familys_child_cannot_be_asked_for(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.parent).post(NEW, answers(cast, who=f"child:{cast.other_child.pk}"))
    assert not UnmetRequest.objects.exists()


def test_a_full_session_is_carried_into_the_request_once(cast: Cast, signed_in: SignIn) -> None:
    service = bookable_service(name="Splash club")
    session = SessionFactory(service=service, capacity=1, places_taken=1)
    client, url = signed_in(cast.parent), f"{NEW}?session={session.pk}"
    page = client.get(url)
    assert page.context["form"].initial["what"] == "A place at Splash club"
    assert page.context["form"].initial["category"] == "after-school-clubs"
    assert "is full" in page.content.decode()
    client.post(url, answers(cast))
    made = UnmetRequest.objects.get()
    assert (made.source, made.session) == ("full_session", session)
    again = client.post(url, answers(cast))
    assert "You have asked for a place in this session already." in again.content.decode()
    assert UnmetRequest.objects.count() == 1


def test_the_list_shows_the_familys_own_requests_only(cast: Cast, signed_in: SignIn, ask: Ask) -> None:
    ask(what="A trampoline")
    ask(family=cast.other_family, what="A rocket")
    page = signed_in(cast.parent).get("/family/requests/").content.decode()
    assert "A trampoline" in page
    assert "A rocket" not in page


def test_the_list_asks_a_constant_number_of_queries(
    cast: Cast, signed_in: SignIn, ask: Ask, django_assert_max_num_queries: Any
) -> None:
    for _ in range(15):
        ask()
    client = signed_in(cast.parent)
    with django_assert_max_num_queries(20):
        client.get("/family/requests/")


def test_an_empty_list_says_what_to_do(cast: Cast, signed_in: SignIn) -> None:
    assert "You have not asked for anything yet" in signed_in(cast.parent).get("/family/requests/").content.decode()


def test_a_request_is_withdrawn_after_a_question(cast: Cast, signed_in: SignIn, ask: Ask) -> None:
    asked = ask()
    client, url = signed_in(cast.parent), f"/family/requests/{asked.pk}/withdraw/"
    assert "Withdraw your request?" in client.get(url).content.decode()
    asked.refresh_from_db()
    assert asked.state == "recorded"
    assert "Your request is withdrawn" in client.post(url, follow=True).content.decode()
    assert "already" in client.post(url, follow=True).content.decode()
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


@pytest.mark.parametrize("page", ["sent", "withdraw"])
def test_another_family_gets_404(cast: Cast, signed_in: SignIn, ask: Ask, page: str) -> None:
    url = f"/family/requests/{ask().pk}/{page}/"
    assert signed_in(cast.other_parent).get(url).status_code == 404
    assert signed_in(cast.outsider).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_a_supporter_who_may_only_see_cannot_withdraw(cast: Cast, signed_in: SignIn, ask: Ask) -> None:
    viewer = SupportConsentFactory(family=cast.family, scopes=["see"], given_by=cast.parent).supporter
    asked = ask()
    assert signed_in(viewer).get("/family/requests/").status_code == 200
    assert signed_in(viewer).post(f"/family/requests/{asked.pk}/withdraw/").status_code == 404


def test_wrong_methods(cast: Cast, signed_in: SignIn, ask: Ask) -> None:
    client = signed_in(cast.parent)
    assert client.post("/family/requests/").status_code == 405
    assert client.delete(NEW).status_code == 405
    assert client.post(f"/family/requests/{ask().pk}/sent/").status_code == 405
    assert client.put(f"/family/requests/{uuid4()}/withdraw/").status_code == 405
