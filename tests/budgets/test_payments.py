"""Payments to a family that holds its money: planned within what is left, paid once, withheld with a reason."""

from datetime import date
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core import mail

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.enums import PaymentRhythm, PaymentState, Route, WithholdingReason
from marketplace.budgets.errors import PaymentRefused
from marketplace.budgets.models import FundingStream, ManagementRoute, Pot, ScheduledPayment, Withholding
from marketplace.budgets.selectors.payment import cash_of, payments_as_of
from marketplace.budgets.services import (
    cancel_payment,
    end_withholding,
    pay_payments,
    payment,
    reduce_award,
    reject_spending,
    withhold_payments,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from tests.conftest import Cast
from tests.factories import pot_with
from tests.racing import meet, race, read_without_locks, refusals

from .routes_scenario import day, family_held, manage, officer, plan, short_breaks, since_long_ago, spend

Streams = dict[str, FundingStream]

pytestmark = [pytest.mark.django_db, pytest.mark.moves_money]


def pay(cast: Cast, *payments: ScheduledPayment, **said: Any) -> list[ScheduledPayment]:
    usual = {"paid_on": day(), "reference": "BACS 7"}
    return pay_payments(actor=officer(cast, OfficerRole.FINANCE), payments=payments, **usual | said)


def withhold(cast: Cast, pot: Pot, **said: Any) -> Withholding:
    usual = {"kind": WithholdingReason.RECORDS, "reason": "No receipts since May", "valid_from": day()}
    return withhold_payments(actor=officer(cast), pot=pot, **usual | said)


def state_of(row: ScheduledPayment, as_of: date | None = None) -> str:
    return payments_as_of(as_of or day()).get(pk=row.pk).state_now  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    ("every", "days", "parts"),
    [
        (PaymentRhythm.ONCE, ["2027-01-31"], [10_001]),
        (
            PaymentRhythm.MONTHLY,
            ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"],
            [2_501, 2_500, 2_500, 2_500],
        ),
        (
            PaymentRhythm.FOUR_WEEKLY,
            ["2027-01-31", "2027-02-28", "2027-03-28", "2027-04-25"],
            [2_501, 2_500, 2_500, 2_500],
        ),
        (PaymentRhythm.QUARTERLY, ["2027-01-31", "2027-04-30"], [5_001, 5_000]),
    ],
)
def test_a_total_is_split_into_payments_that_add_up_to_the_penny(
    cast: Cast, streams: Streams, every: PaymentRhythm, days: list[str], parts: list[int]
) -> None:
    with clock.at(clock.local_moment(date(2027, 1, 4))):
        period = {"valid_from": date(2027, 1, 1), "valid_to": date(2027, 5, 1)}
        pot = pot_with(cast.child, streams["equipment"], 10_001, **period)
        made = plan(cast, manage(cast, pot), 10_001, first_due=date(2027, 1, 31), every=every)
    assert [row.due_on.isoformat() for row in made] == days
    assert [row.amount_pence for row in made] == parts


