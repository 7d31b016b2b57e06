"""Statements of those who hold a budget for a family, and what a provider sees of its funds."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.enums import FeeMode, Route
from marketplace.budgets.errors import InsufficientFunds, StatementRefused
from marketplace.budgets.models import FundingStream, HolderStatement, ManagementRoute, Pot
from marketplace.budgets.services import enter_statement
from marketplace.core.models import AuditEvent
from marketplace.providers.enums import ProviderRole
from marketplace.providers.selectors import actor_for_provider
from tests.conftest import Cast
from tests.factories import ProviderMemberFactory, UserFactory
from tests.guards import assert_guarded
from tests.pages import errors, navigation, signed_in, value, words
from tests.racing import race, refusals

from .routes_scenario import day, manage, short_breaks, since_long_ago

Streams = dict[str, FundingStream]

pytestmark = [pytest.mark.django_db, pytest.mark.moves_money]


@pytest.fixture
def fund(cast: Cast, streams: Streams) -> ManagementRoute:
    """Return a service fund that the provider holds since 30 days."""
    pot = short_breaks(cast, streams)
    return since_long_ago(manage(cast, pot, Route.SERVICE_FUND, holder=cast.provider))


def state(cast: Cast, fund: ManagementRoute, pence: int = 5_000, **said: Any) -> HolderStatement:
    usual = {"first_day": day(-20), "last_day": day(-10), "note": "Club on Saturdays"}
    return enter_statement(actor=actor_for_provider(cast.provider_owner), route=fund, spent_pence=pence, **usual | said)


def balance(fund: ManagementRoute) -> tuple[int, int]:
    pot = Pot.objects.get(pk=fund.pot_id)
    return pot.spent_pence, pot.left_pence


def test_a_statement_charges_the_budget(cast: Cast, fund: ManagementRoute) -> None:
    statement = state(cast, fund)
    assert balance(fund) == (5_000, 235_000)
    assert statement.transaction is not None
    assert "Riverside Play" in statement.transaction.reason
    assert AuditEvent.objects.get(action="statement.enter").actor_role == "provider"


def test_a_time_in_which_nothing_was_spent_can_be_stated(cast: Cast, fund: ManagementRoute) -> None:
    assert state(cast, fund, 0).transaction is None
    assert balance(fund) == (0, 240_000)


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        ({"last_day": 1}, StatementRefused, "about days that have been"),
        ({"last_day": -21}, StatementRefused, "The last day must be on or after the first day"),
        ({"first_day": -31}, StatementRefused, "The fund was held from"),
        ({"note": " "}, StatementRefused, "Say what the money was spent on"),
        ({"pence": 240_001}, InsufficientFunds, "Nothing was entered"),
    ],
)
def test_a_statement_that_cannot_be_is_refused(
    cast: Cast, fund: ManagementRoute, said: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    days = {name: day(given) for name, given in said.items() if name.endswith("_day")}
    with pytest.raises(error, match=sentence):
        state(cast, fund, **said | days)
    assert not HolderStatement.objects.exists()


def test_statements_do_not_overlap(cast: Cast, fund: ManagementRoute) -> None:
    state(cast, fund)
    with pytest.raises(StatementRefused, match="covers some of these days already"):
        state(cast, fund, first_day=day(-10), last_day=day(-5))
    state(cast, fund, first_day=day(-9), last_day=day())


def test_a_budget_that_nobody_holds_has_no_statement(cast: Cast, streams: Streams) -> None:
    with pytest.raises(StatementRefused, match="Nobody holds this budget"):
        state(cast, manage(cast, short_breaks(cast, streams)))


@pytest.mark.django_db(transaction=True)
def test_two_statements_of_the_same_days_at_once_charge_once(cast: Cast, fund: ManagementRoute) -> None:
    results = race(*[partial(state, cast, fund) for _ in range(3)])
    assert [type(refusal) for refusal in refusals(results)] == [StatementRefused] * 2
    assert balance(fund) == (5_000, 235_000)


def test_a_provider_sees_given_name_and_reference_only(cast: Cast, fund: ManagementRoute) -> None:
    client = signed_in(cast.provider_owner)
    for url in (
        reverse("budgets:provider_funds", args=[cast.provider.slug]),
        reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk]),
    ):
        said = words(client.get(url))
        assert fund.reference in said
        assert "Yusuf" in said
        for hidden in ("Rahman", "Short breaks", str(cast.child.date_of_birth.year)):
            assert hidden not in said


def test_a_provider_sees_its_fee_beside_what_is_left(cast: Cast, streams: Streams) -> None:
    asked = {"holder": cast.provider, "fee_pence": 4_000, "fee_mode": FeeMode.TOP_SLICED}
    fund = manage(cast, short_breaks(cast, streams), Route.SERVICE_FUND, **asked)
    said = words(
        signed_in(cast.provider_owner).get(reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk]))
    )
    assert "£2,360 left to spend Your fee for holding it is £40, for the whole time." in said


def test_funds_are_for_owners_and_those_who_answer_bookings(cast: Cast, fund: ManagementRoute) -> None:
    booker, lister = UserFactory(), UserFactory()
    ProviderMemberFactory(provider=cast.provider, user=booker, role=ProviderRole.BOOKINGS)
    ProviderMemberFactory(provider=cast.provider, user=lister, role=ProviderRole.LISTINGS)
    strangers = [cast.other_provider_owner, cast.parent, cast.outsider, cast.officer(OfficerRole.BUDGETS)]
    for url, takes_posts in (
        (reverse("budgets:provider_funds", args=[cast.provider.slug]), False),
        (reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk]), True),
    ):
        assert_guarded(
            url,
            allowed=[cast.provider_owner, booker],
            refused_to=[lister],
            hidden_from=strangers,
            takes_posts=takes_posts,
        )


def test_a_fund_of_another_provider_or_one_to_come_is_not_found(cast: Cast, fund: ManagementRoute) -> None:
    url = reverse("budgets:provider_fund", args=[cast.other_provider.slug, fund.pk])
    assert signed_in(cast.other_provider_owner).get(url).status_code == 404
    ManagementRoute.objects.filter(pk=fund.pk).update(valid_from=day(1))
    url = reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk])
    assert signed_in(cast.provider_owner).get(url).status_code == 404


def test_a_fund_that_was_held_is_seen_without_what_is_left_now(cast: Cast, fund: ManagementRoute) -> None:
    url = reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk])
    assert "£2,400 left to spend" in words(signed_in(cast.provider_owner).get(url))
    ManagementRoute.objects.filter(pk=fund.pk).update(valid_to=day(-1))
    assert "left to spend" not in words(signed_in(cast.provider_owner).get(url))


def test_only_a_provider_that_holds_a_fund_has_the_page_in_its_navigation(cast: Cast, fund: ManagementRoute) -> None:
    for owner, provider, has in (
        (cast.provider_owner, cast.provider, True),
        (cast.other_provider_owner, cast.other_provider, False),
    ):
        page = signed_in(owner).get(reverse("budgets:provider_funds", args=[provider.slug]))
        assert ("Funds" in navigation(page)) == has
    assert "You do not hold a fund" in words(page)


def test_a_provider_enters_a_statement_and_keeps_what_it_typed_where_it_is_refused(
    cast: Cast, fund: ManagementRoute
) -> None:
    client, url = (
        signed_in(cast.provider_owner),
        reverse("budgets:provider_fund", args=[cast.provider.slug, fund.pk]),
    )
    typed = {"first_day": str(day(-20)), "last_day": str(day(-10)), "spent": "2,400.01", "note": "Club"}
    page = client.post(url, typed)
    assert "The fund has £2,400 left, which is £0.01 less" in errors(page)[0]
    assert value(page, "note") == "Club"
    assert client.post(url, typed | {"spent": "12.50"})["Location"] == url
    assert balance(fund) == (1_250, 238_750)


def test_an_officer_enters_the_statement_of_a_third_party_and_the_family_sees_it(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    since_long_ago(manage(cast, pot, Route.THIRD_PARTY, holder_name="The Lark Trust"))
    url = reverse("budgets:council_statements", args=[pot.pk])
    typed = {"first_day": str(day(-20)), "last_day": str(day(-10)), "spent": "20", "note": "A day at the sea"}
    finance = signed_in(cast.officer(OfficerRole.FINANCE))
    assert "Enter a statement of The Lark Trust" in words(finance.get(url))
    finance.post(url, typed)
    assert "A day at the sea" in words(finance.get(url))
    managing = reverse("budgets:family_managing", args=[cast.child.pk])
    assert "A day at the sea" in words(signed_in(cast.parent).get(managing))


def test_an_officer_does_not_speak_for_a_provider(cast: Cast, fund: ManagementRoute) -> None:
    url = reverse("budgets:council_statements", args=[fund.pot_id])
    client = signed_in(cast.officer(OfficerRole.BUDGETS))
    assert "There is no statement yet" in words(client.get(url))
    client.post(url, {"first_day": str(day(-20)), "last_day": str(day(-10)), "spent": "20", "note": "x"})
    assert not HolderStatement.objects.exists()


def test_statements_are_for_officers_of_budgets_and_finance(cast: Cast, fund: ManagementRoute) -> None:
    assert_guarded(
        reverse("budgets:council_statements", args=[fund.pot_id]),
        allowed=[cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)],
        refused_to=[cast.officer(OfficerRole.LISTINGS), cast.parent, cast.provider_owner, cast.outsider],
        takes_posts=True,
    )
