"""Loading the funding streams that a new council starts with."""

from dataclasses import asdict

from django.db import transaction

from marketplace.catalogue.models import Category

from ..models import FundingStream, StreamRules
from ..reference import FIRST_DAY, STREAMS


@transaction.atomic
def load_streams() -> None:
    """Add the streams of `reference.py` that are not there yet, with their rules; what officers changed stays.

    Needs the taxonomies.
    """
    categories = {category.code: category for category in Category.objects.all()}
    for position, reference in enumerate(STREAMS):
        rules = asdict(reference)
        stream, created = FundingStream.objects.get_or_create(
            code=rules.pop("code"),
            defaults={
                "name": rules.pop("name"),
                "owner": rules.pop("owner"),
                "position": position,
                "valid_from": FIRST_DAY,
            },
        )
        if created:
            codes = rules.pop("categories")
            made = StreamRules.objects.create(stream=stream, valid_from=FIRST_DAY, **rules)
            made.categories.set([categories[code] for code in codes])
