"""Writing that spans two apps: a child belongs to accounts, the child's needs to the catalogue."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from marketplace.accounts.models import Child, Family
from marketplace.accounts.services import add_child, change_child
from marketplace.catalogue.models import Need
from marketplace.catalogue.services import set_child_needs
from marketplace.core.audit import Actor


@transaction.atomic
def add_child_with_needs(
    *, actor: Actor, family: Family, needs: Iterable[Need], given_name: str, family_name: str, date_of_birth: date
) -> Child:
    """Add a child and its needs; raises BirthDateRefused outside 0 to 25 years."""
    child = add_child(
        actor=actor, family=family, given_name=given_name, family_name=family_name, date_of_birth=date_of_birth
    )
    set_child_needs(actor=actor, child=child, needs=needs)
    return child


@transaction.atomic
def change_child_with_needs(
    *, actor: Actor, child: Child, needs: Iterable[Need], given_name: str, family_name: str, date_of_birth: date
) -> Child:
    """Change a child and its needs; raises BirthDateRefused outside 0 to 25 years."""
    child = change_child(
        actor=actor, child=child, given_name=given_name, family_name=family_name, date_of_birth=date_of_birth
    )
    set_child_needs(actor=actor, child=child, needs=needs)
    return child
