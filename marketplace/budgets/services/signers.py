"""Grades in which officers sign plans, and who holds them."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.audit import Actor, record_event

from ..errors import SignersRefused
from ..models import SignerAppointment, SigningGrade
from ..reference import FIRST_DAY
from ..selectors.signing import budget_officers

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
def change_grade_limit(*, actor: Actor, grade: SigningGrade, limit_pence: int | None, valid_from: date) -> SigningGrade:
    """Give a grade another limit from a day on: it ends the day before, and its signers go over to the new one.

    What was signed keeps the limit of then. Raises SignersRefused for a day before tomorrow or outside the grade's.
    """
    grade = SigningGrade.objects.select_for_update().get(pk=grade.pk)
    valid_to = grade.valid_to
    if valid_from <= max(clock.today(), grade.valid_from) or (valid_to and valid_from > valid_to):
        raise SignersRefused("A limit can change from tomorrow on, on a day on which the grade holds.")
    _end(grade, valid_from - timedelta(days=1))
    after = add_grade(
        actor=actor,
        name=grade.name,
        limit_pence=limit_pence,
        owner=grade.owner,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    for appointment in grade.appointments.exclude(valid_to__lt=valid_from).select_related("user"):
        _move(appointment, after)
    change = {"limit_pence": limit_pence, "valid_from": valid_from.isoformat()}
    record_event(
        actor=actor,
        action="signing_grade.change_limit",
        subject=grade,
        before={"limit_pence": grade.limit_pence},
        after=change,
    )
    return after


def _move(appointment: SignerAppointment, grade: SigningGrade) -> None:
    """Let a signer hold the grade from its first day on, in place of the one before it."""
    first = max(appointment.valid_from, grade.valid_from)
    SignerAppointment.objects.create(
        user=appointment.user, grade=grade, valid_from=first, valid_to=appointment.valid_to
    )
    if appointment.valid_from >= grade.valid_from:
        appointment.delete()
        return
    appointment.valid_to = grade.valid_from - timedelta(days=1)
    appointment.save(update_fields=["valid_to", "updated_at"])


@transaction.atomic
def appoint_signer(
    *, actor: Actor, user: User, grade: SigningGrade, valid_from: date, valid_to: date | None = None
) -> SignerAppointment:
    """Let an officer sign in a grade from a day, perhaps to a day.

    Raises SignersRefused for reversed days, for somebody who is not a budget officer, and for one who holds the grade
    on some of these days.
    """
    if not budget_officers().filter(pk=user.pk).exists():
        raise SignersRefused("Only a budget officer signs plans. Give them that role first.")
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
