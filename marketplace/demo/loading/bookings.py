"""A year of bookings, made and moved on through the services in the order in which everything happened."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from uuid import UUID

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child, SupportConsent
from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.enums import Party
from marketplace.bookings.models import Booking
from marketplace.bookings.services import (
    BookingOrder,
    BookingWish,
    accept_deliveries,
    accept_requests,
    cancel_booking,
    confirm_bookings,
    decline_request,
    deliver_bookings,
    hold_bookings,
    sweep_overdue,
)
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.models import ProviderMember
from marketplace.providers.selectors import actor_for_provider

from .diary import Members, Run, Step, Visit, draw_runs
from .load import Load

#: Of a supported family's bookings since its consent, so many are made by the supporter.
_SHARE_BY_SUPPORTER = 0.3
_REASONS = {
    Step.DECLINE: (
        "We are full that week. Please ask again for the week after.",
        "The worker who knows your child is away that day.",
        "We do not have a second member of staff for that time.",
    ),
    Step.CANCEL_BY_FAMILY: ("", "Not well enough to go.", "A hospital appointment came up.", "We are away that day."),
    Step.CANCEL_BY_PROVIDER: (
        "Our worker is ill and nobody else is trained for it. We are sorry.",
        "The building is closed that day because the heating has failed.",
        "The minibus is off the road.",
    ),
}
_NOTES = (
    "",
    "",
    "",
    "",
    "Please ring when you are outside.",
    "We will bring our own lunch.",
    "A seat by the door helps.",
)


def load_bookings(load: Load) -> None:
    """Draw the plan, then replay every step of it; what comes after the day of the load has not happened yet."""
    random = load.random("bookings")
    runs = draw_runs(load, random, children_with_budgets())
    steps = [(moment, run.number, step, places, run) for run in runs for moment, step, places in run.steps]
    replay = _Replay(random)
    for moment, _, step, places, run in load.track(sorted(steps, key=lambda step: step[:2])):
        with clock.at(moment):
            replay.carry_out(step, run, places)


def children_with_budgets() -> list[Child]:
    """Return the children who can be booked for, in the order in which their families joined."""
    children = Child.objects.filter(pots__isnull=False).distinct().select_related("family").prefetch_related("needs")
    return list(children.order_by("family__created_at", "date_of_birth", "given_name"))


class _Replay:
    """The bookings made so far, and who acts for whom."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._bookings: dict[int, list[Booking]] = {}
        self._members: dict[UUID, list[Actor]] = {}
        self._supporters: dict[UUID, tuple[Actor, datetime]] = {}
        self._owners: dict[UUID, Actor] = {}
        for membership in ProviderMember.objects.select_related("user"):
            self._owners[membership.provider_id] = actor_for_provider(membership.user)
        for consent in SupportConsent.objects.filter(scopes__contains=[SupportScope.BOOK]).select_related("supporter"):
            actor = Actor(role="supporter", user=consent.supporter, on_behalf_of=consent.family_id)
            self._supporters[consent.family_id] = (actor, consent.created_at)

    def carry_out(self, step: Step, run: Run, places: Members) -> None:
        """Let a step happen now; `clock.at` says when that is."""
        candidate = run.visits[0].candidate
        family, owner = self._family(candidate.child), self._owners[candidate.service.provider_id]
        if step is Step.HOLD:
            self._bookings[run.number] = self._hold(family, run)
            return
        if step is Step.SWEEP:
            sweep_overdue()
            return
        bookings = [self._bookings[run.number][place] for place in places]
        if step in _REASONS:
            self._refuse(step, family, owner, bookings[0])
            return
        services: dict[Step, tuple[Callable[..., list[Booking]], Actor]] = {
            Step.CONFIRM: (confirm_bookings, family),
            Step.ACCEPT: (accept_requests, owner),
            Step.DELIVER: (deliver_bookings, owner),
            Step.AGREE: (accept_deliveries, family),
        }
        service, actor = services[step]
        service(actor=actor, bookings=bookings)

    def _hold(self, family: Actor, run: Run) -> list[Booking]:
        orders = [
            BookingOrder(wish=self._wish(visit), funding=visit.funding, idempotency_key=f"demo-{run.number}-{place}")
            for place, visit in enumerate(run.visits)
        ]
        return hold_bookings(actor=family, orders=orders)

    def _wish(self, visit: Visit) -> BookingWish:
        candidate = visit.candidate
        return BookingWish(
            child=candidate.child,
            service=candidate.service,
            unit_cost=candidate.cost,
            session=candidate.session,
            starts_at=candidate.starts_at,
            quantity=candidate.quantity,
            note=self._random.choice(_NOTES),
        )

    def _refuse(self, step: Step, family: Actor, owner: Actor, booking: Booking) -> None:
        reason = self._random.choice(_REASONS[step])
        if step is Step.DECLINE:
            decline_request(actor=owner, booking=booking, reason=reason)
        elif step is Step.CANCEL_BY_FAMILY:
            cancel_booking(actor=family, party=Party.FAMILY, booking=booking, reason=reason)
        else:
            cancel_booking(actor=owner, party=Party.PROVIDER, booking=booking, reason=reason)

    def _family(self, child: Child) -> Actor:
        """Return one of the family's members, or its supporter where it has one by now."""
        supporter, since = self._supporters.get(child.family_id, (None, clock.now()))
        if supporter and since < clock.now() and self._random.random() < _SHARE_BY_SUPPORTER:
            return supporter
        if child.family_id not in self._members:
            members = child.family.members.select_related("user").order_by("created_at")
            self._members[child.family_id] = [actor_for_family(member.user, child.family) for member in members]
        return self._random.choice(self._members[child.family_id])
