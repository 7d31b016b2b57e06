"""Withholding the payments of a pot, for safeguarding, consent or another reason (2013), and ending that."""

from datetime import date, timedelta

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding, lock_rows

from ..enums import FAMILY_HELD_ROUTES, WithholdingReason
from ..errors import PaymentRefused
from ..models import Pot, Withholding
from ..notices import tell_of_managing
from ..selectors.route import withholding_from


def withhold_payments(*, actor: Actor, pot: Pot, kind: WithholdingReason, reason: str, valid_from: date) -> Withholding:
    """Pay nothing of a pot to the family from a day on; the family is told, and reads the reason.

    Raises PaymentRefused without a reason, for a day before today or after the pot's period, where the family does not
    hold the pot from then on, and where payments are withheld already.
    """
    if not reason.strip():
        raise PaymentRefused("Say why payments are withheld; the family reads it.")
    with deciding():
        pot = lock_rows({Pot: [pot.pk]})[Pot][pot.pk]
        _check(pot, valid_from)
        made = Withholding.objects.create(
            pot=pot, kind=kind, reason=reason.strip(), valid_from=valid_from, decided_by=actor.user
        )
        facts = {"kind": kind, "valid_from": valid_from.isoformat()}
        record_event(actor=actor, action="withholding.begin", subject=pot, after=facts)
        tell_of_managing(
            pot.child_id,
            what="payments are withheld",
            sentence=f"From {valid_from:%-d %B %Y} the council pays nothing of a part of your personal budget to you. "
            "The page below says why, and whom to ask.",
        )
    return made


def end_withholding(*, actor: Actor, withholding: Withholding, reason: str) -> None:
    """End a withholding with yesterday, or with today where it began today; what is due can then be paid.

    One that has not begun is taken away. Raises PaymentRefused without a reason, and where it has ended.
    """
    if not reason.strip():
        raise PaymentRefused("Say why payments can be made again.")
    with deciding():
        pot = lock_rows({Pot: [withholding.pot_id]})[Pot][withholding.pot_id]
        current = Withholding.objects.filter(pk=withholding.pk, valid_to__isnull=True).first()
        if current is None:
            raise PaymentRefused("Somebody has ended this already.")
        facts = {"kind": current.kind, "valid_from": current.valid_from.isoformat()}
        record_event(actor=actor, action="withholding.end", subject=pot, reason=reason.strip(), before=facts)
        again = _end(current)
        tell_of_managing(
            pot.child_id,
            what="payments can be made again",
            sentence=f"From {again:%-d %B %Y} the council can pay a part of your personal budget to you again.",
        )


def _end(withholding: Withholding) -> date:
    """End or take away the withholding; return the day from which payments can be made."""
    today = clock.today()
    if withholding.valid_from > today:
        withholding.delete()
        return today
    withholding.valid_to = max(withholding.valid_from, today - timedelta(days=1))
    withholding.save(update_fields=["valid_to", "updated_at"])
    return withholding.valid_to + timedelta(days=1)


def _check(pot: Pot, valid_from: date) -> None:
    if valid_from < clock.today():
        raise PaymentRefused("Choose today or a later day: what was paid before stays paid.")
    if valid_from > pot.valid_to:
        raise PaymentRefused(f"This budget ends on {pot.valid_to:%-d %B %Y}. Choose an earlier day.")
    held = pot.routes.filter(route__in=FAMILY_HELD_ROUTES).exclude(valid_to__lt=valid_from)
    if not held.exists():
        raise PaymentRefused("The family does not hold this budget, so there is no payment to withhold.")
    if already := withholding_from(pot, valid_from):
        raise PaymentRefused(f"Payments are withheld from {already.valid_from:%-d %B %Y} already. End that first.")
