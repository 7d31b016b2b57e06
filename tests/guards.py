"""What every view behind a guard is tested for: anonymous, no part in it, wrong role, wrong method."""

from collections.abc import Iterable

from django.test import Client

from marketplace.accounts.models import User


def assert_guarded(
    url: str,
    *,
    allowed: Iterable[User],
    hidden_from: Iterable[User] = (),
    refused_to: Iterable[User] = (),
    takes_posts: bool = False,
) -> None:
    """Fail unless the page asks visitors to sign in, shows itself to some, and is 404 or 403 to others."""
    visitor = Client()
    response = visitor.get(url)
    assert response.status_code == 302, url
    assert response["Location"].startswith("/accounts/login/?next="), url
    for status, people in ((200, allowed), (404, hidden_from), (403, refused_to)):
        for person in people:
            assert _client(person).get(url).status_code == status, (url, person.name, status)
    for person in [*hidden_from, *refused_to] if takes_posts else []:
        assert _client(person).post(url, {}).status_code in (403, 404), (url, person.name)
    person = next(iter(allowed))
    assert _client(person).put(url).status_code == 405, url
    if not takes_posts:
        assert _client(person).post(url).status_code == 405, url


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
