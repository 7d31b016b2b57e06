"""What every test may use: the taxonomies and a fixed cast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, Family, OfficerAppointment, User
from marketplace.budgets.models import FundingStream
from marketplace.budgets.services import load_streams
from marketplace.catalogue.services import load_taxonomies
from marketplace.providers.models import Provider

from . import factories
from .invariants import assert_invariants, assert_ledger_invariants


@dataclass(frozen=True)
class Cast:
    """One family, another family, a supporter, a provider and another, an officer per role, an outsider."""

    family: Family
    parent: User
    child: Child
    other_family: Family
    other_parent: User
    other_child: Child
    supporter: User
    provider: Provider
    provider_owner: User
    other_provider: Provider
    other_provider_owner: User
    officers: dict[str, User]
    outsider: User

    def officer(self, role: OfficerRole) -> User:
        """Return the officer with the role."""
        return self.officers[role]


@pytest.fixture
def taxonomies(db: None) -> None:
    """Load categories, needs, access features, outcomes, kinds of check and the vetting policy."""
    load_taxonomies()


@pytest.fixture
def streams(taxonomies: None) -> dict[str, FundingStream]:
    """Load the funding streams and return them by code."""
    load_streams()
    return {stream.code: stream for stream in FundingStream.objects.all()}


@pytest.fixture
def cast(taxonomies: None) -> Cast:
    """Return the fixed cast; everyone's password is `factories.PASSWORD`."""
    factories.PostcodeFactory()
    family = factories.FamilyFactory(name="The Rahmans")
    parent = factories.UserFactory(name="Amina Rahman", email="amina@family.example")
    factories.FamilyMemberFactory(family=family, user=parent)
    other_family = factories.FamilyFactory(name="The Olsens")
    other_parent = factories.UserFactory(name="Per Olsen", email="per@family.example")
    factories.FamilyMemberFactory(family=other_family, user=other_parent)
    supporter = factories.UserFactory(name="Sam Supporter", email="sam@support.example")
    factories.SupportConsentFactory(family=family, supporter=supporter, scopes=["see", "book"], given_by=parent)
    provider = factories.ProviderFactory(name="Riverside Play")
    owner = factories.UserFactory(name="Olu Owner", email="olu@riverside.example")
    factories.ProviderMemberFactory(provider=provider, user=owner)
    other_provider = factories.ProviderFactory(name="Hill Top Riding")
    other_owner = factories.UserFactory(name="Hana Hill", email="hana@hilltop.example")
    factories.ProviderMemberFactory(provider=other_provider, user=other_owner)
    officers = {}
    for role in OfficerRole:
        officers[role] = factories.UserFactory(name=f"Officer {role}", email=f"{role}@council.example")
        OfficerAppointment.objects.create(user=officers[role], role=role)
    return Cast(
        family=family,
        parent=parent,
        child=factories.ChildFactory(family=family, given_name="Yusuf"),
        other_family=other_family,
        other_parent=other_parent,
        other_child=factories.ChildFactory(family=other_family, given_name="Liv"),
        supporter=supporter,
        provider=provider,
        provider_owner=owner,
        other_provider=other_provider,
        other_provider_owner=other_owner,
        officers=officers,
        outsider=factories.UserFactory(name="Otis Outsider", email="otis@elsewhere.example"),
    )


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """Return a function that gives a client signed in as the person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def invariants_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check every invariant of money and places after each test that moves either (mark `moves_money`).

    With `moves_money(bookings=False)`, those of the ledger alone: the test's holds are for nothing.
    """
    moves_money = request.node.get_closest_marker("moves_money")
    if moves_money:
        request.getfixturevalue("db")
    yield
    if moves_money:
        check = assert_invariants if moves_money.kwargs.get("bookings", True) else assert_ledger_invariants
        check()
