"""Read who works at the council, who runs each provider, and the names of other families from `people.toml`."""

from dataclasses import dataclass
from functools import cache

from marketplace.accounts.enums import OfficerRole

from .reading import FOLDER, Table, each, read_table


@dataclass(frozen=True)
class OfficerContent:
    """Someone who works at the council, in a role."""

    name: str
    email: str
    role: OfficerRole


@dataclass(frozen=True)
class SignerContent:
    """A budget officer who signs plans up to the limit of a grade."""

    name: str
    email: str
    grade: str


@dataclass(frozen=True)
class PeopleContent:
    """People besides the families of `families.toml`; `owners` are names by the provider's slug."""

    officers: tuple[OfficerContent, ...]
    signers: tuple[SignerContent, ...]
    owners: dict[str, str]
    other_families: tuple[str, ...]
    given_names: tuple[str, ...]


@cache
def load_people() -> PeopleContent:
    """Return everyone whom `people.toml` names."""
    top = read_table(FOLDER / "people.toml")
    people = PeopleContent(
        officers=each(top.tables("officers", label="email"), _officer),
        signers=each(top.tables("signers", label="email"), _signer),
        owners={slug: str(name) for slug, name in top.raw("owners").items()},
        other_families=top.texts("other_families"),
        given_names=top.texts("given_names"),
    )
    top.finish()
    return people


def _officer(row: Table) -> OfficerContent:
    return OfficerContent(row.text("name"), row.text("email"), row.choice("role", OfficerRole))


def _signer(row: Table) -> SignerContent:
    return SignerContent(row.text("name"), row.text("email"), row.text("grade"))
