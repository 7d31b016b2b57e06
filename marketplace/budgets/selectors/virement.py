"""Where money of a pot may move to."""

from django.db.models import QuerySet

from ..models import Pot


def pots_to_move_to(pot: Pot) -> QuerySet[Pot]:
    """Return the child's open pots whose streams the same part pays and whose periods have days in common."""
    return (
        Pot.objects.filter(
            child=pot.child_id,
            stream__owner=pot.stream.owner,
            closed_on__isnull=True,
            valid_from__lte=pot.valid_to,
            valid_to__gte=pot.valid_from,
        )
        .exclude(pk=pot.pk)
        .select_related("stream")
    )
