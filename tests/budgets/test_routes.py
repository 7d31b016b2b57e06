"""How a pot is managed: from which day, by whom, for what fee, and what families ask for."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import FeeMode, PaymentState, Route, RouteRequestState
from marketplace.budgets.errors import IdempotencyConflict, RouteRefused
from marketplace.budgets.models import FundingStream, LedgerTransaction, ManagementRoute, Pot, RouteRequest
from marketplace.budgets.selectors.route import route_on, ways_of
from marketplace.budgets.services import (
    ask_for_route,
    change_stream_rules,
    refuse_route_request,
    route_terms,
    withdraw_route,
)
from marketplace.catalogue.models import Category
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import ProviderFactory, make_stream, pot_with
from tests.racing import race, refusals

from .routes_scenario import day, family_held, manage, officer, plan, short_breaks, since_long_ago

Streams = dict[str, FundingStream]

pytestmark = [pytest.mark.django_db, pytest.mark.moves_money]


def ways(pot: Pot) -> list[tuple[Route, int, int]]:
    return [(way.kind, (way.first_day - day()).days, (way.last_day - day()).days) for way in ways_of(pot)]


def balance(pot: Pot) -> tuple[int, int, int]:
    pot.refresh_from_db()
    return pot.funded_pence, pot.spent_pence, pot.left_pence


def test_the_council_manages_a_pot_about_which_nobody_decided(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    assert ways(pot) == [(Route.COUNCIL, -60, 300)]
    assert route_on(pot, day()) is None


def test_a_way_ends_the_one_before_on_the_day_before(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    since_long_ago(manage(cast, pot, Route.DIRECT_PAYMENT))
    manage(cast, pot, Route.PREPAID_CARD, valid_from=day(10))
    assert ways(pot) == [
        (Route.COUNCIL, -60, -31),
        (Route.DIRECT_PAYMENT, -30, 9),
        (Route.PREPAID_CARD, 10, 300),
    ]
    event = AuditEvent.objects.filter(action="route.set").order_by("occurred_at").last()
    assert event is not None
    assert (event.before["route"], event.after["route"]) == ("direct_payment", "prepaid_card")
    assert event.actor_role == "officer:budgets"


def test_pots_of_one_child_are_managed_in_different_ways(cast: Cast, streams: Streams) -> None:
    breaks, equipment = family_held(cast, streams), pot_with(cast.child, streams["equipment"], 60_000)
    assert route_on(breaks, day()) is not None
    assert route_on(equipment, day()) is None


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"valid_from": -1}, "Choose today or a later day"),
        ({"valid_from": 301}, "This budget runs from"),
        ({"reason": " "}, "Say why it is managed this way"),
        ({"route": Route.SERVICE_FUND}, "Choose the provider that holds the fund."),
        ({"route": Route.THIRD_PARTY}, "Say who holds the money for the family."),
        ({"route": Route.COUNCIL}, "This budget is managed that way already."),
        ({"route": Route.COUNCIL, "fee_pence": 100, "fee_mode": FeeMode.ADDED}, "The council takes no fee"),
        ({"fee_pence": 100, "fee_mode": FeeMode.ADDED}, "Say who is paid the fee."),
        ({"fee_pence": 100, "holder_name": "Paywell"}, "Say whether the fee is added"),
        (
            {"fee_pence": 240_001, "fee_mode": FeeMode.TOP_SLICED, "holder_name": "Paywell"},
            "£2,400 is left of this budget, which is £0.01 less than the fee of £2,400.01.",
        ),
    ],
)
def test_a_way_that_cannot_be_is_refused_with_a_sentence(
    cast: Cast, streams: Streams, asked: dict[str, Any], sentence: str
) -> None:
    pot = short_breaks(cast, streams)
    days = {"valid_from": day(asked["valid_from"])} if "valid_from" in asked else {}
    with pytest.raises(RouteRefused, match=sentence):
        manage(cast, pot, **asked | days)
    assert not ManagementRoute.objects.exists()
    assert balance(pot) == (240_000, 0, 240_000)


def test_a_way_before_the_pot_begins_is_refused(cast: Cast, streams: Streams) -> None:
    pot = pot_with(cast.child, streams["equipment"], 1_000, valid_from=day(30), valid_to=day(60))
    with pytest.raises(RouteRefused, match="This budget runs from"):
        manage(cast, pot, valid_from=day(29))
    manage(cast, pot, valid_from=day(30))


def test_the_family_holds_money_only_where_the_rules_of_that_day_let_it(cast: Cast, streams: Streams) -> None:
    kinds = Category.objects.filter(code="leisure")
    stream = make_stream("notional", kinds, direct_payment_allowed=False)
    pot = pot_with(cast.child, stream, 10_000)
    change_stream_rules(
        actor=SYSTEM, stream=stream, valid_from=day(10), categories=kinds, reason="New law", summary="For fun"
    )
    for route in (Route.DIRECT_PAYMENT, Route.PREPAID_CARD):
        with pytest.raises(RouteRefused, match="do not let a family hold the money"):
            manage(cast, pot, route, valid_from=day(9))
    manage(cast, pot, Route.DIRECT_PAYMENT, valid_from=day(10))


def test_a_provider_that_the_council_refused_holds_no_fund(cast: Cast, streams: Streams) -> None:
    pot, refused = short_breaks(cast, streams), ProviderFactory(refused_on=day(-1), refusal_reason="Unsafe")
    with pytest.raises(RouteRefused, match="so it cannot hold a fund"):
        manage(cast, pot, Route.SERVICE_FUND, holder=refused)
    with pytest.raises(RouteRefused, match="Only a service fund is held by a provider"):
        manage(cast, pot, Route.THIRD_PARTY, holder=cast.provider, holder_name="Aunt May")
    assert manage(cast, pot, Route.SERVICE_FUND, holder=cast.provider).held_by == "Riverside Play"


def test_a_way_is_not_set_before_one_that_is_planned(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    manage(cast, pot, valid_from=day(20))
    with pytest.raises(RouteRefused, match="Direct payment to the family begins on"):
        manage(cast, pot, Route.PREPAID_CARD, valid_from=day(20))


def test_a_fee_that_is_added_is_awarded_and_spent_at_once(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    manage(cast, pot, Route.SERVICE_FUND, holder=cast.provider, fee_pence=12_000, fee_mode=FeeMode.ADDED)
    assert balance(pot) == (252_000, 12_000, 240_000)
    reasons = set(LedgerTransaction.objects.exclude(reason="For the test").values_list("kind", "reason"))
    said = "Fee for managing the budget: individual service fund, Riverside Play"
    assert reasons == {("award", said), ("capture", said)}


def test_a_fee_that_is_top_sliced_is_taken_from_what_is_left(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    asked = {"fee_pence": 12_000, "fee_mode": FeeMode.TOP_SLICED, "holder_name": "Paywell"}
    terms = route_terms(ManagementRoute(pot=pot, route=Route.DIRECT_PAYMENT, valid_from=day(), reason="x", **asked))
    assert terms.fee_sentence == "£120 of £2,400 goes to Paywell. £2,280 is left for support."
    manage(cast, pot, **asked)
    assert balance(pot) == (240_000, 12_000, 228_000)


def test_a_fee_above_what_reservations_leave_is_refused(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    with pytest.raises(RouteRefused):
        manage(cast, pot, Route.THIRD_PARTY, holder_name="May", fee_pence=240_001, fee_mode=FeeMode.TOP_SLICED)


def test_the_same_form_sent_twice_sets_one_way_and_takes_one_fee(cast: Cast, streams: Streams) -> None:
    pot, token = short_breaks(cast, streams), uuid4()
    asked = {"fee_pence": 12_000, "fee_mode": FeeMode.TOP_SLICED, "holder_name": "Paywell", "token": token}
    first = manage(cast, pot, **asked)
    assert manage(cast, pot, **asked) == first
    assert balance(pot) == (240_000, 12_000, 228_000)
    with pytest.raises(IdempotencyConflict):
        manage(cast, pot, **asked | {"fee_pence": 1})


def test_payments_due_after_a_way_ends_are_cancelled(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    route = manage(cast, pot)
    soon, later = plan(cast, route, first_due=day(5)), plan(cast, route, first_due=day(20))
    manage(cast, pot, Route.COUNCIL, valid_from=day(10))
    for payment in (*soon, *later):
        payment.refresh_from_db()
    assert [row.state for row in (*soon, *later)] == [PaymentState.SCHEDULED, PaymentState.CANCELLED]


@pytest.mark.parametrize(("mode", "left"), [(FeeMode.ADDED, 240_000), (FeeMode.TOP_SLICED, 240_000)])
def test_a_planned_way_is_taken_back_with_its_fee_and_payments(
    cast: Cast, streams: Streams, mode: FeeMode, left: int
) -> None:
    pot = short_breaks(cast, streams)
    manage(cast, pot, Route.THIRD_PARTY, holder_name="Aunt May")
    planned = manage(cast, pot, valid_from=day(5), fee_pence=5_000, fee_mode=mode, holder_name="Paywell")
    plan(cast, planned, first_due=day(5))
    withdraw_route(actor=officer(cast), route=planned, reason="They changed their mind")
    assert ways(pot)[-1] == (Route.THIRD_PARTY, 0, 300)
    assert balance(pot) == (240_000, 0, left)
    event = AuditEvent.objects.get(action="route.withdraw")
    assert event.before["payments"][0]["pence"] == 60_000
    with pytest.raises(RouteRefused, match="taken this back already"):
        withdraw_route(actor=officer(cast), route=planned, reason="Again")


def test_a_way_that_has_begun_is_not_taken_back(cast: Cast, streams: Streams) -> None:
    route = manage(cast, short_breaks(cast, streams))
    with pytest.raises(RouteRefused, match="has begun, so it stays on record"):
        withdraw_route(actor=officer(cast), route=route, reason="A mistake")
    with pytest.raises(RouteRefused, match="Say why"):
        withdraw_route(actor=officer(cast), route=route, reason="")


def ask(cast: Cast, pot: Pot, wanted: Route = Route.DIRECT_PAYMENT, reason: str = "We found a helper") -> RouteRequest:
    actor = actor_for_family(cast.parent, cast.family)
    return ask_for_route(actor=actor, pot=pot, wanted=wanted, reason=reason)


def test_setting_the_way_that_a_family_asked_for_agrees_to_its_wish(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    asked = ask(cast, pot)
    manage(cast, pot, Route.PREPAID_CARD)
    asked.refresh_from_db()
    assert asked.state == RouteRequestState.OPEN
    manage(cast, pot, Route.DIRECT_PAYMENT, valid_from=day(1))
    asked.refresh_from_db()
    assert (asked.state, asked.decision_reason) == (RouteRequestState.AGREED, "The family wants it")


def test_refusing_a_wish_takes_a_reason_and_tells_the_family(
    cast: Cast, streams: Streams, django_capture_on_commit_callbacks: Any
) -> None:
    asked = ask(cast, short_breaks(cast, streams))
    with pytest.raises(RouteRefused, match="Say why not"):
        refuse_route_request(actor=officer(cast), asked=asked, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        refuse_route_request(actor=officer(cast), asked=asked, reason="Records are missing")
    [message] = mail.outbox
    assert message.to == [cast.parent.email]
    assert "Yusuf" not in message.subject + message.body
    assert "Records are missing" not in message.body
    with pytest.raises(RouteRefused, match="answered this already"):
        refuse_route_request(actor=officer(cast), asked=asked, reason="Again")


def test_a_wish_that_cannot_be_is_refused_with_a_sentence(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    for wanted, reason, sentence in (
        (Route.COUNCIL, "Simpler", "managed that way already"),
        (Route.PREPAID_CARD, "", "Say why you would like this"),
    ):
        with pytest.raises(RouteRefused, match=sentence):
            ask(cast, pot, wanted, reason)
    ask(cast, pot)
    with pytest.raises(RouteRefused, match="You have asked about this budget already"):
        ask(cast, pot, Route.PREPAID_CARD)
    notional = pot_with(cast.child, make_stream("notional", direct_payment_allowed=False), 1_000)
    with pytest.raises(RouteRefused, match="do not let a family hold the money"):
        ask(cast, notional)
    Pot.objects.filter(pk=pot.pk).update(valid_to=day(-1))
    pot.refresh_from_db()
    with pytest.raises(RouteRefused, match="This budget has ended"):
        ask(cast, pot)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_set_one_way_and_take_one_fee(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    asked = {"fee_pence": 12_000, "fee_mode": FeeMode.TOP_SLICED, "holder_name": "Paywell"}
    results = race(*[partial(manage, cast, pot, **asked) for _ in range(3)])
    assert [type(refusal) for refusal in refusals(results)] == [RouteRefused] * 2
    assert balance(pot) == (240_000, 12_000, 228_000)