def test_planning_and_paying_move_cash_and_not_the_budget(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    pay(cast, *plan(cast, pot.routes.get()))
    pot.refresh_from_db()
    assert (pot.spent_pence, pot.left_pence) == (0, 240_000)
    assert cash_of([pot])[pot.pk].paid_pence == 60_000


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"total_pence": 240_001}, "At most £2,400 can be planned"),
        ({"total_pence": 0}, "At most £2,400 can be planned"),
        ({"first_due": -1}, "Choose a first day from"),
        ({"first_due": 301}, "Choose a first day from"),
        ({"total_pence": 3, "every": PaymentRhythm.MONTHLY}, "£0.03 cannot be split into"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence(
    cast: Cast, streams: Streams, asked: dict[str, Any], sentence: str
) -> None:
    route = manage(cast, short_breaks(cast, streams))
    days = {"first_due": day(asked["first_due"])} if "first_due" in asked else {}
    with pytest.raises(PaymentRefused, match=sentence):
        plan(cast, route, **asked | days)
    assert not ScheduledPayment.objects.exists()


def test_what_the_family_has_and_what_is_planned_cannot_be_planned_again(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    route = pot.routes.get()
    pay(cast, *plan(cast, route, 100_000))
    plan(cast, route, 50_000, first_due=day(10))
    spend(cast, pot, 30_000)
    with pytest.raises(PaymentRefused, match="£70"):
        plan(cast, route, 90_001, first_due=day(20))
    plan(cast, route, 90_000, first_due=day(20))


def test_what_the_family_spent_of_its_own_pocket_can_be_paid_to_it(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    spend(cast, pot, 240_000)
    plan(cast, pot.routes.get(), 240_000)


def test_spending_that_is_rejected_has_to_be_shown_again(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    pay(cast, *plan(cast, pot.routes.get(), 10_000))
    record = spend(cast, pot, 10_000)
    assert cash_of([pot])[pot.pk].to_show_pence == 0
    reject_spending(actor=officer(cast), record=record, reason="Not for the child")
    assert cash_of([pot])[pot.pk].to_show_pence == 10_000


def test_a_day_has_one_payment_by_a_route(cast: Cast, streams: Streams) -> None:
    route = manage(cast, short_breaks(cast, streams))
    plan(cast, route, 1_000)
    with pytest.raises(PaymentRefused, match="is on the list already"):
        plan(cast, route, 1_000)


def test_nothing_is_paid_to_a_family_that_does_not_hold_the_money(cast: Cast, streams: Streams) -> None:
    pot = short_breaks(cast, streams)
    held = manage(cast, pot, Route.THIRD_PARTY, holder_name="Aunt May")
    with pytest.raises(PaymentRefused, match="The family does not hold this budget"):
        plan(cast, held)
    ended = since_long_ago(manage(cast, pot_with(cast.child, streams["equipment"], 1_000)))
    ManagementRoute.objects.filter(pk=ended.pk).update(valid_to=day(-1))
    with pytest.raises(PaymentRefused, match="This way of managing has ended"):
        plan(cast, ended)
    reduce_award(actor=SYSTEM, pot=ended.pot, amount_pence=1_000, reason="Nothing is left")
    Pot.objects.filter(pk=ended.pot_id).update(closed_on=day(), valid_to=day(-1), valid_from=day(-60))
    ManagementRoute.objects.filter(pk=ended.pk).update(valid_to=None)
    with pytest.raises(PaymentRefused, match="closed"):
        plan(cast, ended)


def test_paying_several_at_once_records_each(cast: Cast, streams: Streams) -> None:
    rows = [
        *plan(cast, family_held(cast, streams).routes.get()),
        *plan(cast, manage(cast, pot_with(cast.child, streams["equipment"], 5_000)), 5_000),
    ]
    pay(cast, *rows)
    assert {(row.state, row.reference) for row in ScheduledPayment.objects.all()} == {("paid", "BACS 7")}
    events = AuditEvent.objects.filter(action="payment.pay")
    assert {event.object_id for event in events} == {row.pk for row in rows}
    assert {event.actor_role for event in events} == {"officer:finance"}


def test_a_payment_is_recorded_once(cast: Cast, streams: Streams) -> None:
    route = family_held(cast, streams).routes.get()
    first, second = plan(cast, route), plan(cast, route, first_due=day(1))
    pay(cast, *first)
    with pytest.raises(PaymentRefused, match="was paid already, reference BACS 7"):
        pay(cast, *first, *second)
    assert state_of(second[0]) == PaymentState.SCHEDULED
    with pytest.raises(PaymentRefused, match="was paid already"):
        cancel_payment(actor=officer(cast), payment=first[0], reason="Too late")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"paid_on": 1}, "cannot be in the future"),
        ({"paid_on": -1}, "is not due on that day"),
        ({"reference": " "}, "Enter the reference"),
    ],
)
def test_a_payment_that_cannot_have_been_made_is_refused(
    cast: Cast, streams: Streams, said: dict[str, Any], sentence: str
) -> None:
    rows = plan(cast, family_held(cast, streams).routes.get())
    days = {"paid_on": day(said["paid_on"])} if "paid_on" in said else {}
    with pytest.raises(PaymentRefused, match=sentence):
        pay(cast, *rows, **said | days)
    with pytest.raises(PaymentRefused, match="Choose the payments"):
        pay(cast)


