"""What a child has had from a stream so far: recorded from a day, and put right where it was recorded wrongly."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Child
from marketplace.core.audit import Actor, record_event
from marketplace.core.locks import deciding
from marketplace.core.money import format_pounds

from ..errors import AllocationRefused
from ..models import FundingStream, PresentPackage
from .award import HIGHEST_AWARD_PENCE


def record_present_package(
    *,
    actor: Actor,
    child: Child,
    stream: FundingStream,
    description: str,
    amount_pence: int,
    valid_from: date,
    valid_to: date | None = None,
) -> PresentPackage:
    """Record what a child has from a day, perhaps to a day, in pence for a year; what it had ends the day before.

    Raises AllocationRefused without a description, for reversed days, an amount outside £0.01 to £500,000, and where a
    package from that day or later is recorded.
    """
    _check(description, amount_pence, valid_from, valid_to)
    packages = PresentPackage.objects.filter(child=child, stream=stream)
    with deciding():
        Child.objects.select_for_update(no_key=True).get(pk=child.pk)
        if packages.filter(valid_from__gte=valid_from).exists():
            raise AllocationRefused(
                f"A {stream.name} package from that day or later is recorded. Change that one instead."
            )
        packages.valid_on(valid_from).update(valid_to=valid_from - timedelta(days=1))
        made = PresentPackage.objects.create(
            child=child,
            stream=stream,
            description=description.strip(),
            amount_pence=amount_pence,
            recorded_by=actor.user,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        record_event(actor=actor, action="package.record", subject=made, after=_facts(made))
    return made


def correct_present_package(
    *,
    actor: Actor,
    package: PresentPackage,
    description: str,
    amount_pence: int,
    valid_to: date | None,
    reason: str,
) -> PresentPackage:
    """Put right what was recorded of a package, or say when it ends; figures that were worked out keep what they used.

    Raises AllocationRefused without a reason, and as `record_present_package` does.
    """
    if not reason.strip():
        raise AllocationRefused("Say why the package is changed.")
    try:
        with transaction.atomic():
            package = PresentPackage.objects.select_for_update().get(pk=package.pk)
            _check(description, amount_pence, package.valid_from, valid_to)
            before = _facts(package)
            package.description, package.amount_pence, package.valid_to = description.strip(), amount_pence, valid_to
            package.save(update_fields=["description", "amount_pence", "valid_to", "updated_at"])
            record_event(
                actor=actor,
                action="package.correct",
                subject=package,
                reason=reason,
                before=before,
                after=_facts(package),
            )
    except IntegrityError as error:
        raise AllocationRefused(
            "Another package is recorded for some of these days. Choose an earlier last day."
        ) from error
    return package


def _check(description: str, amount_pence: int, valid_from: date, valid_to: date | None) -> None:
    if not description.strip():
        raise AllocationRefused("Say what the child has now, in words the family would use.")
    if not 1 <= amount_pence <= HIGHEST_AWARD_PENCE:
        raise AllocationRefused(
            f"A package costs from {format_pounds(1)} to {format_pounds(HIGHEST_AWARD_PENCE)} a year."
        )
    if valid_to and valid_to < valid_from:
        raise AllocationRefused("The last day must be on or after the first day.")


def _facts(package: PresentPackage) -> dict[str, object]:
    return {
        "pence": package.amount_pence,
        "valid_from": package.valid_from.isoformat(),
        "valid_to": package.valid_to.isoformat() if package.valid_to else None,
    }
