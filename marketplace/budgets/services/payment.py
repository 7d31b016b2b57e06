"""Paying a family: planning payments of a direct payment or prepaid card, cancelling, and recording what was paid.

A payment moves cash and not the budget: the pot is charged when the family spends.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta

from marketplace.core import clock
from marketplace.core.audit import Actor, audit_event, record_event, record_events
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds, split_by_shares

from ..enums import FAMILY_HELD_ROUTES, PaymentRhythm, PaymentState
from ..errors import PaymentRefused
from ..models import ManagementRoute, Pot, ScheduledPayment
from ..selectors.payment import Cash, cash_of, payments_as_of

_STEPS = {
    PaymentRhythm.FOUR_WEEKLY: relativedelta(weeks=4),
    PaymentRhythm.MONTHLY: relativedelta(months=1),
    PaymentRhythm.QUARTERLY: relativedelta(months=3),
}


def schedule_payments(
    *, actor: Actor, route: ManagementRoute, first_due: date, every: PaymentRhythm, total_pence: int
) -> list[ScheduledPayment]:
    """Plan payments of a total in pence, from a day to the end of the route or the pot, in parts that add up.

    The parts differ by a penny at most, the larger ones first. Raises PaymentRefused where the family does not hold the
    pot by this route, for a day before today or outside the route, for a day that has a payment already, and for more
    than what is left of the pot less what the family has of it and what is planned.
    """
    with deciding():
        pot = lock_rows({Pot: [route.pot_id]})[Pot][route.pot_id]
        route = ManagementRoute.objects.get(pk=route.pk)
        last_day = min(route.valid_to or pot.valid_to, pot.valid_to)
        _check_route(pot, route, first_due, last_day)
        _check_total(pot, total_pence)
        days = list(_due_days(first_due, every, last_day))
        if total_pence < len(days):
            raise PaymentRefused(f"{format_pounds(total_pence)} cannot be split into {len(days)} payments.")
        _refuse_taken_days(route, days)
        made = ScheduledPayment.objects.bulk_create(
            ScheduledPayment(route=route, due_on=day, amount_pence=part)
            for day, part in zip(days, split_by_shares(total_pence, [1] * len(days)), strict=True)
        )
        plan = {"pence": total_pence, "every": every, "days": [day.isoformat() for day in days]}
        record_event(actor=actor, action="payment.schedule", subject=pot, after=plan)
    return made


def cancel_payment(*, actor: Actor, payment: ScheduledPayment, reason: str) -> ScheduledPayment:
    """Cancel a payment that was not made; raises PaymentRefused where it was, is cancelled, and without a reason."""
    if not reason.strip():
        raise PaymentRefused("Say why it is cancelled.")
    with deciding():
        lock_rows({Pot: [payment.route.pot_id]})
        payment = ScheduledPayment.objects.get(pk=payment.pk)
        _refuse_ended(payment)
        payment.state = PaymentState.CANCELLED
        payment.save(update_fields=["state", "updated_at"])
        before = {"pence": payment.amount_pence, "due_on": payment.due_on.isoformat()}
        record_event(actor=actor, action="payment.cancel", subject=payment, reason=reason.strip(), before=before)
    return payment


def pay_payments(
    *, actor: Actor, payments: Sequence[ScheduledPayment], paid_on: date, reference: str
) -> list[ScheduledPayment]:
    """Record that payments were made on a day, under the finance system's reference: all of them or none.

    Raises PaymentRefused without payments or a reference, for a day to come, and where one of them is not due yet, was
    paid or cancelled, is withheld, or is above what is left of its pot.
    """
    _check_paying(payments, paid_on, reference)
    with deciding():
        pots = lock_rows({Pot: [payment.route.pot_id for payment in payments]})[Pot]
        rows = list(payments_as_of(clock.today()).filter(pk__in=[payment.pk for payment in payments]))
        for row in rows:
            _refuse_unpayable(row, paid_on)
        _refuse_above_left(pots.values(), rows)
        for row in rows:
            row.state, row.paid_on, row.reference = PaymentState.PAID, paid_on, reference.strip()
        ScheduledPayment.objects.bulk_update(rows, ["state", "paid_on", "reference"])
        record_events(
            [
                audit_event(
                    actor=actor,
                    action="payment.pay",
                    subject=row,
                    after={"pence": row.amount_pence, "paid_on": paid_on.isoformat(), "reference": row.reference},
                )
                for row in rows
            ]
        )
    return rows


def _check_route(pot: Pot, route: ManagementRoute, first_due: date, last_day: date) -> None:
    if route.route not in FAMILY_HELD_ROUTES:
        raise PaymentRefused("The family does not hold this budget, so nothing is paid to it.")
    if pot.closed_on:
        raise PaymentRefused("This budget is closed, so nothing of it can be paid.")
    first_day = max(clock.today(), route.valid_from)
    if not first_day <= first_due <= last_day:
        raise PaymentRefused(
            f"Choose a first day from {first_day:%-d %B %Y} to {last_day:%-d %B %Y}."
            if first_day <= last_day
            else "This way of managing has ended, so nothing more is paid by it."
        )


def _check_total(pot: Pot, total_pence: int) -> None:
    cash = cash_of([pot])[pot.pk]
    most = max(cash.plannable_pence(pot), 0)
    if total_pence < 1 or total_pence > most:
        raise PaymentRefused(
            f"At most {format_pounds(most)} can be planned: {format_pounds(pot.left_pence)} is left of this budget, "
            f"{format_pounds(cash.to_show_pence)} of it the family has, and {format_pounds(cash.planned_pence)} is "
            f"planned already. You asked for {format_pounds(total_pence)}."
        )


def _due_days(first_due: date, every: PaymentRhythm, last_day: date) -> Iterator[date]:
    """Yield the days, each counted from the first: 31 January is followed by 28 February and 31 March."""
    step, number = _STEPS.get(every), 0
    while (day := first_due + step * number if step else first_due) <= last_day:
        yield day
        if step is None:
            return
        number += 1


def _refuse_taken_days(route: ManagementRoute, days: Iterable[date]) -> None:
    taken = route.payments.filter(due_on__in=days).order_by("due_on").first()
    if taken:
        raise PaymentRefused(
            f"A payment for {taken.due_on:%-d %B %Y} is on the list already. Choose a first day that does not meet it."
        )


def _check_paying(payments: Sequence[ScheduledPayment], paid_on: date, reference: str) -> None:
    if not payments:
        raise PaymentRefused("Choose the payments that were made.")
    if not reference.strip():
        raise PaymentRefused("Enter the reference of the finance system.")
    if paid_on > clock.today():
        raise PaymentRefused("The day of the payment cannot be in the future.")


def _refuse_unpayable(payment: ScheduledPayment, paid_on: date) -> None:
    _refuse_ended(payment)
    named = f"The payment of {format_pounds(payment.amount_pence)} due on {payment.due_on:%-d %B %Y}"
    if payment.state_now == PaymentState.WITHHELD:  # type: ignore[attr-defined]
        raise PaymentRefused(f"{named} is withheld. Nothing was recorded.")
    if payment.due_on > paid_on:
        raise PaymentRefused(f"{named} is not due on that day. Nothing was recorded.")


def _refuse_ended(payment: ScheduledPayment) -> None:
    named = f"The payment of {format_pounds(payment.amount_pence)} due on {payment.due_on:%-d %B %Y}"
    if payment.state == PaymentState.PAID:
        raise PaymentRefused(f"{named} was paid already, reference {payment.reference}. Nothing was changed.")
    if payment.state == PaymentState.CANCELLED:
        raise PaymentRefused(f"{named} was cancelled. Nothing was changed.")


def _refuse_above_left(pots: Iterable[Pot], payments: Iterable[ScheduledPayment]) -> None:
    wanted: Counter[UUID] = Counter()
    for payment in payments:
        wanted[payment.route.pot_id] += payment.amount_pence
    pots = list(pots)
    cash: dict[UUID, Cash] = cash_of(pots)
    for pot in pots:
        payable = cash[pot.pk].payable_pence(pot)
        if wanted[pot.pk] > payable:
            raise PaymentRefused(
                f"{format_pounds(max(payable, 0))} of this {pot.stream.name} budget can still be paid, and you chose "
                f"{format_pounds(wanted[pot.pk])}. Something was booked or spent since the payments were planned. "
                "Nothing was recorded; cancel a payment and plan a smaller one."
            )
