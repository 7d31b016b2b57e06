"""Budgets over HTTP: what a family sees, and what an officer awards."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.budgets.enums import Route
from marketplace.budgets.models import FundingStream, LedgerTransaction, Pot
from marketplace.budgets.services import change_stream_rules, place_hold, set_contingency_aside
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests import pages
from tests.conftest import Cast
from tests.factories import ChildFactory, pot_with
from tests.guards import assert_guarded

from .routes_scenario import manage

SignIn = Callable[[User], Client]
Streams = dict[str, FundingStream]


@pytest.fixture
def officer(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


def award_answers(chosen: FundingStream, **changed: str) -> dict[str, str]:
    today = clock.today()
    return {
        "stream": str(chosen.pk),
        "amount": "2,400",
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=364)).isoformat(),
        "reason": "Panel of May",
        "idempotency_key": str(uuid4()),
    } | changed


def test_a_family_sees_one_budget_and_each_stream_behind_it(cast: Cast, streams: Streams, signed_in: SignIn) -> None:
    pot = pot_with(cast.child, streams["social-care-short-breaks"], 240_000)
    pot_with(cast.child, streams["equipment"], 60_000)
    place_hold(actor=SYSTEM, pot=pot, amount_pence=12_345, expected_on=clock.today(), idempotency_key="h")
    page = signed_in(cast.parent).get(reverse("budgets:child_budget", args=[cast.child.pk])).content.decode()
    assert "<strong>£2,876.55</strong> left of £3,000 awarded" in page
    assert "£123.45" in page
    for words in ("Short breaks", "Equipment", "What can I spend it on?", "Home adaptations"):
        assert words in page


def test_what_it_may_buy_follows_the_rules_of_the_day(cast: Cast, streams: Streams, signed_in: SignIn) -> None:
    pot_with(cast.child, streams["equipment"], 60_000)
    tomorrow = clock.today() + timedelta(days=1)
    kinds = Category.objects.filter(code="equipment")
    change_stream_rules(
        actor=SYSTEM,
        stream=streams["equipment"],
        valid_from=tomorrow,
        categories=kinds,
        reason="Less money",
        summary="Equipment only.",
    )
    client, url = signed_in(cast.parent), reverse("budgets:child_budget", args=[cast.child.pk])
    assert "Home adaptations" in client.get(url).content.decode()
    with clock.at(clock.local_moment(tomorrow)):
        page = client.get(url).content.decode()
    assert "Equipment only." in page
    assert "Home adaptations" not in page


def test_a_family_without_a_budget_is_told_what_one_is(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.parent)
    for url in (reverse("budgets:family_budgets"), reverse("budgets:child_budget", args=[cast.child.pk])):
        assert "There is no personal budget at the moment" in client.get(url).content.decode()


def test_budgets_are_seen_by_the_family_and_its_supporter_only(cast: Cast, streams: Streams) -> None:
    pot_with(cast.child, streams["equipment"], 60_000)
    assert_guarded(
        reverse("budgets:child_budget", args=[cast.child.pk]),
        allowed=[cast.parent, cast.supporter],
        hidden_from=[cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()],
    )


def test_the_number_of_statements_does_not_grow_with_the_children(
    cast: Cast, streams: Streams, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for child in ChildFactory.create_batch(8, family=cast.family):
        pot_with(child, streams["equipment"], 60_000)
        pot_with(child, streams["social-care-support"], 60_000)
    client = signed_in(cast.parent)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(reverse("budgets:family_budgets"))


def test_an_officer_awards_a_budget_with_a_reason(cast: Cast, streams: Streams, officer: Client) -> None:
    url = reverse("budgets:council_award", args=[cast.child.pk])
    response = officer.post(url, award_answers(streams["equipment"]))
    assert response["Location"] == reverse("budgets:council_child", args=[cast.child.pk])
    assert Pot.objects.get().funded_pence == 240_000
    event = AuditEvent.objects.get(action="budget.award")
    assert (event.reason, event.actor_role) == ("Panel of May", "officer:budgets")


def test_an_award_sent_twice_is_made_once(cast: Cast, streams: Streams, officer: Client) -> None:
    url = reverse("budgets:council_award", args=[cast.child.pk])
    posted = award_answers(streams["equipment"])
    officer.post(url, posted)
    officer.post(url, posted)
    assert Pot.objects.get().funded_pence == 240_000


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0"}, "Enter an amount from £0.01 to £500,000."),
        ({"amount": "1000000"}, "Enter an amount from £0.01 to £500,000."),
        ({"amount": "12.345"}, "Enter pounds and pence, such as 12.50."),
        ({"amount": "much"}, "Enter an amount in pounds"),
        ({"valid_to": "2020-01-01"}, "The last day must be on or after the first day."),
        ({"reason": ""}, "Say why the award is made"),
        ({"stream": ""}, "Choose a stream."),
    ],
)
def test_a_wrong_award_is_a_sentence_in_place_and_nothing_is_written(
    cast: Cast, streams: Streams, officer: Client, changed: dict[str, str], sentence: str
) -> None:
    url = reverse("budgets:council_award", args=[cast.child.pk])
    page = officer.post(url, award_answers(streams["equipment"], **changed))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    for field, typed in changed.items():
        assert page.context["form"][field].value() == typed
    assert not Pot.objects.exists()
    assert not LedgerTransaction.objects.exists()


def test_a_stream_for_another_age_is_refused_with_a_sentence(cast: Cast, streams: Streams, officer: Client) -> None:
    page = officer.post(reverse("budgets:council_award", args=[cast.child.pk]), award_answers(streams["early-years"]))
    assert "Early years is for ages 0 to 4. The child is 9 on the first day." in page.content.decode()
    assert not Pot.objects.exists()


def test_an_officer_reduces_an_award_only_to_what_is_reserved(cast: Cast, streams: Streams, officer: Client) -> None:
    pot = pot_with(cast.child, streams["equipment"], 10_000)
    place_hold(actor=SYSTEM, pot=pot, amount_pence=4_000, expected_on=clock.today(), idempotency_key="h")
    url = reverse("budgets:council_reduce", args=[pot.pk])
    page = officer.post(url, {"amount": "60.01", "reason": "Cut", "idempotency_key": str(uuid4())})
    assert "at most £60 can be taken back" in page.content.decode()
    officer.post(url, {"amount": "60", "reason": "Cut", "idempotency_key": str(uuid4())})
    pot.refresh_from_db()
    assert (pot.funded_pence, pot.left_pence) == (4_000, 0)


def test_a_childs_page_says_how_each_pot_is_managed_and_leads_to_what_it_has(
    cast: Cast, streams: Streams, officer: Client
) -> None:
    codes = ("equipment", "social-care-short-breaks", "sen-top-up")
    kept, held, fund = (pot_with(cast.child, streams[code], 10_000) for code in codes)
    manage(cast, held)
    manage(cast, fund, Route.SERVICE_FUND, holder=cast.provider)
    set_contingency_aside(actor=SYSTEM, pot=kept, amount_pence=500, reason="A new wheel")
    page = officer.get(reverse("budgets:council_child", args=[cast.child.pk]))
    for way in ("The council manages it", "Direct payment to the family", "Individual service fund"):
        assert way in pages.words(page)
    assert "£5 more is kept aside for what cannot be foreseen." in pages.words(page)
    html = page.content.decode()
    for name, having in (("council_pot_payments", held), ("council_statements", fund)):
        assert [reverse(f"budgets:{name}", args=[pot.pk]) in html for pot in (kept, held, fund)] == [
            pot == having for pot in (kept, held, fund)
        ]


def test_officers_pages_are_for_their_roles(cast: Cast, streams: Streams) -> None:
    pot = pot_with(cast.child, streams["equipment"], 10_000)
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [
        cast.officer(OfficerRole.CONTENT),
        cast.officer(OfficerRole.LISTINGS),
        cast.officer(OfficerRole.COMMISSIONER),
        cast.parent,
        cast.provider_owner,
        cast.outsider,
    ]
    for url in (reverse("budgets:council_budgets"), reverse("budgets:council_child", args=[cast.child.pk])):
        assert_guarded(url, allowed=[budgets, finance], refused_to=others)
    for url in (
        reverse("budgets:council_award", args=[cast.child.pk]),
        reverse("budgets:council_reduce", args=[pot.pk]),
    ):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)


def test_an_officer_finds_a_child_by_name(cast: Cast, officer: Client) -> None:
    url = reverse("budgets:council_budgets")
    found = officer.get(url, {"name": "yus"}).content.decode()
    assert "Yusuf" in found
    assert "Liv" not in found
    assert "No child of that name" in officer.get(url, {"name": "nobody"}).content.decode()
