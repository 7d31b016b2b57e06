"""What a fund holder or a third party says it spent of a pot; the pot is charged when the statement is entered."""

from datetime import date

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import HOLDER_ROUTES, Account, TransactionKind
from ..errors import InsufficientFunds, StatementRefused
from ..models import HolderStatement, LedgerTransaction, ManagementRoute, Pot
from .ledger import Leg, post_transaction


def enter_statement(
    *, actor: Actor, route: ManagementRoute, first_day: date, last_day: date, spent_pence: int, note: str
) -> HolderStatement:
    """Enter what was spent of a held pot from a day to a day, both included, and charge the pot.

    Raises StatementRefused where nobody holds the pot by this route, without a note, for days reversed, to come,
    outside the holder's time or in an earlier statement; InsufficientFunds above what is left of the pot.
    """
    with deciding():
        pot = lock_rows({Pot: [route.pot_id]})[Pot][route.pot_id]
        route = ManagementRoute.objects.get(pk=route.pk)
        statement = HolderStatement(
            route=route,
            first_day=first_day,
            last_day=last_day,
            spent_pence=spent_pence,
            note=note.strip(),
            entered_by=actor.user,
        )
        _check(statement, pot)
        statement.transaction = _charge(actor, statement, pot) if spent_pence else None
        statement.save(force_insert=True)
        facts = {"pence": spent_pence, "first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        record_event(actor=actor, action="statement.enter", subject=statement, after=facts)
    return statement


def _check(statement: HolderStatement, pot: Pot) -> None:
    route, first, last = statement.route, statement.first_day, statement.last_day
    if route.route not in HOLDER_ROUTES:
        raise StatementRefused("Nobody holds this budget for the family, so there is no statement to enter.")
    if not statement.note:
        raise StatementRefused("Say what the money was spent on; the family reads it.")
    if last < first:
        raise StatementRefused("The last day must be on or after the first day.")
    if last > clock.today():
        raise StatementRefused("A statement is about days that have been. Choose a last day up to today.")
    end = min(route.valid_to or pot.valid_to, pot.valid_to)
    if first < route.valid_from or last > end:
        raise StatementRefused(
            f"The fund was held from {route.valid_from:%-d %B %Y} to {end:%-d %B %Y}. Choose days in that time."
        )
    overlapping = route.statements.filter(first_day__lte=last, last_day__gte=first).first()
    if overlapping:
        raise StatementRefused(
            f"A statement from {overlapping.first_day:%-d %B %Y} to {overlapping.last_day:%-d %B %Y} covers some of "
            "these days already."
        )
    if statement.spent_pence > pot.left_pence:
        raise InsufficientFunds(
            stream="The fund", left_pence=pot.left_pence, wanted_pence=statement.spent_pence, undone="entered"
        )


def _charge(actor: Actor, statement: HolderStatement, pot: Pot) -> LedgerTransaction:
    return post_transaction(
        kind=TransactionKind.CAPTURE,
        legs=[
            Leg(Account.LEFT, -statement.spent_pence, pot.pk),
            Leg(Account.SPENT, statement.spent_pence, pot.pk),
        ],
        actor=actor,
        idempotency_key=f"statement:{statement.pk}",
        reason=f"Spent by {statement.route.held_by}, {statement.first_day:%-d %B} to {statement.last_day:%-d %B %Y}",
    )
