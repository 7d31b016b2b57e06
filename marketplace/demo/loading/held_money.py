"""Budgets that a family or somebody else holds: how that began, what was paid, and what was spent and shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.selectors import actor_for_family
from marketplace.budgets.enums import WithholdingReason
from marketplace.budgets.models import ManagementRoute, Pot, SpendingRecord
from marketplace.budgets.services import (
    accept_spending,
    enter_statement,
    pay_payments,
    query_spending,
    record_spending,
    reject_spending,
    reply_to_query,
    sample_spending,
    schedule_payments,
    set_route,
    withhold_payments,
)
from marketplace.catalogue.models import Category
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.models import Provider

from ..content.held import HeldContent, SpendingContent, load_held
from .authority import officer
from .families import first_member
from .load import Load
from .receipts import draw_receipt

#: A way of managing is agreed so long before the period begins, and the first payment is due so long after that.
_AGREED_BEFORE = timedelta(days=8)
_FIRST_DUE_AFTER = timedelta(days=4)
_FIRST_SPENT_AFTER = timedelta(days=10)
#: A holder sends a statement of every so many days, and so soon after.
_STATEMENT_OF = timedelta(days=30)
_STATEMENT_AFTER = timedelta(days=5)
#: No more is spent than this share of what the days so far stand for, in per cent.
_SPENT_AT_MOST = 88
#: Officers have looked at what is older than this, one record in so many.
_LOOKED_AT_AFTER = timedelta(days=40)
_LOOKED_AT_EVERY = 3


@dataclass(frozen=True)
class _Holding:
    """A pot that somebody holds from its first day on, and who acts on it."""

    load: Load
    content: HeldContent
    pot: Pot
    route: ManagementRoute
    family: Actor
    officer: Actor
    random: Random

    def pence_until(self, day: date) -> int:
        """Return what may have been spent by the day."""
        length, seen = (self.pot.valid_to - self.pot.valid_from).days + 1, (day - self.pot.valid_from).days
        return self.pot.left_pence * _SPENT_AT_MOST * seen // (100 * length)


def load_held_money(load: Load) -> None:
    """Let every part that the content names be held since its period began."""
    current = Pot.objects.filter(valid_from__lt=load.day, valid_to__gte=load.day)
    pots = {
        (f"{pot.child.given_name} {pot.child.family_name}", pot.stream.code): pot
        for pot in current.select_related("child__family", "stream").prefetch_related("stream__rules__categories")
    }
    for content in load.track(load_held()):
        pot = pots.get((content.child, content.stream))
        holder = Provider.objects.filter(slug=content.holder).first()
        # A smaller load may have neither the family nor the provider, and a period may have no history yet.
        if pot and bool(content.holder) == bool(holder):
            _replay(_hold(load, content, pot, holder))
    with clock.at(load.ago(0, time(7))):
        sample_spending()


def _hold(load: Load, content: HeldContent, pot: Pot, holder: Provider | None) -> _Holding:
    budgets = officer(OfficerRole.BUDGETS)
    with clock.at(_moment(pot.valid_from - _AGREED_BEFORE)):
        route = set_route(
            actor=budgets,
            pot=pot,
            route=content.route,
            valid_from=pot.valid_from,
            reason=content.reason,
            holder=holder,
            holder_name=content.holder_name,
            fee_pence=content.fee_pence,
            fee_mode=content.fee_mode or "",
        )
    pot.refresh_from_db()
    family = actor_for_family(first_member(pot.child.family), pot.child.family)
    return _Holding(load, content, pot, route, family, budgets, load.random(f"held:{content.child}"))


def _replay(holding: _Holding) -> None:
    if holding.content.statement:
        _send_statements(holding)
        return
    _pay(holding)
    for spending in holding.content.spending:
        _look_at(holding, spending, list(_spend(holding, spending)))
    _withhold(holding)


def _pay(holding: _Holding) -> None:
    """Plan payments of all of the pot, and make those that were due by now, but for those that are withheld."""
    assert holding.content.rhythm is not None, "a family is paid in a rhythm"
    with clock.at(_moment(holding.pot.valid_from - _AGREED_BEFORE, time(11))):
        payments = schedule_payments(
            actor=holding.officer,
            route=holding.route,
            first_due=holding.pot.valid_from + _FIRST_DUE_AFTER,
            every=holding.content.rhythm,
            total_pence=holding.pot.left_pence,
        )
    finance, withheld = officer(OfficerRole.FINANCE), holding.content.withheld_days_ago or 0
    for payment in payments:
        if payment.due_on < holding.load.day - timedelta(days=withheld):
            with clock.at(_moment(payment.due_on, time(15))):
                pay_payments(
                    actor=finance, payments=[payment], paid_on=payment.due_on, reference=f"BACS {payment.due_on:%y%m%d}"
                )


def _spend(holding: _Holding, spending: SpendingContent) -> Iterator[SpendingRecord]:
    """Yield the records of what the family pays time and again, each made in the evening of the day."""
    category = Category.objects.get(code=spending.category)
    day, spent = holding.pot.valid_from + _FIRST_SPENT_AFTER, 0
    last = holding.load.day - timedelta(days=max(holding.content.records_stop_days_ago, 1))
    share = len(holding.content.spending)
    while day <= last:
        pence = spending.pence * holding.random.randint(90, 110) // 1_000 * 10
        spent += pence
        if spent <= holding.pence_until(day) // share:
            with clock.at(_moment(day, time(20))):
                yield record_spending(
                    actor=holding.family,
                    pot=holding.pot,
                    spent_on=day,
                    payee=spending.payee,
                    what=spending.what,
                    category=category,
                    amount_pence=pence,
                    token=UUID(int=holding.random.getrandbits(128)),
                    receipt=draw_receipt(spending.payee, day, pence) if spending.receipt else None,
                )
        else:
            spent -= pence
        day += timedelta(days=spending.every_days)


def _look_at(holding: _Holding, spending: SpendingContent, records: list[SpendingRecord]) -> None:
    """Let an officer ask for receipts where there are none, and accept one in a few of the others."""
    if spending.receipt:
        for record in records[::_LOOKED_AT_EVERY]:
            if record.spent_on + _LOOKED_AT_AFTER < holding.load.day:
                with clock.at(_moment(record.spent_on + _LOOKED_AT_AFTER)):
                    accept_spending(actor=holding.officer, record=record)
    elif len(records) > _LOOKED_AT_EVERY:
        first, second, *_, latest = records
        _ask(holding, first)
        with clock.at(_moment(first.spent_on + timedelta(days=4), time(19))):
            receipt = draw_receipt(spending.payee, first.spent_on, first.amount_pence)
            reply_to_query(actor=holding.family, record=first, reply="Sorry, here it is.", receipt=receipt)
        with clock.at(_moment(first.spent_on + timedelta(days=6))):
            accept_spending(actor=holding.officer, record=first)
        with clock.at(_moment(second.spent_on + timedelta(days=3))):
            reject_spending(actor=holding.officer, record=second, reason="This visit was booked and paid here as well.")
        _ask(holding, latest)


def _ask(holding: _Holding, record: SpendingRecord) -> None:
    with clock.at(_moment(min(record.spent_on + timedelta(days=2), holding.load.day), time(9))):
        query_spending(actor=holding.officer, record=record, question="Please send the receipt for this.")


def _withhold(holding: _Holding) -> None:
    days = holding.content.withheld_days_ago
    since = holding.load.day - timedelta(days=days or 0)
    if days and since > holding.pot.valid_from:
        with clock.at(_moment(since)):
            withhold_payments(
                actor=holding.officer,
                pot=holding.pot,
                kind=WithholdingReason.RECORDS,
                reason=holding.content.withheld_because,
                valid_from=since,
            )


def _send_statements(holding: _Holding) -> None:
    first, before = holding.pot.valid_from, 0
    while (last := first + _STATEMENT_OF - timedelta(days=1)) + _STATEMENT_AFTER < holding.load.day:
        until = holding.pence_until(last)
        with clock.at(_moment(last + _STATEMENT_AFTER)):
            enter_statement(
                actor=holding.officer,
                route=holding.route,
                first_day=first,
                last_day=last,
                spent_pence=until - before,
                note=holding.content.statement,
            )
        first, before = last + timedelta(days=1), until


def _moment(day: date, at_time: time = time(10, 30)) -> datetime:
    return clock.local_moment(day, at_time)
