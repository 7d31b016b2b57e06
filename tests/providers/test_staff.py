"""A provider's people: invitations, roles, leaving; the last owner stays."""

import re
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from marketplace.core.tries import TooManyTries
from marketplace.providers import staff
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import Provider, ProviderInvitation
from marketplace.providers.selectors import actor_for_provider, provider_roles
from marketplace.providers.staff import (
    INVITATIONS_AN_HOUR,
    InvitationRefused,
    RolesRefused,
    WrongAddress,
    accept_invitation,
    invite_person,
    send_invitation_again,
    set_roles,
    withdraw_invitation,
)
from tests import factories
from tests.conftest import Cast
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words
from tests.racing import meet, race, refusals

pytestmark = pytest.mark.django_db

OWNER, LISTINGS, BOOKINGS, FINANCE = ProviderRole


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def invited(cast: Cast) -> User:
    """Return a person who has confirmed the address to which invitations go."""
    person: User = factories.UserFactory(name="Ivy Invited", email="ivy@riverside.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def invite(cast: Cast, *roles: ProviderRole, email: str = "Ivy@Riverside.example") -> ProviderInvitation:
    return invite_person(
        actor=actor_for_provider(cast.provider_owner), provider=cast.provider, email=email, roles=roles or [LISTINGS]
    )


def secret_sent() -> str:
    """Return the secret of the link that was sent last."""
    found = re.search(r"/invitations/([\w-]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_an_invited_person_accepts_by_the_link(
    cast: Cast, invited: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    owner = signed_in(cast.provider_owner)
    said = {"email": "Ivy@riverside.example", "roles": ["listings", "finance"]}
    with django_capture_on_commit_callbacks(execute=True):
        page = owner.post(f"/provider/{cast.provider.slug}/people/add/", said, follow=True)
    assert "ivy@riverside.example" in words(page)
    [message] = mail.outbox
    assert message.to == ["ivy@riverside.example"]
    url = f"/invitations/{secret_sent()}/"
    visitor = Client()
    assert "Sign in with the address" in words(visitor.get(url))
    assert visitor.post(url)["Location"].startswith("/accounts/login/?next=/invitations/")
    client = signed_in(invited)
    assert "Money: the funds" in words(client.get(url))
    assert provider_roles(invited, cast.provider) == frozenset(), "looking accepts nothing"
    assert client.post(url)["Location"] == f"/provider/{cast.provider.slug}/"
    assert provider_roles(invited, cast.provider) == {LISTINGS, FINANCE}
    assert "accepted already" in words(client.get(url))
    assert client.put(url).status_code == 405


def test_only_the_digest_of_the_secret_is_kept(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = invite(cast)
    assert secret_sent() not in str(ProviderInvitation.objects.values().get())
    assert secret_sent() not in str(list(AuditEvent.objects.values()))
    assert len(made.secret_digest) == 64


@pytest.mark.parametrize("confirmed", [None, False])
def test_only_who_confirmed_the_address_accepts(
    cast: Cast, confirmed: bool | None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = factories.UserFactory(email="ivy@riverside.example")
    if confirmed is not None:
        EmailAddress.objects.create(user=person, email=person.email, verified=confirmed)
    with django_capture_on_commit_callbacks(execute=True):
        invite(cast)
    with pytest.raises(WrongAddress):
        accept_invitation(user=person, secret=secret_sent())
    page = signed_in(person).post(f"/invitations/{secret_sent()}/")
    assert "went to another address" in words(page)
    assert not provider_roles(person, cast.provider)


@pytest.mark.parametrize(("days", "accepted"), [(13.9, True), (14.1, False)])
def test_an_invitation_lasts_fourteen_days(
    cast: Cast,
    invited: User,
    days: float,
    accepted: bool,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite(cast)
    with clock.at(clock.now() + timedelta(days=days)):
        signed_in(invited).post(f"/invitations/{secret_sent()}/")
    assert bool(provider_roles(invited, cast.provider)) == accepted


def test_sent_again_only_the_new_link_works(
    cast: Cast, invited: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = invite(cast)
    old = secret_sent()
    with clock.at(clock.now() + timedelta(days=20)):
        with django_capture_on_commit_callbacks(execute=True):
            send_invitation_again(actor=actor_for_provider(cast.provider_owner), invitation=made)
        assert old != secret_sent()
        assert signed_in(invited).get(f"/invitations/{old}/").status_code == 404
        with pytest.raises(InvitationRefused):
            accept_invitation(user=invited, secret=old)
        accept_invitation(user=invited, secret=secret_sent())
    assert provider_roles(invited, cast.provider) == {LISTINGS}


def test_a_withdrawn_invitation_is_not_accepted(
    cast: Cast, invited: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = invite(cast)
    owner = signed_in(cast.provider_owner)
    start = f"/provider/{cast.provider.slug}/people/invitations/{made.pk}/"
    owner.post(f"{start}withdraw/")
    assert "has ended or was withdrawn" in words(signed_in(invited).get(f"/invitations/{secret_sent()}/"))
    with pytest.raises(InvitationRefused, match="was withdrawn"):
        accept_invitation(user=invited, secret=secret_sent())
    assert "was withdrawn" in words(owner.post(f"{start}again/"))
    assert invite(cast).pk != made.pk, "the address may be invited anew"


def test_invitations_that_cannot_be_are_refused(cast: Cast) -> None:
    invite(cast)
    with pytest.raises(InvitationRefused, match="has an invitation already"):
        invite(cast, email="IVY@riverside.example")
    with pytest.raises(InvitationRefused, match="acts for you already"):
        invite(cast, email="OLU@riverside.example")
    page = signed_in(cast.provider_owner).post(f"/provider/{cast.provider.slug}/people/add/", {"email": "x"})
    assert errors(page) == ["Enter an e-mail address, such as name@example.org.", "Choose what they may do."]
    assert ProviderInvitation.objects.count() == 1


def test_a_provider_does_not_write_to_strangers_without_end(cast: Cast) -> None:
    for number in range(INVITATIONS_AN_HOUR):
        invite(cast, email=f"person{number}@riverside.example")
    with pytest.raises(TooManyTries):
        invite(cast)


def test_roles_are_changed(cast: Cast) -> None:
    person = factories.ProviderMemberFactory(provider=cast.provider, role=LISTINGS).user
    owner = signed_in(cast.provider_owner)
    url = f"/provider/{cast.provider.slug}/people/{person.pk}/"
    assert errors(owner.post(url, {})) == ["Choose what they may do."]
    owner.post(url, {"roles": ["bookings", "finance"]})
    assert provider_roles(person, cast.provider) == {BOOKINGS, FINANCE}
    event = AuditEvent.objects.get(action="provider.set_roles")
    assert (event.before["roles"], event.after["roles"]) == (["listings"], ["bookings", "finance"])


def test_a_removed_person_has_no_way_in(cast: Cast) -> None:
    person = factories.ProviderMemberFactory(provider=cast.provider, role=LISTINGS).user
    client, owner = signed_in(person), signed_in(cast.provider_owner)
    assert client.get(f"/provider/{cast.provider.slug}/listings/").status_code == 200
    page = owner.post(f"/provider/{cast.provider.slug}/people/{person.pk}/remove/", follow=True)
    assert "any more" in words(page)
    assert client.get(f"/provider/{cast.provider.slug}/listings/").status_code == 404
    assert owner.get(f"/provider/{cast.provider.slug}/people/{person.pk}/remove/").status_code == 404


def test_the_last_owner_neither_leaves_nor_loses_the_role(cast: Cast) -> None:
    factories.ProviderMemberFactory(provider=cast.provider, role=LISTINGS)
    gone = factories.ProviderMemberFactory(provider=cast.provider, role=OWNER, user__is_active=False).user
    owner, start = signed_in(cast.provider_owner), f"/provider/{cast.provider.slug}/"
    sentence = "There must be an owner who can sign in. Make somebody else an owner first."
    assert errors(owner.post(f"{start}leave/")) == [sentence]
    assert errors(owner.post(f"{start}people/{cast.provider_owner.pk}/", {"roles": ["listings"]})) == [sentence]
    assert owner.get(f"{start}people/{cast.provider_owner.pk}/remove/")["Location"] == f"{start}leave/"
    owner.post(f"{start}people/{gone.pk}/remove/")
    assert provider_roles(cast.provider_owner, cast.provider) == {OWNER}


def test_with_another_owner_one_may_leave(cast: Cast) -> None:
    factories.ProviderMemberFactory(provider=cast.provider, role=OWNER)
    owner = signed_in(cast.provider_owner)
    owner.post(f"/provider/{cast.provider.slug}/leave/")
    assert owner.get(f"/provider/{cast.provider.slug}/").status_code == 404
    with pytest.raises(RolesRefused):
        set_roles(
            actor=actor_for_provider(cast.provider_owner),
            provider=cast.provider,
            user=cast.provider_owner,
            roles=[OWNER],
        )


def test_the_people_page_says_what_each_role_may_do(cast: Cast) -> None:
    page = words(signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/people/"))
    for sentence in ("Everything, and who else may act for you", "Not listings, not bookings", "Answer families"):
        assert sentence in page


def test_only_owners_of_the_provider_change_people(cast: Cast) -> None:
    staffed = {
        role: factories.ProviderMemberFactory(provider=cast.provider, role=role).user
        for role in (LISTINGS, BOOKINGS, FINANCE)
    }
    made = invite(cast)
    start = f"/provider/{cast.provider.slug}/people/"
    outsiders = [cast.other_provider_owner, cast.parent, cast.outsider, *cast.officers.values()]
    for page, takes_posts in (
        ("", False),
        ("add/", True),
        (f"{staffed[LISTINGS].pk}/", True),
        (f"{staffed[LISTINGS].pk}/remove/", True),
    ):
        assert_guarded(
            f"{start}{page}",
            allowed=[cast.provider_owner],
            refused_to=staffed.values(),
            hidden_from=outsiders,
            takes_posts=takes_posts,
        )
    for page in ("again", "withdraw"):
        url = f"{start}invitations/{made.pk}/{page}/"
        assert Client().post(url).status_code == 302
        assert signed_in(staffed[FINANCE]).post(url).status_code == 403
        assert signed_in(cast.other_provider_owner).post(url).status_code == 404
        other = f"/provider/{cast.other_provider.slug}/people/invitations/{made.pk}/{page}/"
        assert signed_in(cast.other_provider_owner).post(other).status_code == 404
        assert signed_in(cast.provider_owner).get(url).status_code == 405
    stranger = f"/provider/{cast.other_provider.slug}/people/{staffed[LISTINGS].pk}/"
    assert signed_in(cast.other_provider_owner).get(stranger).status_code == 404
    assert_guarded(
        f"/provider/{cast.provider.slug}/leave/",
        allowed=[cast.provider_owner, *staffed.values()],
        hidden_from=outsiders,
        takes_posts=True,
    )


#: For each page of a provider, the roles besides the owner's that open it.
PAGES: dict[str, set[ProviderRole]] = {
    "": {LISTINGS, BOOKINGS, FINANCE},
    "details/": set(),
    "people/": set(),
    "people/add/": set(),
    "checks/": {LISTINGS},
    "checks/send/": {LISTINGS},
    "listings/": {LISTINGS},
    "new-listing/": {LISTINGS},
    "listings/otter-club/": {LISTINGS},
    "listings/otter-club/preview/": {LISTINGS},
    "listings/otter-club/questions/basics/": {LISTINGS},
    "listings/otter-club/withdraw/": {LISTINGS},
    "listings/otter-club/prices/": {LISTINGS},
    "listings/otter-club/prices/add/": {LISTINGS},
    "listings/otter-club/prices/free/": {LISTINGS},
    "listings/otter-club/sessions/": {LISTINGS},
    "listings/otter-club/sessions/add/": {LISTINGS},
    "reports/": {LISTINGS},
    "funds/": {BOOKINGS, FINANCE},
}


@pytest.mark.parametrize("page", PAGES)
def test_each_role_opens_its_pages_and_no_others(cast: Cast, page: str) -> None:
    factories.ServiceFactory(provider=cast.provider, slug="otter-club")
    for role in (LISTINGS, BOOKINGS, FINANCE):
        person = factories.ProviderMemberFactory(provider=cast.provider, role=role).user
        status = signed_in(person).get(f"/provider/{cast.provider.slug}/{page}").status_code
        assert status == (200 if role in PAGES[page] else 403), role
    assert signed_in(cast.provider_owner).get(f"/provider/{cast.provider.slug}/{page}").status_code == 200


def test_finance_sees_neither_bookings_nor_families_requests(cast: Cast) -> None:
    client = signed_in(factories.ProviderMemberFactory(provider=cast.provider, role=FINANCE).user)
    assert client.get("/provider/bookings/").status_code == 403
    assert client.get("/provider/requests/").status_code == 403
    home = client.get(f"/provider/{cast.provider.slug}/")
    for page in ("/provider/bookings/", "/provider/requests/", "/listings/", "/checks/"):
        assert page not in home.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one(cast: Cast) -> None:
    assert len(refusals(_remove_each_other(cast))) == 1
    assert cast.provider.members.filter(role=OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_nobody_would_be_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    both_read = Barrier(2)
    decide = staff.other_owners

    def decided(provider: Provider, user: User) -> bool:
        answer = decide(provider, user)
        meet(both_read)
        return answer

    monkeypatch.setattr(staff, "_lock_people", lambda provider: None)
    monkeypatch.setattr(staff, "other_owners", decided)
    assert refusals(_remove_each_other(cast)) == []
    assert not cast.provider.members.filter(role=OWNER).exists()


def _remove_each_other(cast: Cast) -> list[Any]:
    other = factories.ProviderMemberFactory(provider=cast.provider, role=OWNER).user
    pairs = [(cast.provider_owner, other), (other, cast.provider_owner)]
    return race(*[lambda a=a, b=b: _remove(cast.provider, a, b) for a, b in pairs])  # type: ignore[misc]


def _remove(provider: Provider, by: User, person: User) -> None:
    set_roles(actor=actor_for_provider(by), provider=provider, user=person, roles=[])


@pytest.mark.django_db(transaction=True)
def test_an_invitation_is_accepted_or_withdrawn_and_never_both(cast: Cast, invited: User) -> None:
    made = invite(cast)
    secret = secret_sent()
    results = race(
        lambda: accept_invitation(user=invited, secret=secret),
        lambda: withdraw_invitation(actor=actor_for_provider(cast.provider_owner), invitation=made),
    )
    assert len(refusals(results)) == 1
    made.refresh_from_db()
    assert bool(made.accepted_at) == bool(provider_roles(invited, cast.provider))
