"""Read and check the content files of the fictional council; raise `ContentError` for anything that breaks a rule.

`postcodes.csv` holds real postcodes, each with the coordinates of the National Statistics Postcode Lookup (ONS,
May 2025); those outside the Bristol rows were also in Code-Point Open (Ordnance Survey, August 2014). Contains OS data
© Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and database right. Source: Office
for National Statistics, licensed under the Open Government Licence v3.0. Bristol postcodes are those that real
Bristol listings use, so that they can be placed on the map.

People, providers and addresses are invented. Telephone numbers are from the range 01632 960000 to 960999 that
Ofcom sets aside for drama; e-mail addresses and websites end in `.example`.
"""

from .families import read_family, read_unmet
from .known import GROUP_OF, LEAF_CATEGORIES, NEED_CODES, STREAMS_BY_CODE, load_postcodes
from .listings import read_provider
from .pages import read_local_offer
from .reading import FOLDER, ContentError, each, read_table, refuse_repeats, rows
from .records import FamilyContent, LocalOfferContent, ProviderContent, UnmetContent

__all__ = [
    "ContentError",
    "load_families",
    "load_local_offer",
    "load_postcodes",
    "load_providers",
    "load_unmet",
]


def load_providers() -> tuple[ProviderContent, ...]:
    """Return every provider with its checks and services, in the order of the files."""
    files = sorted((FOLDER / "providers").glob("*.toml"))
    providers = each((row for path in files for row in rows(read_table(path), "providers", "slug")), read_provider)
    services = [service for provider in providers for service in provider.services]
    refuse_repeats("providers", (provider.slug for provider in providers))
    refuse_repeats("services", (service.slug for service in services))
    return providers


def load_families() -> tuple[FamilyContent, ...]:
    """Return every family; the first is the one the cast's script names."""
    families = each(rows(read_table(FOLDER / "families.toml"), "families", "name"), read_family)
    refuse_repeats("families.toml", (member.email for family in families for member in family.members))
    return families


def load_unmet() -> tuple[UnmetContent, ...]:
    """Return the templates of unmet requests."""
    requests = each(rows(read_table(FOLDER / "unmet.toml"), "requests", ""), read_unmet)
    refuse_repeats("unmet.toml", (request.what for request in requests))
    return requests


def load_local_offer() -> LocalOfferContent:
    """Return the sections, pages and news of the Local Offer."""
    return read_local_offer(LEAF_CATEGORIES | set(GROUP_OF.values()), NEED_CODES, frozenset(STREAMS_BY_CODE))
