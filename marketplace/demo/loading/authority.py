"""The council itself: its officers, its taxonomies, its funding streams and the postcodes it knows."""

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.accounts.selectors import actor_for_officer
from marketplace.accounts.services import appoint_officer
from marketplace.budgets.services import load_policy, load_questionnaires, load_streams
from marketplace.catalogue.services import load_taxonomies
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor
from marketplace.core.dates import financial_year
from marketplace.core.models import Postcode

from ..content.known import load_postcodes
from ..content.people import load_people
from .accounts import add_account
from .load import OPENED_DAYS_AGO, Load
from .policies import decide_policies
from .signers import appoint_signers


def load_authority(load: Load) -> None:
    """Load what a council has before anyone uses its marketplace."""
    load_taxonomies()
    load_streams()
    _load_postcodes()
    load_policy()
    with clock.at(load.ago(OPENED_DAYS_AGO)):
        load_questionnaires()
        for each in load.track(load_people().officers):
            appoint_officer(actor=SYSTEM, user=add_account(each.name, each.email), role=each.role)
        appoint_signers()
        decide_policies(officer(OfficerRole.BUDGETS), later_from=financial_year(load.day)[0])


def officer(role: OfficerRole) -> Actor:
    """Return the officer who works at the council in the role, as an actor."""
    email = next(each.email for each in load_people().officers if each.role == role)
    return actor_for_officer(User.objects.get(email=email), role)


def administrator() -> User:
    """Return the council's administrator, about whom the load's own events are."""
    user: User = officer(OfficerRole.ADMINISTRATOR).user
    return user


def _load_postcodes() -> None:
    Postcode.objects.bulk_create(
        (
            Postcode(postcode=postcode, outward=postcode.split()[0], latitude=point.latitude, longitude=point.longitude)
            for postcode, point in load_postcodes().items()
        ),
        ignore_conflicts=True,
    )
