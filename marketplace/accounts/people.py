"""Finding the account of a person whom somebody names by e-mail address."""

from django.core.cache import cache

from marketplace.core.errors import DomainError

from .models import User

#: How many addresses one person may try in an hour: enough for slips, too few to learn who has an account.
TRIES_AN_HOUR = 10


class PersonNotFound(DomainError):
    """No account has the e-mail address."""

    code = "person_not_found"


class TooManyTries(DomainError):
    """The person has tried too many addresses."""

    code = "too_many_tries"


def find_person(*, asked_by: User, email: str, advice: str) -> User:
    """Return whose account has the address; raises PersonNotFound, with advice, and TooManyTries.

    Every try counts, those that find somebody too: otherwise addresses that have an account could be tried for free.
    """
    _count_try(asked_by)
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise PersonNotFound(f"We could not find an account with that address. {advice}")
    return person


def _count_try(asked_by: User) -> None:
    key = f"accounts:find_person:{asked_by.pk}"
    if cache.add(key, 1, timeout=3600):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        return
    if tries > TRIES_AN_HOUR:
        raise TooManyTries("You have tried many addresses. Wait an hour, then try again.")
