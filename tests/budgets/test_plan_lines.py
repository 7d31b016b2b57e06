"""The lines of a plan: kinds, prices from the catalogue, and which streams pay."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.budgets.enums import LineKind
from marketplace.budgets.errors import PlanRefused
from marketplace.budgets.models import FundingStream, PlanLine, SupportPlan
from marketplace.budgets.selectors.plan import lines_of, services_to_choose, stream_options
from marketplace.budgets.services import (
    LineWish,
    ServiceChoice,
    add_line,
    add_outcome,
    change_line,
    choose_service,
    fund_line,
    fund_line_by_shares,
    move_line,
    remove_line,
    remove_outcome,
)
from marketplace.catalogue.enums import ListingState, Unit
from marketplace.catalogue.models import Outcome, Service
from marketplace.core import clock
from tests.conftest import Cast
from tests.factories import ServiceFactory, UnitCostFactory, bookable_service

from .plan_scenario import (
    CONTINUING_CARE,
    EQUIPMENT,
    SHORT_BREAKS,
    SUPPORT,
    amended,
    family_of,
    kind,
    money_line,
    sent,
    signed_by_all,
    start,
)

Streams = dict[str, FundingStream]


@pytest.fixture
def plan(cast: Cast, streams: Streams) -> SupportPlan:
    return start(cast)


def wish(line_kind: LineKind = LineKind.SUPPORT, **fields: Any) -> LineWish:
    return LineWish(
        kind=line_kind, **{"description": "A friend to go out with", "category": kind("befriending")} | fields
    )


def choice(service: Service, **fields: Any) -> ServiceChoice:
    cost = service.unit_costs.first()
    asked = {"category": service.categories.get(), "description": "Saturday club", "unit_cost": cost}
    return ServiceChoice(service=service, **asked | {"quantity": Decimal(40)} | fields)


def paid(line: PlanLine) -> dict[str, int]:
    return {part.stream.code: part.amount_pence for part in line.funding.select_related("stream")}


def test_money_hours_and_a_form_of_support_are_kept_as_they_are(cast: Cast, plan: SupportPlan) -> None:
    actor = family_of(cast)
    money = add_line(actor=actor, plan=plan, wish=wish(LineKind.MONEY, amount_pence=5_000))
    hours = add_line(actor=actor, plan=plan, wish=wish(LineKind.HOURS, quantity=Decimal("2.5"), unit=Unit.HOUR))
    support = add_line(actor=actor, plan=plan, wish=wish())
    priced = wish(LineKind.HOURS, quantity=Decimal("2.25"), unit=Unit.HOUR, unit_price_pence=1_250)
    assert (money.amount_pence, money.is_unpriced) == (5_000, False)
    assert (hours.amount_pence, hours.quantity, hours.is_unpriced) == (None, Decimal("2.5"), True)
    assert (support.amount_pence, support.is_unpriced) == (None, True)
    assert add_line(actor=actor, plan=plan, wish=priced).amount_pence == 2_813
    assert [line.position for line in lines_of(plan)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("line_kind", "fields", "sentence"),
    [
        (LineKind.MONEY, {}, "Enter an amount"),
        (LineKind.MONEY, {"amount_pence": 0}, "The line comes to £0. A line is from £0.01 to £500,000"),
        (LineKind.MONEY, {"amount_pence": 50_000_001}, "A line is from £0.01 to £500,000"),
        (LineKind.SUPPORT, {"description": "  "}, "Say what the line is for"),
        (LineKind.HOURS, {"unit": "hour"}, "Enter how many, above 0 and up to 99,999"),
        (LineKind.HOURS, {"unit": "hour", "quantity": Decimal(0)}, "Enter how many"),
        (LineKind.HOURS, {"unit": "hour", "quantity": Decimal(100_000)}, "Enter how many"),
        (LineKind.HOURS, {"quantity": Decimal(2)}, "Choose what is counted"),
        (LineKind.HOURS, {"unit": "session", "quantity": Decimal("1.5")}, "Enter a whole number"),
        (LineKind.HOURS, {"unit": "hour", "quantity": Decimal("1.1")}, "Enter a quantity in quarters"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_a_sentence(
    cast: Cast, plan: SupportPlan, line_kind: LineKind, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(PlanRefused, match=sentence):
        add_line(actor=family_of(cast), plan=plan, wish=wish(line_kind, **fields))
    assert not PlanLine.objects.exists()


def test_a_price_of_today_is_frozen_in_the_line(cast: Cast, plan: SupportPlan) -> None:
    service = bookable_service(category="weekend-clubs", amount_pence=1_250)
    line = choose_service(actor=family_of(cast), plan=plan, choice=choice(service))
    cost = service.unit_costs.get()
    cost.amount_pence = 9_999
    cost.save()
    line.refresh_from_db()
    assert (line.unit_price_pence, line.quantity, line.unit) == (1_250, 40, "session")
    assert (line.amount_pence, line.service, line.kind) == (50_000, service, LineKind.HOURS)


def test_a_line_that_is_there_can_be_priced_and_keeps_its_place(cast: Cast, plan: SupportPlan) -> None:
    line = add_line(actor=family_of(cast), plan=plan, wish=wish())
    service = bookable_service(category="weekend-clubs")
    choose_service(actor=family_of(cast), plan=plan, choice=choice(service), line=line)
    [only] = lines_of(plan)
    assert (only.pk, only.position, only.amount_pence) == (line.pk, 1, 50_000)


def test_a_service_without_a_price_is_flagged_and_what_is_free_is_not(cast: Cast, plan: SupportPlan) -> None:
    unpriced = ServiceFactory(categories=[kind("weekend-clubs")])
    free = ServiceFactory(categories=[kind("weekend-clubs")], is_free=True)
    lines = [
        choose_service(actor=family_of(cast), plan=plan, choice=choice(service, unit_cost=None, quantity=None, **known))
        for service, known in ((unpriced, {}), (free, {}), (unpriced, {"amount_pence": 700}))
    ]
    assert [(line.is_unpriced, line.amount_pence) for line in lines] == [(True, None), (False, None), (False, 700)]


def test_a_choice_that_cannot_be_had_is_refused(cast: Cast, plan: SupportPlan) -> None:
    service = bookable_service(category="weekend-clubs")
    gone = UnitCostFactory(
        service=service, unit="hour", amount_pence=900, valid_to=clock.today() - timedelta(days=1), minimum_quantity=2
    )
    dear = UnitCostFactory(service=service, unit="day", minimum_quantity=Decimal(2))
    hidden = bookable_service(category="weekend-clubs", state=ListingState.SUSPENDED, state_reason="Fire")
    for chosen, sentence in (
        (choice(hidden), "not in the directory any more"),
        (choice(service, category=kind("transport")), "is not that kind of service"),
        (choice(service, unit_cost=gone), "does not hold today"),
        (choice(service, unit_cost=dear, quantity=Decimal(1)), "The fewest that can be booked is 2"),
    ):
        with pytest.raises(PlanRefused, match=sentence):
            choose_service(actor=family_of(cast), plan=plan, choice=chosen)
    assert not PlanLine.objects.exists()


def test_services_are_found_by_words_kind_and_age(cast: Cast, plan: SupportPlan) -> None:
    otters = bookable_service(category="weekend-clubs", name="Otter club", summary="Boats on Saturdays")
    bookable_service(category="weekend-clubs", name="Otter club for men", age_min=18)
    bookable_service(category="transport", name="Otter bus")
    for category, words in ((kind("weekend-clubs"), "otter BOATS"), (kind("clubs-and-holiday-schemes"), "")):
        assert list(services_to_choose(plan, category, words)) == [otters]
    assert [service.name for service in services_to_choose(plan, None, "otter")] == ["Otter bus", "Otter club"]
    assert not services_to_choose(plan, None, "otter camels")


def test_only_streams_whose_rules_of_the_first_day_allow_it_may_pay(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    line = money_line(plan, cast, 10_000)
    reasons = {option.stream.code: option.refusal for option in stream_options(line)}
    assert (reasons[SHORT_BREAKS], reasons[SUPPORT]) == ("", "")
    assert reasons[EQUIPMENT] == "Equipment may not be spent on this kind of service."
    assert reasons["early-years"] == "Early years is for ages 0 to 4."
    with pytest.raises(PlanRefused, match="Equipment may not be spent on this kind of service"):
        fund_line(actor=family_of(cast), line=line, parts={streams[EQUIPMENT].pk: 10_000})
    assert not line.funding.exists()


def test_a_stream_for_approved_providers_pays_only_them(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    service = bookable_service(category="short-breaks-at-home")
    line = choose_service(actor=family_of(cast), plan=plan, choice=choice(service))
    with pytest.raises(PlanRefused, match="only with a provider that has a contract"):
        fund_line(actor=family_of(cast), line=line, parts={streams[CONTINUING_CARE].pk: line.amount_pence or 0})


def test_thirds_add_up_to_the_penny(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    line = money_line(plan, cast, 10_000, category="short-breaks-at-home")
    payers = [streams[code].pk for code in (SHORT_BREAKS, SUPPORT, CONTINUING_CARE)]
    fund_line_by_shares(actor=family_of(cast), line=line, shares=dict.fromkeys(payers, Decimal("33.33")))
    assert paid(line) == {SHORT_BREAKS: 3_334, SUPPORT: 3_333, CONTINUING_CARE: 3_333}


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([50, 49], "The shares come to 99 per cent"),
        ([60, 60], "The shares come to 120 per cent"),
        ([150, -50], "cannot be below 0"),
        ([0, 0], "The shares come to 0 per cent"),
    ],
)
def test_shares_that_are_not_the_whole_are_refused(
    cast: Cast, plan: SupportPlan, streams: Streams, shares: list[int], sentence: str
) -> None:
    line = money_line(plan, cast, 10_000)
    payers = [streams[SHORT_BREAKS].pk, streams[SUPPORT].pk]
    with pytest.raises(PlanRefused, match=sentence):
        fund_line_by_shares(
            actor=family_of(cast), line=line, shares=dict(zip(payers, map(Decimal, shares), strict=True))
        )


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([5_000, 4_999], "The amounts come to £99.99, and the line costs £100"),
        ([15_000, -5_000], "An amount cannot be below £0"),
        ([0, 0], "The amounts come to £0"),
    ],
)
def test_amounts_that_are_not_the_price_are_refused(
    cast: Cast, plan: SupportPlan, streams: Streams, parts: list[int], sentence: str
) -> None:
    line = money_line(plan, cast, 10_000)
    payers = [streams[SHORT_BREAKS].pk, streams[SUPPORT].pk]
    with pytest.raises(PlanRefused, match=sentence):
        fund_line(actor=family_of(cast), line=line, parts=dict(zip(payers, parts, strict=True)))


def test_an_unpriced_line_has_nothing_to_pay(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    line = add_line(actor=family_of(cast), plan=plan, wish=wish())
    with pytest.raises(PlanRefused, match="no price yet"):
        fund_line(actor=family_of(cast), line=line, parts={streams[SHORT_BREAKS].pk: 100})


def test_a_new_amount_keeps_who_pays_in_proportion(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    line = money_line(plan, cast, 10_000, streams[SHORT_BREAKS], streams[SUPPORT], parts=[7_500, 2_500])
    other = wish(LineKind.MONEY, amount_pence=333, category=kind("weekend-clubs"))
    change_line(actor=family_of(cast), line=line, wish=other)
    assert paid(line) == {SHORT_BREAKS: 250, SUPPORT: 83}


def test_another_kind_that_a_payer_may_not_buy_asks_again_who_pays(
    cast: Cast, plan: SupportPlan, streams: Streams
) -> None:
    line = money_line(plan, cast, 10_000, streams[SHORT_BREAKS], streams[SUPPORT], parts=[7_500, 2_500])
    change_line(
        actor=family_of(cast), line=line, wish=wish(LineKind.MONEY, amount_pence=10_000, category=kind("transport"))
    )
    assert paid(line) == {}


def test_lines_change_places_and_go(cast: Cast, plan: SupportPlan) -> None:
    first, second, third = (money_line(plan, cast, pence) for pence in (100, 200, 300))
    move_line(actor=family_of(cast), line=third, up=True)
    move_line(actor=family_of(cast), line=first, up=True)
    move_line(actor=family_of(cast), line=second, up=False)
    assert [line.amount_pence for line in lines_of(plan)] == [100, 300, 200]
    remove_line(actor=family_of(cast), line=third)
    assert [line.amount_pence for line in lines_of(plan)] == [100, 200]
    with pytest.raises(PlanRefused, match="not in the plan any more"):
        change_line(actor=family_of(cast), line=third, wish=wish())


def test_a_line_serves_an_outcome_of_its_own_plan(cast: Cast, plan: SupportPlan) -> None:
    friends = add_outcome(actor=family_of(cast), plan=plan, words="A friend", outcome=Outcome.objects.all()[0])
    line = add_line(actor=family_of(cast), plan=plan, wish=wish(plan_outcome=friends))
    later = start(cast, valid_from=plan.valid_to + timedelta(1), valid_to=plan.valid_to + timedelta(9))
    with pytest.raises(PlanRefused, match="one of the outcomes of this plan"):
        add_line(actor=family_of(cast), plan=later, wish=wish(plan_outcome=friends))
    remove_outcome(actor=family_of(cast), plan_outcome=plan.outcomes.get())
    line.refresh_from_db()
    assert line.plan_outcome is None


def test_an_amendment_copies_all_of_the_agreed_plan(cast: Cast, plan: SupportPlan, streams: Streams) -> None:
    friends = add_outcome(actor=family_of(cast), plan=plan, words="A friend", outcome=Outcome.objects.all()[0])
    payers = [streams[SHORT_BREAKS], streams[SUPPORT]]
    money_line(plan, cast, 10_000, *payers, parts=[7_500, 2_500], plan_outcome=friends)
    choose_service(
        actor=family_of(cast),
        plan=plan,
        choice=choice(ServiceFactory(categories=[kind("weekend-clubs")]), quantity=None),
    )
    agreed = signed_by_all(plan, cast, payers)
    copy = amended(agreed, cast)
    assert (copy.number, copy.amends, copy.revision, copy.amendment_reason) == (2, agreed, 0, "The club closed")
    [old, old_service], [new, new_service] = lines_of(agreed), lines_of(copy)
    assert (new.amends, new_service.amends) == (old, old_service)
    assert new.plan_outcome == copy.outcomes.get()
    assert new.plan_outcome != friends
    assert paid(new) == paid(old) == {SHORT_BREAKS: 7_500, SUPPORT: 2_500}
    assert sent(copy, cast).needs_signing is False
