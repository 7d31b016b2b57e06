"""Loading the funding streams that a new council starts with."""

from dataclasses import asdict

from django.db import transaction

from marketplace.catalogue.models import Category

from ..models import FundingStream
from ..reference import STREAMS


@transaction.atomic
def load_streams() -> None:
    """Add the streams of `reference.py` that are not there yet; what officers changed stays. Needs the taxonomies."""
    categories = {category.code: category for category in Category.objects.all()}
    for position, rules in enumerate(STREAMS):
        fields = asdict(rules)
        codes = fields.pop("categories")
        stream, created = FundingStream.objects.get_or_create(
            code=fields.pop("code"), defaults=fields | {"position": position}
        )
        if created:
            stream.categories.set([categories[code] for code in codes])
