"""The pages about how a budget is managed: officers set it, families read it and ask for another way."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole, SupportScope
from marketplace.accounts.models import SupportConsent
from marketplace.budgets.enums import Route, RouteRequestState, WithholdingReason
from marketplace.budgets.models import FundingStream, ManagementRoute, Pot, RouteRequest
from marketplace.budgets.services import place_hold, withhold_payments
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests.conftest import Cast
from tests.factories import make_stream, pot_with
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, value, words

from .routes_scenario import day, family_held, manage, officer, plan, short_breaks

Streams = dict[str, FundingStream]

pytestmark = pytest.mark.django_db


@pytest.fixture
def budgets(cast: Cast) -> Client:
    return signed_in(cast.officer(OfficerRole.BUDGETS))


@pytest.fixture
def family(cast: Cast) -> Client:
    return signed_in(cast.parent)


def page_of(pot: Pot) -> str:
    return reverse("budgets:council_route", args=[pot.pk])


def managing(cast: Cast) -> str:
    return reverse("budgets:family_managing", args=[cast.child.pk])


def ask_page(cast: Cast, pot: Pot) -> str:
    return reverse("budgets:family_ask_for_route", args=[cast.child.pk, pot.pk])


def answers(**changed: str) -> dict[str, str]:
    return {
        "route": "direct_payment",
        "valid_from": day().isoformat(),
        "holder_name": "Paywell",
        "fee_pence": "120",
        "fee_mode": "top_sliced",
        "reason": "The family found a helper",
        "token": str(uuid4()),
    } | changed


def test_the_fee_is_shown_before_it_is_agreed(cast: Cast, streams: Streams, budgets: Client) -> None:
    pot = short_breaks(cast, streams)
    typed = answers()
    check = budgets.post(page_of(pot), typed)
    assert "£120 of £2,400 goes to Paywell. £2,280 is left for support." in words(check)
    assert "The council manages it" in words(check)
    assert not ManagementRoute.objects.exists()
    assert value(budgets.post(page_of(pot), typed | {"change": "yes"}), "holder_name") == "Paywell"
    assert budgets.post(page_of(pot), typed | {"confirmed": "yes"})["Location"] == page_of(pot)
    budgets.post(page_of(pot), typed | {"confirmed": "yes"})
    pot.refresh_from_db()
    assert (pot.spent_pence, pot.left_pence) == (12_000, 228_000)
    said = words(budgets.get(page_of(pot)))
    assert "Direct payment to the family: Paywell" in said
    assert "Now" in said


def test_a_fee_above_what_is_left_is_refused_in_place(cast: Cast, streams: Streams, budgets: Client) -> None:
    pot = short_breaks(cast, streams)
    place_hold(actor=SYSTEM, pot=pot, amount_pence=239_000, expected_on=day(), idempotency_key="h")
    page = budgets.post(page_of(pot), answers())
    assert errors(page) == ["£10 is left of this budget, which is £110 less than the fee of £120. Nothing was changed."]
    assert value(page, "fee_pence") == "120"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"route": ""}, "Choose how it is managed."),
        ({"valid_from": "2020-01-01"}, "Choose today or a later day: what has been was managed by the way of then."),
        ({"valid_from": "soon"}, "Enter a day, such as 31 March 2027."),
        ({"fee_pence": "much"}, "Enter an amount in pounds, such as 12.50."),
        ({"fee_mode": ""}, "Say whether the fee is added to the budget or taken from it."),
        ({"route": "service_fund"}, "Choose the provider that holds the fund."),
        ({"reason": ""}, "Say why; the family can read it."),
    ],
)
def test_a_wrong_answer_is_a_sentence_in_place(
    cast: Cast, streams: Streams, budgets: Client, changed: dict[str, str], sentence: str
) -> None:
    page = budgets.post(page_of(short_breaks(cast, streams)), answers(**changed))
    assert errors(page) == [sentence]
    assert not ManagementRoute.objects.exists()


def test_payments_that_a_way_would_cancel_are_named_before(cast: Cast, streams: Streams, budgets: Client) -> None:
    pot = family_held(cast, streams)
    plan(cast, pot.routes.get(), first_due=day(5))
    check = budgets.post(page_of(pot), answers(route="council", fee_pence="", fee_mode="", holder_name=""))
    assert "£600 due on" in words(check)


def test_a_planned_way_is_taken_back_with_a_reason(cast: Cast, streams: Streams, budgets: Client) -> None:
    pot = short_breaks(cast, streams)
    route = manage(cast, pot, valid_from=day(5))
    url = reverse("budgets:council_withdraw_route", args=[route.pk])
    assert url in budgets.get(page_of(pot)).content.decode()
    assert errors(budgets.post(url, {"reason": ""})) == ["Say why."]
    assert budgets.post(url, {"reason": "Changed their mind"})["Location"] == page_of(pot)
    assert not ManagementRoute.objects.exists()


def test_finance_reads_and_does_not_set(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    finance = signed_in(cast.officer(OfficerRole.FINANCE))
    assert "Set another way" not in words(finance.get(page_of(pot)))
    assert finance.post(page_of(pot), answers(confirmed="yes")).status_code == 403
    assert not ManagementRoute.objects.exists()


def test_officers_pages_about_routes_are_for_their_roles(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    route = manage(cast, pot, valid_from=day(5))
    asked = RouteRequest.objects.create(pot=pot, wanted=Route.PREPAID_CARD, reason="x", asked_by=cast.parent)
    budgets, finance = cast.officer(OfficerRole.BUDGETS), cast.officer(OfficerRole.FINANCE)
    others = [cast.officer(OfficerRole.LISTINGS), cast.parent, cast.supporter, cast.provider_owner, cast.outsider]
    for url, takes_posts in ((page_of(pot), True), (reverse("budgets:council_route_requests"), False)):
        assert_guarded(url, allowed=[budgets, finance], refused_to=others, takes_posts=takes_posts)
    for url in (
        reverse("budgets:council_withdraw_route", args=[route.pk]),
        reverse("budgets:council_refuse_route_request", args=[asked.pk]),
    ):
        assert_guarded(url, allowed=[budgets], refused_to=[finance, *others], takes_posts=True)
    assert signed_in(budgets).get(reverse("budgets:council_route", args=[uuid4()])).status_code == 404


def test_the_way_in_which_the_council_manages_it_is_always_shown(cast: Cast, streams: Streams, family: Client) -> None:
    assert "There is no budget to manage at the moment" in words(family.get(managing(cast)))
    short_breaks(cast, streams)
    said = words(family.get(managing(cast)))
    assert "The council manages it , since" in said
    for way in Route:
        assert way.label in said


def test_a_family_reads_what_applies_to_each_part_from_when(cast: Cast, streams: Streams, family: Client) -> None:
    pot = short_breaks(cast, streams)
    manage(cast, pot, fee_pence=12_000, fee_mode="added", holder_name="Paywell")
    manage(cast, pot, Route.SERVICE_FUND, holder=cast.provider, valid_from=day(10))
    pot_with(cast.child, make_stream("notional", direct_payment_allowed=False), 1_000)
    said = words(family.get(managing(cast)))
    assert f"since {clock.today():%-d %B %Y}" in said
    assert "Managing it costs £120 for the whole time. This is added to the budget" in said
    assert f"From {day(10):%-d %B %Y}: Individual service fund (Riverside Play)" in said
    pot_with(cast.child, streams["equipment"], 1_000, valid_from=day(30), valid_to=day(60))
    assert f"The council manages it , from {day(30):%-d %B %Y}" in words(family.get(managing(cast)))
    assert "The rules of Notional do not let a family hold this money itself" in said


def test_a_family_reads_why_payments_are_withheld_and_whom_to_ask(cast: Cast, streams: Streams, family: Client) -> None:
    pot = family_held(cast, streams)
    plan(cast, pot.routes.get())
    withhold_payments(
        actor=officer(cast), pot=pot, kind=WithholdingReason.RECORDS, reason="No receipts since May", valid_from=day()
    )
    said = words(family.get(managing(cast)))
    assert "The reason (records are missing): No receipts since May" in said
    assert "Ask the council about it" in said
    assert "Withheld" in said


def test_a_family_asks_for_another_way_and_reads_the_answer(
    cast: Cast, streams: Streams, family: Client, budgets: Client
) -> None:
    pot = short_breaks(cast, streams)
    url = ask_page(cast, pot)
    assert errors(family.post(url, {"wanted": "", "reason": "We found a helper"})) == ["Choose the way you would like."]
    assert family.post(url, {"wanted": "direct_payment", "reason": "We found a helper"})["Location"] == managing(cast)
    said = words(family.get(managing(cast)))
    assert "The council has to answer" in said
    assert "Ask for another way" not in said
    queue = budgets.get(reverse("budgets:council_route_requests"))
    assert "We found a helper" in words(queue)
    assert f"{page_of(pot)}?route=direct_payment" in queue.content.decode()
    assert budgets.get(f"{page_of(pot)}?route=direct_payment").context["form"]["route"].value() == "direct_payment"
    asked = RouteRequest.objects.get()
    refuse = reverse("budgets:council_refuse_route_request", args=[asked.pk])
    assert errors(budgets.post(refuse, {"reason": ""})) == ["Say why."]
    budgets.post(refuse, {"reason": "Records of last year are missing"})
    assert "Records of last year are missing" in words(family.get(managing(cast)))
    asked.refresh_from_db()
    assert asked.state == RouteRequestState.REFUSED


def test_a_way_that_the_rules_forbid_is_not_offered(cast: Cast, streams: Streams, family: Client) -> None:
    pot = pot_with(cast.child, make_stream("notional", direct_payment_allowed=False), 1_000)
    page = family.get(ask_page(cast, pot))
    offered = [choice for choice, _ in page.context["form"].fields["wanted"].choices]
    assert offered == ["service_fund", "third_party"]


def test_managing_is_seen_by_the_family_and_its_supporter_only(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    strangers = [cast.other_parent, cast.provider_owner, cast.outsider, *cast.officers.values()]
    assert_guarded(managing(cast), allowed=[cast.parent, cast.supporter], hidden_from=strangers)
    assert_guarded(
        ask_page(cast, pot),
        allowed=[cast.parent],
        hidden_from=strangers,
        refused_to=[cast.supporter],
        takes_posts=True,
    )
    theirs = pot_with(cast.other_child, streams["equipment"], 1_000)
    assert signed_in(cast.parent).get(ask_page(cast, theirs)).status_code == 404


def test_a_supporter_who_manages_money_asks_until_its_consent_ends(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    consents = SupportConsent.objects.filter(supporter=cast.supporter)
    consents.update(scopes=[SupportScope.SEE, SupportScope.MONEY])
    supporter, url = signed_in(cast.supporter), ask_page(cast, pot)
    assert supporter.get(url).status_code == 200
    consents.update(withdrawn_at=clock.now())
    assert supporter.post(url, {"wanted": "direct_payment", "reason": "x"}).status_code == 404
    assert not RouteRequest.objects.exists()
