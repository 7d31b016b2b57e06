"""A year of bookings, made and moved on through the services in the order in which everything happened."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child, SupportConsent
from marketplace.accounts.selectors import actor_for_family
from marketplace.bookings.enums import Party
from marketplace.bookings.models import Booking
from marketplace.bookings.services import (
    BookingWish,
    accept_delivery,
    accept_request,
    cancel_booking,
    confirm_booking,
    decline_request,
    deliver_booking,
    hold_booking,
    sweep_overdue,
)
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.providers.models import ProviderMember
from marketplace.providers.selectors import actor_for_provider

from .diary import Plan, Step, draw_plans
from .load import Load

#: Of a supported family's bookings since its consent, so many are made by the supporter.
_SHARE_BY_SUPPORTER = 0.3
#: Bookings that a family is in the middle of when the load ends.
_STILL_HELD = 2
_DECLINED = (
    "We are full that week. Please ask again for the week after.",
    "The worker who knows your child is away that day.",
    "We do not have a second member of staff for that time.",
)
_CANCELLED_BY_FAMILY = ("", "", "Not well enough to go.", "A hospital appointment came up.", "We are away that day.")
_CANCELLED_BY_PROVIDER = (
    "Our worker is ill and nobody else is trained for it. We are sorry.",
    "The building is closed that day because the heating has failed.",
    "The minibus is off the road.",
)
_NOTES = (
    "",
    "",
    "",
    "",
    "Please ring when you are outside.",
    "She will bring her own lunch.",
    "He likes to sit by the door.",
)


def load_bookings(load: Load) -> None:
    """Draw the plan, then replay every step of it; what comes after the day of the load has not happened yet."""
    random = load.random("bookings")
    children = list(
        Child.objects.filter(pots__isnull=False)
        .distinct()
        .select_related("family")
        .prefetch_related("needs")
        .order_by("family__created_at", "date_of_birth", "given_name")
    )
    plans = draw_plans(load, random, children)
    replay = _Replay(random)
    steps = [(moment, plan.number, step, plan) for plan in plans for moment, step in plan.steps]
    for moment, _, step, plan in load.track(sorted(steps, key=lambda step: step[:2])):
        with clock.at(moment):
            replay.carry_out(step, plan)


class _Replay:
    """The bookings made so far, and who acts for whom."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._bookings: dict[int, Booking] = {}
        self._members: dict[UUID, list[Actor]] = {}
        self._supporters: dict[UUID, tuple[Actor, datetime]] = {}
        self._owners: dict[UUID, Actor] = {}
        for membership in ProviderMember.objects.select_related("user"):
            self._owners[membership.provider_id] = actor_for_provider(membership.user)
        for consent in SupportConsent.objects.filter(scopes__contains=[SupportScope.BOOK]).select_related("supporter"):
            actor = Actor(role="supporter", user=consent.supporter, on_behalf_of=consent.family_id)
            self._supporters[consent.family_id] = (actor, consent.created_at)

    def carry_out(self, step: Step, plan: Plan) -> None:
        """Let a step happen now; `clock.at` says when that is."""
        if step is Step.HOLD:
            self._bookings[plan.number] = self._hold(plan)
        elif step is Step.SWEEP:
            sweep_overdue()
        else:
            self._move(step, plan)(booking=self._bookings[plan.number])

    def _hold(self, plan: Plan) -> Booking:
        candidate = plan.candidate
        wish = BookingWish(
            child=candidate.child,
            service=candidate.service,
            unit_cost=candidate.cost,
            session=candidate.session,
            starts_at=candidate.starts_at,
            quantity=candidate.quantity,
            note=self._one_of(_NOTES),
        )
        return hold_booking(
            actor=self._family(candidate.child), wish=wish, funding=plan.funding, idempotency_key=f"demo-{plan.number}"
        )

    def _move(self, step: Step, plan: Plan) -> Callable[..., Booking]:
        family, owner = self._family(plan.candidate.child), self._owners[plan.candidate.service.provider_id]
        if step is Step.CONFIRM:
            return partial(confirm_booking, actor=family)
        if step is Step.ACCEPT:
            return partial(accept_request, actor=owner)
        if step is Step.DECLINE:
            return partial(decline_request, actor=owner, reason=self._one_of(_DECLINED))
        if step is Step.CANCEL_BY_FAMILY:
            reason = self._one_of(_CANCELLED_BY_FAMILY)
            return partial(cancel_booking, actor=family, party=Party.FAMILY, reason=reason)
        if step is Step.CANCEL_BY_PROVIDER:
            reason = self._one_of(_CANCELLED_BY_PROVIDER)
            return partial(cancel_booking, actor=owner, party=Party.PROVIDER, reason=reason)
        if step is Step.DELIVER:
            return partial(deliver_booking, actor=owner)
        return partial(accept_delivery, actor=family)

    def _family(self, child: Child) -> Actor:
        """Return one of the family's members, or its supporter where it has one by now."""
        supporter, since = self._supporters.get(child.family_id, (None, clock.now()))
        if supporter and since < clock.now() and self._random.random() < _SHARE_BY_SUPPORTER:
            return supporter
        if child.family_id not in self._members:
            members = child.family.members.select_related("user").order_by("created_at")
            self._members[child.family_id] = [actor_for_family(member.user, child.family) for member in members]
        return self._one_of(self._members[child.family_id])

    def _one_of(self, choices: Sequence):  # type: ignore[type-arg,no-untyped-def]
        return self._random.choice(choices)
