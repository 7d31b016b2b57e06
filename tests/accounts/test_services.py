"""Rules about people that pages alone do not show."""

from datetime import date
from functools import partial

import pytest

from marketplace.accounts.enums import OfficerRole, Relationship
from marketplace.accounts.models import OfficerAppointment, User
from marketplace.accounts.services import (
    AppointmentRefused,
    BirthDateRefused,
    appoint_officer,
    end_appointment,
    register_young_person,
)
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from tests import factories
from tests.racing import race, refusals


def birthday(age: int) -> date:
    today = clock.today()
    return date(today.year - age, 1, 1)


def test_a_young_person_of_16_acts_for_themselves(db: None) -> None:
    user = factories.UserFactory(name="Ria Li Jones")
    family = register_young_person(user=user, date_of_birth=birthday(16))
    assert family.members.get().relationship == Relationship.YOUNG_PERSON
    child = family.children.get()
    assert (child.given_name, child.family_name) == ("Ria", "Li Jones")


@pytest.mark.parametrize("age", [14, 27])
def test_who_is_too_young_or_too_old_does_not(db: None, age: int) -> None:
    user = factories.UserFactory()
    with pytest.raises(BirthDateRefused):
        register_young_person(user=user, date_of_birth=birthday(age))
    assert not user.family_memberships.exists()


def appoint(user: User) -> OfficerAppointment:
    return appoint_officer(actor=SYSTEM, user=user, role=OfficerRole.ADMINISTRATOR)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other_at_the_same_moment() -> None:
    first, second = appoint(factories.UserFactory()), appoint(factories.UserFactory())
    results = race(*(partial(end_appointment, actor=SYSTEM, appointment=each) for each in (first, second)))
    assert [type(refusal) for refusal in refusals(results)] == [AppointmentRefused]
    assert OfficerAppointment.objects.valid_on(clock.today()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same race with the lock taken off."""
    first, second = appoint(factories.UserFactory()), appoint(factories.UserFactory())
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda queryset: queryset.all())
    for _ in range(20):
        results = race(*(partial(end_appointment, actor=SYSTEM, appointment=each) for each in (first, second)))
        if not refusals(results):
            return
        for each in (first, second):
            appoint(each.user)
        first, second = OfficerAppointment.objects.valid_on(clock.today()).order_by("pk")
    pytest.fail("The race did not show in 20 tries.")
