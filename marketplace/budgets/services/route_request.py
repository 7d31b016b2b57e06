"""A family's wish for another way of managing, and the council's no; its yes is to set that way."""

from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import FAMILY_HELD_ROUTES, Route, RouteRequestState
from ..errors import RouteRefused
from ..models import Pot, RouteRequest
from ..notices import tell_of_managing
from ..selectors.route import direct_payment_is_possible, route_on


@transaction.atomic
def ask_for_route(*, actor: Actor, pot: Pot, wanted: Route, reason: str) -> RouteRequest:
    """Ask the council to manage a pot another way, with a reason.

    Raises RouteRefused without a reason, for the way of now, for one that the stream's rules forbid, after the pot's
    period, and while another wish for the pot is open.
    """
    today = clock.today()
    if not reason.strip():
        raise RouteRefused("Say why you would like this. A sentence is enough.")
    if pot.valid_to < today or pot.closed_on:
        raise RouteRefused("This budget has ended, so the way it is managed cannot change.")
    if wanted in FAMILY_HELD_ROUTES and not direct_payment_is_possible(pot, today):
        raise RouteRefused(f"The rules of {pot.stream.name} do not let a family hold the money.")
    now = route_on(pot, max(today, pot.valid_from))
    if wanted == (now.route if now else Route.COUNCIL):
        raise RouteRefused("This budget is managed that way already.")
    try:
        with transaction.atomic():
            asked = RouteRequest.objects.create(pot=pot, wanted=wanted, reason=reason.strip(), asked_by=actor.user)
    except IntegrityError as error:
        raise RouteRefused("You have asked about this budget already. The council has to answer first.") from error
    record_event(actor=actor, action="route.ask", subject=pot, after={"wanted": wanted})
    return asked


def refuse_route_request(*, actor: Actor, asked: RouteRequest, reason: str) -> RouteRequest:
    """Say no to a family's wish, with a reason that it reads; raises RouteRefused where it was answered before."""
    if not reason.strip():
        raise RouteRefused("Say why not; the family reads it.")
    with deciding():
        lock_rows({Pot: [asked.pot_id]})
        asked = RouteRequest.objects.select_related("pot").get(pk=asked.pk)
        if asked.state != RouteRequestState.OPEN:
            raise RouteRefused("Somebody has answered this already.")
        asked.state, asked.decided_by, asked.decided_at = RouteRequestState.REFUSED, actor.user, clock.now()
        asked.decision_reason = reason.strip()
        asked.save()
        record_event(actor=actor, action="route.refuse", subject=asked.pot, before={"wanted": asked.wanted})
        tell_of_managing(
            asked.pot.child_id,
            what="an answer",
            sentence="The council has answered how a part of your personal budget is managed.",
        )
    return asked
