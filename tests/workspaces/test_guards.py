"""Who may open which home page."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded


def test_a_familys_home_page_is_seen_by_it_and_its_supporter(cast: Cast) -> None:
    assert_guarded(
        reverse("workspaces:family", args=[cast.family.pk]),
        allowed=[cast.parent, cast.supporter],
        hidden_from=[cast.other_parent, cast.outsider, cast.provider_owner, *cast.officers.values()],
    )


@pytest.mark.parametrize("page", ["add_child", "change_child"])
def test_only_members_write_about_children(cast: Cast, page: str) -> None:
    args = [cast.family.pk, *([cast.child.pk] if page == "change_child" else [])]
    assert_guarded(
        reverse(f"workspaces:{page}", args=args),
        allowed=[cast.parent],
        refused_to=[cast.supporter],
        hidden_from=[cast.other_parent, cast.outsider, cast.provider_owner],
        takes_posts=True,
    )


def test_a_child_of_another_family_is_not_found(cast: Cast, client: Client) -> None:
    client.force_login(cast.parent)
    url = reverse("workspaces:change_child", args=[cast.family.pk, cast.other_child.pk])
    assert client.get(url).status_code == 404


def test_a_providers_home_page_is_seen_by_its_people(cast: Cast) -> None:
    assert_guarded(
        reverse("workspaces:provider", args=[cast.provider.slug]),
        allowed=[cast.provider_owner],
        hidden_from=[cast.other_provider_owner, cast.parent, cast.outsider, cast.officer(OfficerRole.LISTINGS)],
    )


def test_the_councils_home_page_is_seen_by_every_officer(cast: Cast) -> None:
    assert_guarded(
        reverse("workspaces:council_home"),
        allowed=cast.officers.values(),
        refused_to=[cast.parent, cast.provider_owner, cast.supporter, cast.outsider],
    )


@pytest.mark.parametrize(
    "page", ["start", "join_as_family", "join_as_young_person", "join_as_provider", "join_as_supporter"]
)
def test_anyone_who_is_signed_in_may_join(cast: Cast, page: str) -> None:
    url = reverse(f"workspaces:{page}")
    assert_guarded(url, allowed=[cast.outsider, cast.parent], takes_posts=page != "join_as_supporter")


@pytest.mark.parametrize("page", ["home", "family_home", "provider_home"])
def test_doors_ask_visitors_to_sign_in_and_take_no_posts(cast: Cast, client: Client, page: str) -> None:
    url = reverse(f"workspaces:{page}")
    assert client.get(url)["Location"].startswith("/accounts/login/")
    client.force_login(factories.UserFactory())
    assert client.get(url).status_code == 302
    assert client.post(url).status_code == 405