def test_a_payment_above_what_is_left_meanwhile_is_refused(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    rows = plan(cast, pot.routes.get(), 240_000)
    reduce_award(actor=SYSTEM, pot=pot, amount_pence=1, reason="Cut")
    with pytest.raises(PaymentRefused, match="of this Short breaks budget can still be paid"):
        pay(cast, *rows)


def test_a_cancelled_payment_is_not_made(cast: Cast, streams: Streams) -> None:
    [row] = plan(cast, family_held(cast, streams).routes.get())
    with pytest.raises(PaymentRefused, match="Say why"):
        cancel_payment(actor=officer(cast), payment=row, reason="")
    cancel_payment(actor=officer(cast), payment=row, reason="Not needed")
    with pytest.raises(PaymentRefused, match="was cancelled"):
        pay(cast, row)


def test_a_withheld_payment_is_not_made_until_the_withholding_ends(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    [row] = plan(cast, pot.routes.get())
    withheld = withhold(cast, pot)
    assert state_of(row) == PaymentState.WITHHELD
    with pytest.raises(PaymentRefused, match="is withheld"):
        pay(cast, row)
    with clock.at(clock.local_moment(day(3))):
        end_withholding(actor=officer(cast), withholding=withheld, reason="Receipts came")
        assert state_of(row, day()) == PaymentState.SCHEDULED
        pay(cast, row)


def test_a_payment_due_before_a_withholding_begins_is_made(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    now, later = plan(cast, pot.routes.get()), plan(cast, pot.routes.get(), first_due=day(9))
    withhold(cast, pot, valid_from=day(2))
    assert (state_of(now[0]), state_of(later[0])) == (PaymentState.SCHEDULED, PaymentState.WITHHELD)
    assert state_of(now[0], day(2)) == PaymentState.WITHHELD
    pay(cast, *now)


def test_a_withholding_that_ends_on_the_day_it_began_ends_tomorrow(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    [row] = plan(cast, pot.routes.get(), first_due=day(1))
    end_withholding(actor=officer(cast), withholding=withhold(cast, pot), reason="A mistake")
    assert Withholding.objects.get().valid_to == day()
    assert state_of(row) == PaymentState.SCHEDULED


def test_a_withholding_that_has_not_begun_is_taken_away(cast: Cast, streams: Streams) -> None:
    pot = family_held(cast, streams)
    planned = withhold(cast, pot, valid_from=day(5))
    end_withholding(actor=officer(cast), withholding=planned, reason="A mistake")
    assert not Withholding.objects.exists()
    with pytest.raises(PaymentRefused, match="ended this already"):
        end_withholding(actor=officer(cast), withholding=planned, reason="Again")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": " "}, "Say why payments are withheld"),
        ({"valid_from": -1}, "Choose today or a later day"),
        ({"valid_from": 301}, "This budget ends on"),
    ],
)
def test_a_withholding_that_cannot_be_is_refused(
    cast: Cast, streams: Streams, said: dict[str, Any], sentence: str
) -> None:
    pot = family_held(cast, streams)
    days = {"valid_from": day(said["valid_from"])} if "valid_from" in said else {}
    with pytest.raises(PaymentRefused, match=sentence):
        withhold(cast, pot, **said | days)


def test_only_payments_to_a_family_are_withheld_and_once(cast: Cast, streams: Streams) -> None:
    with pytest.raises(PaymentRefused, match="no payment to withhold"):
        withhold(cast, pot_with(cast.child, streams["equipment"], 1_000))
    pot = family_held(cast, streams)
    withheld = withhold(cast, pot)
    with pytest.raises(PaymentRefused, match="End that first"):
        withhold(cast, pot, valid_from=day(5))
    with pytest.raises(PaymentRefused, match="Say why payments can be made again"):
        end_withholding(actor=officer(cast), withholding=withheld, reason="")


def test_the_family_is_told_that_payments_are_withheld_without_the_reason(
    cast: Cast, streams: Streams, django_capture_on_commit_callbacks: Any
) -> None:
    pot = family_held(cast, streams)
    with django_capture_on_commit_callbacks(execute=True):
        withhold(cast, pot)
    [message] = mail.outbox
    assert (message.to, message.subject) == ([cast.parent.email], "Your personal budget: payments are withheld")
    assert "No receipts" not in message.body
    assert "No receipts" not in str(list(AuditEvent.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_two_finance_officers_at_once_record_a_payment_once(cast: Cast, streams: Streams) -> None:
    rows = plan(cast, family_held(cast, streams).routes.get())
    results = race(*[partial(pay, cast, *rows, reference=f"BACS {number}") for number in range(3)])
    assert [type(refusal) for refusal in refusals(results)] == [PaymentRefused] * 2
    assert AuditEvent.objects.filter(action="payment.pay").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_a_payment_is_recorded_twice(
    cast: Cast, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = plan(cast, family_held(cast, streams).routes.get())
    everyone_has_read, check = Barrier(2), payment._refuse_above_left

    def after_both_have_read(*args: Any) -> None:
        meet(everyone_has_read)
        check(*args)

    monkeypatch.setattr(payment, "lock_rows", read_without_locks)
    monkeypatch.setattr(payment, "_refuse_above_left", after_both_have_read)
    results = race(*[partial(pay, cast, *rows, reference=f"BACS {number}") for number in range(2)])
    assert refusals(results) == []
    assert AuditEvent.objects.filter(action="payment.pay").count() == 2
