"""The council itself: its officers, its taxonomies, its funding streams and the postcodes it knows."""

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment, User
from marketplace.accounts.selectors import actor_for_officer
from marketplace.accounts.services import appoint_officer
from marketplace.budgets.services import load_streams
from marketplace.catalogue.services import load_taxonomies
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor
from marketplace.core.models import Postcode

from ..content.known import load_postcodes
from ..content.people import load_people
from .accounts import add_account
from .load import OPENED_DAYS_AGO, Load


def load_authority(load: Load) -> None:
    """Load what a council has before anyone uses its marketplace."""
    load_taxonomies()
    load_streams()
    _load_postcodes()
    with clock.at(load.ago(OPENED_DAYS_AGO)):
        for officer in load.track(load_people().officers):
            appoint_officer(actor=SYSTEM, user=add_account(officer.name, officer.email), role=officer.role)


def officer(role: OfficerRole) -> Actor:
    """Return the officer with the role as an actor."""
    appointment = OfficerAppointment.objects.filter(role=role).select_related("user").order_by("valid_from").first()
    assert appointment is not None, "officers are loaded first"
    return actor_for_officer(appointment.user, role)


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
