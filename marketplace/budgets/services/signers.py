"""Grades in which officers sign plans, and who holds them."""

from datetime import date

from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..errors import SignersRefused
from ..models import SignerAppointment, SigningGrade
from ..reference import FIRST_DAY

#: What a new council starts with, in pence; one council had these limits (2013).
GRADES = (("Team manager", 500_000), ("Group manager", 2_000_000), ("Head of service", None))


@transaction.atomic
def load_grades() -> None:
    """Add the grades that a council starts with, where it has none at all."""
    if not SigningGrade.objects.exists():
        SigningGrade.objects.bulk_create(
            SigningGrade(name=name, limit_pence=limit, valid_from=FIRST_DAY) for name, limit in GRADES
        )


@transaction.atomic
def add_grade(
    *, actor: Actor, name: str, limit_pence: int | None, owner: str = "", valid_from: date, valid_to: date | None = None
) -> SigningGrade:
    """Add a grade; no limit means any amount, no owner all streams.

    Raises SignersRefused for reversed days, and a name that a grade of the same time and owner has.
    """
    if valid_to and valid_to < valid_from:
        raise SignersRefused("The last day must be on or after the first day.")
    rivals = SigningGrade.objects.filter(name__iexact=name.strip(), owner=owner).exclude(valid_to__lt=valid_from)
    if valid_to:
        rivals = rivals.filter(valid_from__lte=valid_to)
    if rivals.exists():
        raise SignersRefused("There is a grade of this name at that time. End it first, or choose another name.")
    grade = SigningGrade.objects.create(
        name=name.strip(), owner=owner, limit_pence=limit_pence, valid_from=valid_from, valid_to=valid_to
    )
    after = {"limit_pence": limit_pence, "owner": owner, "valid_from": valid_from.isoformat()}
    record_event(actor=actor, action="signing_grade.add", subject=grade, after=after)
    return grade


@transaction.atomic
def end_grade(*, actor: Actor, grade: SigningGrade, last_day: date) -> SigningGrade:
    """Let a grade end; signatures in it stand. Raises SignersRefused for a day before today or before its first."""
    grade = SigningGrade.objects.select_for_update().get(pk=grade.pk)
    _end(grade, last_day)
    record_event(actor=actor, action="signing_grade.end", subject=grade, after={"valid_to": last_day.isoformat()})
    return grade


@transaction.atomic
def appoint_signer(
    *, actor: Actor, user: User, grade: SigningGrade, valid_from: date, valid_to: date | None = None
) -> SignerAppointment:
    """Let an officer sign in a grade from a day, perhaps to a day.

    Raises SignersRefused for reversed days, and for somebody who holds the grade on some of these days.
    """
    if valid_to and valid_to < valid_from:
        raise SignersRefused("The last day must be on or after the first day.")
    appointment = SignerAppointment(user=user, grade=grade, valid_from=valid_from, valid_to=valid_to)
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise SignersRefused(f"{user} signs as {grade} on some of these days already.") from error
    after = {"user": str(user.pk), "grade": str(grade.pk), "valid_from": valid_from.isoformat()}
    record_event(actor=actor, action="signer.appoint", subject=appointment, after=after)
    return appointment


@transaction.atomic
def end_signer(*, actor: Actor, appointment: SignerAppointment, last_day: date) -> SignerAppointment:
    """Let an officer sign in a grade for the last time on the day; signatures stand. Raises as `end_grade`."""
    appointment = SignerAppointment.objects.select_for_update().get(pk=appointment.pk)
    _end(appointment, last_day)
    record_event(actor=actor, action="signer.end", subject=appointment, after={"valid_to": last_day.isoformat()})
    return appointment


def _end(row: SigningGrade | SignerAppointment, last_day: date) -> None:
    """Today stays the last day at the earliest: what was signed this morning was signed by somebody who might."""
    if last_day < max(clock.today(), row.valid_from):
        raise SignersRefused("The last day can be today or later, and not before the first day.")
    row.valid_to = last_day
    row.save(update_fields=["valid_to", "updated_at"])
