"""What officers changed about this year's budgets on the way: money moved, taken back, and kept aside no longer."""

from collections.abc import Callable

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.models import Pot
from marketplace.budgets.services import move_between_pots, reduce_award, release_contingency
from marketplace.core import clock
from marketplace.core.audit import Actor

from .authority import officer
from .load import Load


def load_changes(load: Load) -> None:
    """Make each change whose budgets are there and had begun by its day."""
    budgets = officer(OfficerRole.BUDGETS)
    for days_ago, change in load.track(_CHANGES):
        with clock.at(load.ago(days_ago)):
            change(budgets)


def _pot(given_name: str, family_name: str, stream: str) -> Pot | None:
    child = {"child__given_name": given_name, "child__family_name": family_name}
    return Pot.objects.filter(stream__code=stream, **child).valid_on(clock.today()).first()


def _move_what_the_bed_left(actor: Actor) -> None:
    source = _pot("Adaeze", "Okonkwo", "equipment")
    target = _pot("Adaeze", "Okonkwo", "social-care-short-breaks")
    if source and target:
        move_between_pots(
            actor=actor,
            source=source,
            target=target,
            amount_pence=24_000,
            reason="The bed cost less than planned. What is left pays for another night away.",
            idempotency_key="bed",
        )


def _take_back_what_is_not_needed(actor: Actor) -> None:
    pot = _pot("Elias", "Hughes-Baptiste", "social-care-short-breaks")
    if pot:
        reduce_award(
            actor=actor,
            pot=pot,
            amount_pence=8_000,
            reason="The family told us that two of the evenings are not needed this spring.",
            idempotency_key="evenings",
        )


def _release_half_of_what_is_kept_aside(actor: Actor) -> None:
    kept = Pot.objects.filter(set_aside_pence__gt=0).valid_on(clock.today())
    pot = kept.order_by("child__family_name", "stream__position").first()
    if pot:
        release_contingency(
            actor=actor,
            pot=pot,
            amount_pence=pot.set_aside_pence // 2,
            reason="The usual worker was ill for three weeks, and cover costs more.",
        )


#: So many days ago; before what families booked since is replayed, so that the money is there.
_CHANGES: tuple[tuple[int, Callable[[Actor], None]], ...] = (
    (70, _move_what_the_bed_left),
    (52, _take_back_what_is_not_needed),
    (31, _release_half_of_what_is_kept_aside),
)
