"""Which providers and families a load brings in: all, or fewer where it is scaled down, but whoever signs in always."""

from marketplace.accounts.enums import Relationship

from ..content.loader import load_families, load_providers
from ..content.records import FamilyContent, ProviderContent
from .load import Load

#: Providers whose owners are named in the sign-ins: a club that families book, and one person who works alone.
NAMED_PROVIDERS = ("severnside-adventure-play", "pa-tom-aldridge")


def sampled_providers(load: Load) -> list[ProviderContent]:
    """Return the providers that the load brings in."""
    return load.sample(load_providers(), keep=lambda provider: provider.slug in NAMED_PROVIDERS)


def sampled_families(load: Load) -> list[FamilyContent]:
    """Return the families that the load brings in: the first one is always among them."""
    return load.sample(load_families(), keep=has_young_person)


def has_young_person(family: FamilyContent) -> bool:
    """Say whether a young person signs in for the family."""
    return any(member.relationship == Relationship.YOUNG_PERSON for member in family.members)
