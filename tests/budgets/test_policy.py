"""Policy is dated: it changes from a day to come, and nothing that was decided by it changes."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from marketplace.budgets.enums import AllocationMethod
from marketplace.budgets.errors import PolicyRefused
from marketplace.budgets.models import AllocationBand, AllocationPolicy, BudgetPolicy, FundingStream
from marketplace.budgets.reference import FIRST_DAY
from marketplace.budgets.selectors import allocation_policy_on, policy_on
from marketplace.budgets.services import (
    PolicyTerms,
    change_policy,
    withdraw_allocation_policy,
    withdraw_policy,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.racing import race, refusals

from .allocation_scenario import QUESTIONNAIRE, assessed, figure, in_bands, policy, price_point, questionnaire

Streams = dict[str, FundingStream]


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def flat(pence: int) -> PolicyTerms:
    return PolicyTerms(method=AllocationMethod.FLAT_SUM, flat_sum_pence=pence)


def test_a_new_council_starts_with_rules_and_keeps_what_it_changed(db: None) -> None:
    assert policy_on(day(0)).challenge_working_days == 20
    call_command("load_reference_data", verbosity=0)
    change_policy(actor=SYSTEM, valid_from=day(1), reason="As voted", challenge_working_days=10)
    call_command("load_reference_data", verbosity=0)
    first, second = BudgetPolicy.objects.all()
    assert (first.valid_from, first.valid_to, second.valid_from) == (FIRST_DAY, day(0), day(1))
    assert [policy_on(day(n)).challenge_working_days for n in (0, 1)] == [20, 10]


@pytest.mark.parametrize(
    ("days", "changed", "sentence"),
    [
        (0, {}, "from tomorrow on"),
        (-9, {}, "from tomorrow on"),
        (5, {"reason": " "}, "Say why"),
        (5, {"challenge_working_days": 0}, "1 to 250 working days"),
        (5, {"amendment_percent": 101}, "0 to 100 per cent"),
        (5, {"sample_percent": 101}, "0 to 100 per cent"),
    ],
)
def test_rules_that_cannot_be_are_refused(db: None, days: int, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PolicyRefused, match=sentence):
        change_policy(actor=SYSTEM, valid_from=day(days), **{"reason": "As voted"} | changed)
    assert not BudgetPolicy.objects.exists()


def test_planned_rules_are_withdrawn_and_begun_ones_are_not(db: None) -> None:
    call_command("load_reference_data", verbosity=0)
    planned = change_policy(actor=SYSTEM, valid_from=day(10), reason="As voted")
    with pytest.raises(PolicyRefused, match="are planned"):
        change_policy(actor=SYSTEM, valid_from=day(5), reason="As voted")
    withdraw_policy(actor=SYSTEM, policy=planned, reason="The vote was lost")
    with pytest.raises(PolicyRefused, match="withdrawn already"):
        withdraw_policy(actor=SYSTEM, policy=planned, reason="Again")
    begun = BudgetPolicy.objects.get()
    assert begun.valid_to is None
    with pytest.raises(PolicyRefused, match="have begun"):
        withdraw_policy(actor=SYSTEM, policy=begun, reason="A slip")


@pytest.mark.django_db(transaction=True)
def test_two_changes_for_one_day_are_one_change() -> None:
    change = partial(change_policy, actor=SYSTEM, valid_from=day(5), reason="As voted")
    results = race(change, change, change)
    assert [type(refusal) for refusal in refusals(results)] == [PolicyRefused] * 2
    assert BudgetPolicy.objects.count() == 1


def test_a_streams_first_policy_may_begin_on_any_day_and_the_next_one_tomorrow(streams: Streams) -> None:
    stream = streams["equipment"]
    first = policy(stream, flat(10_000), FIRST_DAY)
    with pytest.raises(PolicyRefused, match="from tomorrow on"):
        policy(stream, flat(20_000), day(0))
    second = policy(stream, flat(20_000), day(1))
    first.refresh_from_db()
    assert first.valid_to == day(0)
    assert [allocation_policy_on(stream, day(n)) for n in (0, 1)] == [first, second]
    event = AuditEvent.objects.filter(action="allocation_policy.make").latest("occurred_at")
    assert (event.object_id, event.reason) == (second.pk, "As voted")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"method": "price_point", "price_point_pence": 0}, "The price of a point is from £0.01"),
        ({"method": "price_point", "price_point_pence": -5}, "The price of a point is from £0.01"),
        ({"method": "price_point", "price_point_pence": 95, "questionnaire_name": ""}, "Choose the questionnaire"),
        ({"method": "price_point", "price_point_pence": 95, "questionnaire_name": "Nothing"}, "No questionnaire"),
        ({"method": "unit_cost", "unit_rate_pence": 0, "unit": "mile"}, "The price of a unit"),
        ({"method": "unit_cost", "unit_rate_pence": 45}, "what one unit is"),
        ({"method": "flat_sum"}, "The flat sum"),
        ({"method": "flat_sum", "flat_sum_pence": 99_999_999_999}, "to £500,000"),
        ({"method": "bands"}, "at least one band"),
        ({"method": "present_package", "fall_floor_permille": 1_001}, "0.1% to 100%"),
        ({"method": "present_package", "fall_floor_permille": 0}, "0.1% to 100%"),
        ({"method": "present_package", "rise_cap_permille": 999}, "100% to 1,000%"),
        ({"method": "present_package", "round_to_pence": 0}, "steps of £0.01"),
        ({"method": "present_package", "pack_tolerance_percent": 101}, "tolerance"),
    ],
)
def test_a_method_without_what_it_needs_is_refused(streams: Streams, terms: dict[str, Any], sentence: str) -> None:
    questionnaire()
    asked = PolicyTerms(**{"questionnaire_name": QUESTIONNAIRE} | terms | {"method": AllocationMethod(terms["method"])})
    with pytest.raises(PolicyRefused, match=sentence):
        policy(streams["equipment"], asked)
    assert not AllocationPolicy.objects.exists()


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ([(0, 20, 100), (20, 40, 200)], "overlap"),
        ([(0, None, 100), (20, 40, 200)], "overlap"),
        ([(30, 20, 100)], "ends before it begins"),
        ([(0, 20, 0)], "from £0.01"),
        ([(0, 20, -100)], "from £0.01"),
        ([(-5, 20, 100)], "Points are from 0"),
        ([(0, 2_147_483_647, 100)], "Points are from 0"),
    ],
)
def test_bands_that_cannot_be_are_refused_and_nothing_is_written(
    streams: Streams, bands: list[tuple[int, int | None, int]], sentence: str
) -> None:
    with pytest.raises(PolicyRefused, match=sentence):
        policy(streams["equipment"], in_bands(*bands))
    assert not AllocationPolicy.objects.exists()


def test_a_policy_keeps_only_what_its_method_needs(streams: Streams) -> None:
    terms = price_point(9_500, flat_sum_pence=5, unit="mile", unit_rate_pence=45, fall_floor_permille=755)
    made = policy(streams["equipment"], terms)
    assert (made.flat_sum_pence, made.unit, made.unit_rate_pence) == (None, "", None)
    assert (made.price_point_pence, made.fall_floor_permille) == (9_500, 755)


def test_a_stream_that_ended_gets_no_policy(streams: Streams) -> None:
    stream = streams["equipment"]
    FundingStream.objects.filter(pk=stream.pk).update(valid_to=day(3))
    with pytest.raises(PolicyRefused, match="Equipment ends on"):
        policy(stream, flat(100), day(4))


def test_a_planned_policy_is_withdrawn_unless_a_figure_hangs_on_it(cast: Cast, streams: Streams) -> None:
    stream = streams["equipment"]
    first = policy(stream, flat(10_000))
    planned = policy(stream, in_bands((0, None, 500)), day(10))
    with pytest.raises(PolicyRefused, match="is planned"):
        policy(stream, flat(1), day(5))
    withdraw_allocation_policy(actor=SYSTEM, policy=planned, reason="The vote was lost")
    assert AllocationPolicy.objects.get().valid_to is None
    with pytest.raises(PolicyRefused, match="has begun"):
        withdraw_allocation_policy(actor=SYSTEM, policy=first, reason="A slip")
    used = policy(stream, flat(20_000), day(10))
    figure(cast, stream, valid_from=day(20), valid_to=day(40))
    with pytest.raises(PolicyRefused, match="Figures were worked out"):
        withdraw_allocation_policy(actor=SYSTEM, policy=used, reason="A slip")


def test_changing_a_policy_changes_no_figure_of_before(cast: Cast, streams: Streams) -> None:
    stream = streams["social-care-short-breaks"]
    policy(stream, price_point(9_500))
    assessed(cast, 42)
    before = figure(cast, stream, valid_from=day(2), valid_to=day(366))
    amount, working = before.amount_pence, before.working
    policy(stream, price_point(1_000), day(1))
    before.refresh_from_db()
    assert (before.amount_pence, before.working, before.policy.price_point_pence) == (amount, working, 9_500)


def test_the_database_keeps_policies_that_have_begun(streams: Streams) -> None:
    made = policy(streams["equipment"], in_bands((0, None, 500)))
    call_command("load_reference_data", verbosity=0)
    for attempt in (
        lambda: AllocationPolicy.objects.filter(pk=made.pk).update(round_to_pence=5),
        lambda: AllocationBand.objects.all().update(amount_pence=1),
        lambda: AllocationBand.objects.all().delete(),
        lambda: BudgetPolicy.objects.all().update(sample_percent=1),
        lambda: BudgetPolicy.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_the_database_refuses_bands_that_overlap(streams: Streams) -> None:
    made = policy(streams["equipment"], in_bands((0, 20, 500)))
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationBand.objects.create(policy=made, points_from=20, points_to=30, amount_pence=1)
