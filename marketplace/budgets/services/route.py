"""Deciding how a pot is managed, from a day on, and what is paid for managing it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows
from marketplace.core.money import format_pounds
from marketplace.providers.models import Provider

from ..enums import (
    FAMILY_HELD_ROUTES,
    Account,
    FeeMode,
    PaymentState,
    Route,
    RouteRequestState,
    TransactionKind,
)
from ..errors import IdempotencyConflict, RouteRefused
from ..models import ManagementRoute, Pot, RouteRequest, ScheduledPayment
from ..notices import tell_of_managing
from .ledger import Leg, Movement, post_transactions


@dataclass(frozen=True)
class RouteTerms:
    """What a way of managing would do: which one it ends, which payments it cancels, and what its fee takes."""

    route: ManagementRoute
    ends: ManagementRoute | None
    cancels: list[ScheduledPayment]

    @property
    def fee_sentence(self) -> str:
        """Say what the fee takes from where, nothing where there is none."""
        route, pot = self.route, self.route.pot
        if not route.fee_pence:
            return ""
        fee, held_by = format_pounds(route.fee_pence), route.held_by
        if route.fee_mode == FeeMode.ADDED:
            return f"{fee} is added to the budget and goes to {held_by}. The budget for support stays as it is."
        return (
            f"{fee} of {format_pounds(pot.funded_pence)} goes to {held_by}. "
            f"{format_pounds(pot.left_pence - route.fee_pence)} is left for support."
        )


def set_route(
    *,
    actor: Actor,
    pot: Pot,
    route: Route,
    valid_from: date,
    reason: str,
    holder: Provider | None = None,
    holder_name: str = "",
    fee_pence: int = 0,
    fee_mode: str = "",
    token: UUID | None = None,
) -> ManagementRoute:
    """Let the pot be managed this way from a day on; the way before ends the day before, with its later payments.

    `fee_pence` is for the whole time and paid at once: added to the pot first, or taken from what is left of it. An
    open wish of the family for this way is thereby agreed. The same `token` sets nothing a second time.

    Raises RouteRefused without a reason; before today, outside the pot's period, or where another way begins on that
    day or later; for money in the family's hands where the stream's rules of that day forbid it (2013); without the
    holder or name that the way needs; and for a fee above what is left.
    """
    wished = ManagementRoute(
        route=route,
        valid_from=valid_from,
        reason=reason.strip(),
        holder=holder,
        holder_name="" if route in (Route.COUNCIL, Route.SERVICE_FUND) else holder_name.strip(),
        fee_pence=fee_pence,
        fee_mode=fee_mode if fee_pence else "",
        token=token or uuid4(),
        decided_by=actor.user,
    )
    with deciding():
        wished.pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        if earlier := ManagementRoute.objects.filter(token=wished.token).first():
            return _refuse_other(earlier, wished)
        _carry_out(actor, route_terms(wished))
    return wished


def route_terms(wished: ManagementRoute) -> RouteTerms:
    """Return what a way of managing that is not saved yet would do; raises RouteRefused as `set_route` does."""
    _check_day(wished)
    _check_holder(wished)
    _check_fee(wished)
    last = wished.pot.routes.order_by("-valid_from").first()
    if last and last.valid_from >= wished.valid_from:
        raise RouteRefused(
            f"{last.get_route_display()} begins on {last.valid_from:%-d %B %Y}. Choose a later day, or take that back "
            "first where it has not begun."
        )
    ends = last if last and (last.valid_to is None or last.valid_to >= wished.valid_from) else None
    _refuse_same(wished, ends)
    cancels = ends.payments.filter(state=PaymentState.SCHEDULED, due_on__gte=wished.valid_from) if ends else []
    return RouteTerms(wished, ends, list(cancels))


def withdraw_route(*, actor: Actor, route: ManagementRoute, reason: str) -> None:
    """Take back a way of managing that has not begun, with its fee and its payments; the one before goes on.

    Raises RouteRefused where it has begun, and without a reason.
    """
    if not reason.strip():
        raise RouteRefused("Say why it is taken back.")
    with deciding():
        pot = lock_rows({Pot: [route.pot_id]})[Pot][route.pot_id]
        current = ManagementRoute.objects.filter(pk=route.pk).first()
        if current is None:
            raise RouteRefused("Somebody has taken this back already.")
        if current.valid_from <= clock.today():
            raise RouteRefused("This has begun, so it stays on record. Choose another way from a day to come instead.")
        _give_fee_back(actor, current, reason.strip())
        record_event(actor=actor, action="route.withdraw", subject=pot, reason=reason.strip(), before=_facts(current))
        before = pot.routes.filter(valid_to=current.valid_from - timedelta(days=1)).first()
        current.payments.all().delete()
        current.delete()
        if before:
            before.valid_to = None
            before.save(update_fields=["valid_to", "updated_at"])


def _carry_out(actor: Actor, terms: RouteTerms) -> None:
    route, pot = terms.route, terms.route.pot
    if terms.ends:
        terms.ends.valid_to = route.valid_from - timedelta(days=1)
        terms.ends.save(update_fields=["valid_to", "updated_at"])
        ScheduledPayment.objects.filter(pk__in=[row.pk for row in terms.cancels]).update(state=PaymentState.CANCELLED)
    route.save(force_insert=True)
    post_transactions(movements=_fee_movements(route), actor=actor, reason=_fee_reason(route))
    _agree_to_wish(actor, route)
    record_event(
        actor=actor,
        action="route.set",
        subject=pot,
        reason=route.reason,
        before=_facts(terms.ends) if terms.ends else {"route": Route.COUNCIL},
        after=_facts(route) | {"cancelled_payments": [str(row.pk) for row in terms.cancels]},
    )
    tell_of_managing(
        pot.child_id,
        what="how it is managed",
        sentence=f"The way in which a part of your personal budget is managed changes on {route.valid_from:%-d %B %Y}.",
    )


def _check_day(wished: ManagementRoute) -> None:
    pot = wished.pot
    if not wished.reason:
        raise RouteRefused("Say why it is managed this way; the family can read it.")
    if wished.valid_from < clock.today():
        raise RouteRefused("Choose today or a later day: what has been was managed by the way of then.")
    if not pot.valid_from <= wished.valid_from <= pot.valid_to:
        raise RouteRefused(
            f"This budget runs from {pot.valid_from:%-d %B %Y} to {pot.valid_to:%-d %B %Y}. Choose a day in that time."
        )
    if pot.closed_on:
        raise RouteRefused("This budget is closed, so nothing of it is left to manage.")


def _check_holder(wished: ManagementRoute) -> None:
    day, stream = wished.valid_from, wished.pot.stream
    rules = stream.rules_on(day)
    if wished.route in FAMILY_HELD_ROUTES and not (rules and rules.direct_payment_allowed):
        raise RouteRefused(f"The rules of {stream.name} do not let a family hold the money on {day:%-d %B %Y}.")
    if wished.route == Route.SERVICE_FUND and wished.holder is None:
        raise RouteRefused("Choose the provider that holds the fund.")
    if wished.route != Route.SERVICE_FUND and wished.holder is not None:
        raise RouteRefused("Only a service fund is held by a provider.")
    if wished.holder and wished.holder.refused_on:
        raise RouteRefused(f"The council has refused {wished.holder}, so it cannot hold a fund.")
    if wished.route == Route.THIRD_PARTY and not wished.holder_name:
        raise RouteRefused("Say who holds the money for the family.")


def _check_fee(wished: ManagementRoute) -> None:
    if not wished.fee_pence:
        return
    if wished.route == Route.COUNCIL:
        raise RouteRefused("The council takes no fee for managing a budget itself.")
    if not wished.held_by:
        raise RouteRefused("Say who is paid the fee.")
    if wished.fee_mode not in FeeMode.values:
        raise RouteRefused("Say whether the fee is added to the budget or taken from it.")
    left = wished.pot.left_pence
    if wished.fee_mode == FeeMode.TOP_SLICED and wished.fee_pence > left:
        raise RouteRefused(
            f"{format_pounds(left)} is left of this budget, which is {format_pounds(wished.fee_pence - left)} less "
            f"than the fee of {format_pounds(wished.fee_pence)}. Nothing was changed."
        )


def _refuse_same(wished: ManagementRoute, ends: ManagementRoute | None) -> None:
    now = (ends.route, ends.holder_id, ends.holder_name) if ends else (Route.COUNCIL, None, "")
    if not wished.fee_pence and now == (wished.route, wished.holder_id, wished.holder_name):
        raise RouteRefused("This budget is managed that way already.")


def _refuse_other(earlier: ManagementRoute, wished: ManagementRoute) -> ManagementRoute:
    """Return what the token set before, or refuse where it comes with other answers."""
    names = ("pot_id", "route", "valid_from", "holder_id", "holder_name", "fee_pence", "fee_mode")
    if any(getattr(earlier, name) != getattr(wished, name) for name in names):
        raise IdempotencyConflict
    return earlier


def _fee_movements(route: ManagementRoute) -> list[Movement]:
    fee, pot = route.fee_pence, route.pot_id
    if not fee:
        return []
    spent = [Leg(Account.LEFT, -fee, pot), Leg(Account.SPENT, fee, pot)]
    charge = Movement(TransactionKind.CAPTURE, spent, f"route-fee:{route.pk}")
    if route.fee_mode == FeeMode.TOP_SLICED:
        return [charge]
    added = [Leg(Account.COUNCIL, -fee), Leg(Account.LEFT, fee, pot)]
    return [Movement(TransactionKind.AWARD, added, f"route-fee-added:{route.pk}"), charge]


def _fee_reason(route: ManagementRoute) -> str:
    return f"Fee for managing the budget: {route.get_route_display().lower()}, {route.held_by}"


def _give_fee_back(actor: Actor, route: ManagementRoute, reason: str) -> None:
    """Give the fee back to where it came from: to what is left, or to the council that had added it."""
    if not route.fee_pence:
        return
    was_added = route.fee_mode == FeeMode.ADDED
    to = Leg(Account.COUNCIL, route.fee_pence) if was_added else Leg(Account.LEFT, route.fee_pence, route.pot_id)
    legs = [Leg(Account.SPENT, -route.fee_pence, route.pot_id), to]
    movement = Movement(TransactionKind.CORRECTION, legs, f"route-fee-back:{route.pk}")
    post_transactions(movements=[movement], actor=actor, reason=reason)


def _agree_to_wish(actor: Actor, route: ManagementRoute) -> None:
    RouteRequest.objects.filter(pot=route.pot, wanted=route.route, state=RouteRequestState.OPEN).update(
        state=RouteRequestState.AGREED,
        decided_by=actor.user,
        decided_at=clock.now(),
        decision_reason=route.reason,
        updated_at=clock.now(),
    )


def _facts(route: ManagementRoute) -> dict[str, object]:
    """Return what the audit trail keeps of a route: no name of a person."""
    return {
        "route": route.route,
        "valid_from": route.valid_from.isoformat(),
        "holder": str(route.holder_id or ""),
        "fee_pence": route.fee_pence,
        "fee_mode": route.fee_mode,
        "payments": [
            {"due_on": row.due_on.isoformat(), "pence": row.amount_pence, "state": row.state}
            for row in route.payments.all()
        ],
    }
