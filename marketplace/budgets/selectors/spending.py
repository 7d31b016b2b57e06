"""Reading what families spend of money that they hold: their records, and the queues of officers."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import children_for
from marketplace.catalogue.models import Category
from marketplace.core import clock

from ..enums import FAMILY_HELD_ROUTES, SpendingState
from ..models import Pot, SpendingRecord
from .route import pots_with_routes


def pots_held_by_family(child: Child) -> QuerySet[Pot]:
    """Return the child's pots whose money the family holds or has held, as far as they are not closed."""
    held = Pot.objects.filter(child=child, routes__route__in=FAMILY_HELD_ROUTES, routes__valid_from__lte=clock.today())
    return pots_with_routes().filter(pk__in=held.values("pk"), closed_on__isnull=True).order_by("-valid_from")


def kinds_payable_by(pots: Iterable[Pot]) -> QuerySet[Category]:
    """Return the kinds of service that the streams of the pots may pay for, or could in the pots' periods."""
    allowed = {
        category.pk
        for pot in pots
        for rules in pot.stream.rules.all()
        if rules.valid_from <= pot.valid_to and (rules.valid_to is None or rules.valid_to >= pot.valid_from)
        for category in rules.categories.all()
    }
    return Category.objects.filter(Q(pk__in=allowed) | Q(parent__in=allowed), children__isnull=True).order_by("name")


def spending_of(child: Child) -> QuerySet[SpendingRecord]:
    """Return what the family recorded for the child, the latest first."""
    return _records().filter(pot__child=child)


def spending_for(user: User | AnonymousUser) -> QuerySet[SpendingRecord]:
    """Return the records of the families whose affairs the person may see."""
    return _records().filter(pot__child__in=children_for(user))


def spending_to_decide() -> QuerySet[SpendingRecord]:
    """Return the records that were chosen and wait for an officer, the oldest first."""
    return _records().filter(is_sampled=True, state=SpendingState.RECORDED).order_by("spent_on", "created_at")


def spending_asked_about() -> QuerySet[SpendingRecord]:
    """Return the records about which the family has to answer a question."""
    return _records().filter(state=SpendingState.QUERIED)


def all_spending() -> QuerySet[SpendingRecord]:
    """Return every record, the latest first."""
    return _records()


def _records() -> QuerySet[SpendingRecord]:
    return SpendingRecord.objects.select_related(
        "pot__stream", "pot__child__family", "category", "recorded_by", "decided_by"
    )
