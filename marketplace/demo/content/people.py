"""Read who works at the council, who runs each provider, and the names of other families from `people.toml`."""

from dataclasses import dataclass
from functools import cache

from marketplace.accounts.enums import OfficerRole

from .reading import FOLDER, read_table


@dataclass(frozen=True)
class OfficerContent:
    """Someone who works at the council, in a role."""

    name: str
    email: str
    role: OfficerRole


@dataclass(frozen=True)
class PeopleContent:
    """People besides the families of `families.toml`; `owners` are names by the provider's slug."""

    officers: tuple[OfficerContent, ...]
    owners: dict[str, str]
    other_families: tuple[str, ...]
    given_names: tuple[str, ...]


@cache
def load_people() -> PeopleContent:
    """Return everyone whom `people.toml` names."""
    top = read_table(FOLDER / "people.toml")
    officers = []
    for row in top.tables("officers", label="email"):
        officers.append(OfficerContent(row.text("name"), row.text("email"), row.choice("role", OfficerRole)))
        row.finish()
    people = PeopleContent(
        officers=tuple(officers),
        owners={slug: str(name) for slug, name in top.raw("owners").items()},
        other_families=top.texts("other_families"),
        given_names=top.texts("given_names"),
    )
    top.finish()
    return people
