"""Writing the ledger. Nothing else writes transactions, legs or a pot's counters."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from marketplace.core.audit import Actor

from ..enums import Account, TransactionKind
from ..errors import IdempotencyConflict, InsufficientFunds, PotClosed
from ..models import LedgerLeg, LedgerTransaction, Pot

_NEVER_OVERSPENT = "budgets_pot_is_never_overspent"
_NOTHING_LEFT_ONCE_CLOSED = "budgets_closed_pot_has_nothing_left"


@dataclass(frozen=True)
class Leg:
    """So many pence into (above 0) or out of (below 0) an account of a pot, or of the council."""

    account: Account
    amount_pence: int
    pot_id: UUID | None = None


@dataclass(frozen=True)
class Movement:
    """A movement of money that is to be written; legs of no pence are left out, the others sum to zero."""

    kind: TransactionKind
    legs: Sequence[Leg]
    idempotency_key: str


def post_transaction(
    *, kind: TransactionKind, legs: Sequence[Leg], actor: Actor, idempotency_key: str, reason: str = ""
) -> LedgerTransaction:
    """Write one movement of money; see `post_transactions`."""
    return post_transactions(movements=[Movement(kind, legs, idempotency_key)], actor=actor, reason=reason)[0]


def post_transactions(*, movements: Sequence[Movement], actor: Actor, reason: str = "") -> list[LedgerTransaction]:
    """Write movements of money, and bring the counters of their pots up to them.

    The caller holds the locks of the pots. A key that was used before has no further effect: the transaction of then is
    returned. Raises IdempotencyConflict where it was used for something else, InsufficientFunds where a pot would be
    overspent, PotClosed where a closed one would have something left.
    """
    assert connection.in_atomic_block, "money moves inside a transaction"
    wanted = {movement.idempotency_key: _real_legs(movement) for movement in movements}
    posted = {row.idempotency_key: row for row in LedgerTransaction.objects.filter(idempotency_key__in=wanted)}
    new = [movement for movement in movements if movement.idempotency_key not in posted]
    for movement in movements:
        if movement.idempotency_key in posted:
            _refuse_other(posted[movement.idempotency_key], movement.kind, wanted[movement.idempotency_key])
    posted |= _write(new, wanted, actor, reason)
    return [posted[movement.idempotency_key] for movement in movements]


def is_posted(idempotency_key: str) -> bool:
    """Say whether a movement was written under the key; under lock, it has been decided then and is not again."""
    return LedgerTransaction.objects.filter(idempotency_key=idempotency_key).exists()


def refuse_closed(*pots: Pot) -> None:
    """Raise PotClosed where one of the pots, which the caller has locked, is closed."""
    for pot in pots:
        if pot.closed_on:
            raise PotClosed(stream=pot.stream.name, valid_to=pot.valid_to)


def _real_legs(movement: Movement) -> list[Leg]:
    legs = [leg for leg in movement.legs if leg.amount_pence]
    assert sum(leg.amount_pence for leg in legs) == 0, "the legs of a transaction sum to zero"
    return legs


def _write(
    new: Sequence[Movement], wanted: Mapping[str, list[Leg]], actor: Actor, reason: str
) -> dict[str, LedgerTransaction]:
    rows = {
        movement.idempotency_key: LedgerTransaction(
            kind=movement.kind, reason=reason, actor=actor.user, idempotency_key=movement.idempotency_key
        )
        for movement in new
    }
    LedgerTransaction.objects.bulk_create(rows.values())
    LedgerLeg.objects.bulk_create(
        LedgerLeg(transaction=row, account=leg.account, pot_id=leg.pot_id, amount_pence=leg.amount_pence)
        for key, row in rows.items()
        for leg in wanted[key]
    )
    _change_counters([leg for key in rows for leg in wanted[key]])
    return rows


def _refuse_other(earlier: LedgerTransaction, kind: TransactionKind, legs: Sequence[Leg]) -> None:
    written = Counter(Leg(Account(leg.account), leg.amount_pence, leg.pot_id) for leg in earlier.legs.all())
    if earlier.kind != kind or written != Counter(legs):
        raise IdempotencyConflict


def _change_counters(legs: Sequence[Leg]) -> None:
    by_pot: dict[UUID, Counter[Account]] = defaultdict(Counter)
    for leg in legs:
        if leg.pot_id:
            by_pot[leg.pot_id][leg.account] += leg.amount_pence
    for pot_id in sorted(by_pot):
        _change_counter(pot_id, by_pot[pot_id])


def _change_counter(pot_id: UUID, moved: Counter[Account]) -> None:
    try:
        with transaction.atomic():
            Pot.objects.filter(pk=pot_id).update(
                funded_pence=F("funded_pence") + sum(moved.values()),
                held_pence=F("held_pence") + moved[Account.HELD],
                spent_pence=F("spent_pence") + moved[Account.SPENT],
                set_aside_pence=F("set_aside_pence") + moved[Account.SET_ASIDE],
            )
    except IntegrityError as error:
        pot = Pot.objects.select_related("stream").get(pk=pot_id)
        if _NOTHING_LEFT_ONCE_CLOSED in str(error):
            raise PotClosed(stream=pot.stream.name, valid_to=pot.valid_to) from error
        if _NEVER_OVERSPENT not in str(error):
            raise
        raise InsufficientFunds(
            stream=pot.stream.name, left_pence=pot.left_pence, wanted_pence=-moved[Account.LEFT]
        ) from error
