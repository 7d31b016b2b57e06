"""Families with a budget: who signs in for them, their children and their supporters."""

from datetime import date, time, timedelta
from random import Random

from marketplace.accounts.enums import Relationship
from marketplace.accounts.models import Child, Family, User
from marketplace.accounts.services import add_family_member, give_consent, register_family
from marketplace.catalogue.models import Need
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.workspaces.services import add_child_with_needs

from ..content.records import ChildContent, FamilyContent, SupporterContent
from .accounts import add_account
from .load import Load
from .plan_years import first_day_of_plans
from .sampling import sampled_families

#: So long before the first day that plans are agreed for, the first family joined; the others earlier, day by day.
_JOINED_BEFORE = timedelta(days=90)
#: A baby that is born later is added at this age.
_ADDED_AT_AGE = timedelta(days=30)
_CONSENT_DAYS_AGO = 120


def load_families(load: Load) -> None:
    """Register every family as its first member would."""
    needs = {need.code: need for need in Need.objects.all()}
    random = load.random("families")
    for number, content in enumerate(load.track(sampled_families(load))):
        joined = first_day_of_plans(load) - _JOINED_BEFORE - timedelta(days=number)
        with clock.at(clock.local_moment(joined, time(10))):
            family, actor = _register(content)
        for child in content.children:
            _add_child(load, random, actor, family, child, needs, joined)
        for supporter in content.supporters:
            _give_consent(load, actor, family, supporter)


def find_child(family: FamilyContent, child: ChildContent) -> Child:
    """Return a child that the content names."""
    return Child.objects.select_related("family").get(
        family__members__user__email=family.members[0].email, given_name=child.given_name
    )


def first_member(family: Family) -> User:
    """Return who registered the family, and signs for it."""
    user: User = family.members.select_related("user").order_by("created_at")[0].user
    return user


def _register(content: FamilyContent) -> tuple[Family, Actor]:
    first, *others = content.members
    user = add_account(first.name, first.email)
    family = register_family(
        user=user, name=content.name, postcode=content.postcode, relationship=Relationship(first.relationship)
    )
    actor = Actor(role="family", user=user)
    for member in others:
        other = add_account(member.name, member.email)
        add_family_member(actor=actor, family=family, user=other, relationship=member.relationship)
    return family, actor


def _add_child(
    load: Load,
    random: Random,
    actor: Actor,
    family: Family,
    content: ChildContent,
    needs: dict[str, Need],
    joined: date,
) -> None:
    born = _born(load.day, content, random.randint(0, 26))
    with clock.at(clock.local_moment(max(joined, born + _ADDED_AT_AGE), time(11))):
        add_child_with_needs(
            actor=actor,
            family=family,
            needs=[needs[code] for code in content.needs],
            given_name=content.given_name,
            family_name=content.family_name,
            date_of_birth=born,
        )


def _born(day: date, content: ChildContent, days: int) -> date:
    """Return a birth date by which the child is so many years and months old, and some days."""
    month = day.year * 12 + day.month - 1 - content.age_years * 12 - content.age_months
    return date(month // 12, month % 12 + 1, min(day.day, 28)) - timedelta(days=days)


def _give_consent(load: Load, actor: Actor, family: Family, content: SupporterContent) -> None:
    with clock.at(load.ago(_CONSENT_DAYS_AGO)):
        give_consent(
            actor=actor,
            family=family,
            supporter=add_account(content.name, content.email),
            scopes=content.scopes,
            valid_to=load.day + timedelta(days=content.valid_for_days),
        )
