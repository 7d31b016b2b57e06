"""Who may open which page of a provider's details and people, and of the officers' work on providers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import CheckType, VettingCheck
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded


@pytest.fixture
def staff(cast: Cast) -> dict[ProviderRole, User]:
    """Return a person for each role of the cast's provider."""
    people = {ProviderRole.OWNER: cast.provider_owner}
    for role in (ProviderRole.LISTINGS, ProviderRole.BOOKINGS):
        people[role] = factories.UserFactory()
        factories.ProviderMemberFactory(provider=cast.provider, user=people[role], role=role)
    return people


@pytest.mark.parametrize(("page", "takes_posts"), [("details", True), ("members", False), ("new_member", True)])
def test_only_owners_open_details_and_people(
    cast: Cast, staff: dict[ProviderRole, User], page: str, takes_posts: bool
) -> None:
    assert_guarded(
        reverse(f"providers:{page}", args=[cast.provider.slug]),
        allowed=[staff[ProviderRole.OWNER]],
        refused_to=[staff[ProviderRole.LISTINGS], staff[ProviderRole.BOOKINGS]],
        hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider, *cast.officers.values()],
        takes_posts=takes_posts,
    )


def test_the_role_for_bookings_sends_no_evidence(cast: Cast, staff: dict[ProviderRole, User]) -> None:
    assert_guarded(
        reverse("providers:send_check", args=[cast.provider.slug]),
        allowed=[staff[ProviderRole.OWNER], staff[ProviderRole.LISTINGS]],
        refused_to=[staff[ProviderRole.BOOKINGS]],
        hidden_from=[cast.other_provider_owner, cast.outsider],
        takes_posts=True,
    )


@pytest.mark.parametrize(("page", "takes_posts"), [("vetting", False), ("check", True), ("refuse", True)])
def test_only_listings_officers_open_vetting(cast: Cast, page: str, takes_posts: bool) -> None:
    check = VettingCheck.objects.create(
        provider=cast.provider,
        check_type=CheckType.objects.all()[0],
        reference="R",
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=9),
    )
    args = {"check": [check.pk], "refuse": [cast.provider.slug]}.get(page, [])
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    assert_guarded(
        reverse(f"providers:{page}", args=args),
        allowed=[cast.officer(role) for role in may],
        refused_to=[
            *(officer for role, officer in cast.officers.items() if role not in may),
            cast.provider_owner,
            cast.parent,
            cast.outsider,
        ],
        takes_posts=takes_posts,
    )
