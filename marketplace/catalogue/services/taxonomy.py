"""Loading the taxonomies that a new council starts with."""

from django.db import transaction

from marketplace.providers.models import CheckType

from .. import reference
from ..models import AccessFeature, Category, CategoryCheck, Need, Outcome


@transaction.atomic
def load_taxonomies() -> None:
    """Add the terms and the vetting policy of `reference.py` that are not there yet; what officers changed stays."""
    _load_categories()
    for model, terms in (
        (Need, reference.NEEDS),
        (AccessFeature, reference.ACCESS_FEATURES),
        (Outcome, reference.OUTCOMES),
    ):
        for position, (code, name) in enumerate(terms):
            model.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    for code, name, guidance in reference.CHECK_TYPES:
        CheckType.objects.get_or_create(code=code, defaults={"name": name, "guidance": guidance})
    _load_vetting_policy()


def _load_categories() -> None:
    position = 0
    for code, name, summary, kinds in reference.CATEGORIES:
        position += 1
        group, _ = Category.objects.get_or_create(
            code=code, defaults={"name": name, "summary": summary, "position": position}
        )
        for kind_code, kind_name, kind_summary in kinds:
            position += 1
            Category.objects.get_or_create(
                code=kind_code,
                defaults={"name": kind_name, "summary": kind_summary, "position": position, "parent": group},
            )


def _load_vetting_policy() -> None:
    if CategoryCheck.objects.exists():
        return
    types = {check_type.code: check_type for check_type in CheckType.objects.all()}
    categories = {category.code: category for category in Category.objects.all()}
    policy: list[tuple[Category | None, str]] = [(None, code) for code in reference.CHECKS_FOR_ALL]
    policy += [(categories[c], code) for c, codes in reference.CHECKS_BY_CATEGORY.items() for code in codes]
    CategoryCheck.objects.bulk_create(
        CategoryCheck(category=category, check_type=types[code], valid_from=reference.POLICY_FROM)
        for category, code in policy
    )
