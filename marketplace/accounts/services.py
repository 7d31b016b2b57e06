"""Writing about people: families and their children, consent for supporters, officers' appointments."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.errors import DomainError
from marketplace.core.postcode import normalise_postcode

from .enums import OfficerRole, Relationship, SupportScope
from .events import appointments_changed
from .models import Child, Family, FamilyMember, OfficerAppointment, SupportConsent, User

#: A young person may hold their own budget, and sign in for themselves, from the end of compulsory school age.
YOUNG_PERSON_FROM_AGE = 16
OLDEST_AGE = 25


class ConsentRefused(DomainError):
    """The consent that was asked for cannot be given."""

    code = "consent_refused"


class AppointmentRefused(DomainError):
    """The role at the council cannot be given or ended as asked."""

    code = "appointment_refused"


class BirthDateRefused(DomainError):
    """The birth date is not that of a child or young person of 0 to 25."""

    code = "birth_date_refused"


@transaction.atomic
def register_family(
    *, user: User, name: str, postcode: str = "", relationship: Relationship = Relationship.PARENT
) -> Family:
    """Create a family with the person as its first member."""
    family = Family.objects.create(name=name, postcode=normalise_postcode(postcode) or "")
    FamilyMember.objects.create(family=family, user=user, relationship=relationship)
    record_event(actor=Actor(role="family", user=user), action="family.register", subject=family)
    return family


@transaction.atomic
def register_young_person(*, user: User, date_of_birth: date, postcode: str = "") -> Family:
    """Let a young person hold their own affairs, as the only child and member of a family of their own.

    Raises BirthDateRefused under 16 and over 25.
    """
    if Child(date_of_birth=date_of_birth).age_on(clock.today()) < YOUNG_PERSON_FROM_AGE:
        raise BirthDateRefused(
            f"You can use the marketplace for yourself from the age of {YOUNG_PERSON_FROM_AGE}. "
            "Until then, a parent or carer can do it with you."
        )
    family = register_family(user=user, name=user.name, postcode=postcode, relationship=Relationship.YOUNG_PERSON)
    given_name, _, family_name = user.name.partition(" ")
    add_child(
        actor=Actor(role="family", user=user),
        family=family,
        given_name=given_name[:60],
        family_name=family_name[:60],
        date_of_birth=date_of_birth,
    )
    return family


@transaction.atomic
def add_family_member(*, actor: Actor, family: Family, user: User, relationship: Relationship) -> FamilyMember:
    """Let another person act as a member of the family; one who is a member already is left as they are."""
    member, created = FamilyMember.objects.get_or_create(
        family=family, user=user, defaults={"relationship": relationship}
    )
    if created:
        record_event(
            actor=actor, action="family.add_member", subject=member, after={"relationship": member.relationship}
        )
    return member


@transaction.atomic
def change_family(*, actor: Actor, family: Family, name: str, postcode: str) -> Family:
    """Change the family's name and home postcode."""
    family.name = name
    family.postcode = normalise_postcode(postcode) or ""
    family.save(update_fields=["name", "postcode", "updated_at"])
    record_event(actor=actor, action="family.change", subject=family)
    return family


@transaction.atomic
def add_child(*, actor: Actor, family: Family, given_name: str, family_name: str = "", date_of_birth: date) -> Child:
    """Add a child or young person; raises BirthDateRefused outside 0 to 25 years."""
    _check_birth_date(date_of_birth)
    child = Child.objects.create(
        family=family, given_name=given_name, family_name=family_name, date_of_birth=date_of_birth
    )
    record_event(actor=actor, action="child.add", subject=child)
    return child


@transaction.atomic
def change_child(*, actor: Actor, child: Child, given_name: str, family_name: str, date_of_birth: date) -> Child:
    """Change a child's name or birth date; raises BirthDateRefused outside 0 to 25 years."""
    _check_birth_date(date_of_birth)
    child.given_name, child.family_name, child.date_of_birth = given_name, family_name, date_of_birth
    child.save(update_fields=["given_name", "family_name", "date_of_birth", "updated_at"])
    record_event(actor=actor, action="child.change", subject=child)
    return child


@transaction.atomic
def give_consent(
    *, actor: Actor, family: Family, supporter: User, scopes: Iterable[SupportScope], valid_to: date
) -> SupportConsent:
    """Let a supporter act for the family within the scopes until a date; booking and money include seeing.

    Raises ConsentRefused for a date in the past or a supporter who belongs to the family.
    """
    assert isinstance(actor.user, User), "consent is given by a person"
    today = clock.today()
    if valid_to < today:
        raise ConsentRefused("Choose an end date of today or later.")
    if supporter.family_memberships.filter(family=family).exists():
        raise ConsentRefused("This person belongs to your family already and needs no consent.")
    consent = SupportConsent.objects.create(
        family=family,
        supporter=supporter,
        scopes=sorted({SupportScope.SEE, *scopes}),
        valid_from=today,
        valid_to=valid_to,
        given_by=actor.user,
    )
    record_event(
        actor=actor,
        action="consent.give",
        subject=consent,
        after={"scopes": consent.scopes, "valid_to": valid_to.isoformat()},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: SupportConsent) -> None:
    """End a consent at once; doing it twice changes nothing."""
    if consent.withdrawn_at:
        return
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at", "updated_at"])
    record_event(actor=actor, action="consent.withdraw", subject=consent)


@transaction.atomic
def appoint_officer(*, actor: Actor, user: User, role: OfficerRole) -> OfficerAppointment:
    """Give a person a role at the council from today; a role already held is left as it is."""
    held = OfficerAppointment.objects.filter(user=user, role=role).valid_on(clock.today()).first()
    if held:
        return held
    appointment = OfficerAppointment.objects.create(user=user, role=role)
    record_event(actor=actor, action="officer.appoint", subject=appointment, after={"role": role})
    appointments_changed.send(OfficerAppointment)
    return appointment


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: OfficerAppointment) -> None:
    """End a role at the council: yesterday was its last day, so the person is out of it at once.

    A role given today leaves no day to have been held, so its row goes; the audit trail keeps both events. Doing it
    twice changes nothing. Raises AppointmentRefused for the last administrator: nobody could appoint another.
    """
    # Every administrator is locked, in one order: two of them who end each other's role must not both succeed.
    with_role = OfficerAppointment.objects.filter(role=appointment.role).valid_on(clock.today())
    held = {other.pk: other for other in with_role.order_by("pk").select_for_update()}
    if appointment.pk not in held:
        return
    if appointment.role == OfficerRole.ADMINISTRATOR and len(held) == 1:
        raise AppointmentRefused("This is the last administrator. Appoint another one first.")
    record_event(actor=actor, action="officer.end", subject=appointment, before={"role": appointment.role})
    if appointment.valid_from == clock.today():
        appointment.delete()
    else:
        appointment.valid_to = clock.today() - timedelta(days=1)
        appointment.save(update_fields=["valid_to", "updated_at"])
    appointments_changed.send(OfficerAppointment)


def _check_birth_date(date_of_birth: date) -> None:
    today = clock.today()
    if date_of_birth > today:
        raise BirthDateRefused("Enter a birth date in the past.")
    if Child(date_of_birth=date_of_birth).age_on(today) > OLDEST_AGE:
        raise BirthDateRefused(f"The Local Offer is for children and young people of 0 to {OLDEST_AGE}.")
