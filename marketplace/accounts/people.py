"""Finding the account of a person whom somebody names by e-mail address."""

from allauth.account.models import EmailAddress

from marketplace.core.errors import DomainError
from marketplace.core.tries import count_try

from .models import User

#: How many addresses one person may try in an hour: enough for slips, too few to learn who has an account.
TRIES_AN_HOUR = 10


class PersonNotFound(DomainError):
    """No account has the e-mail address."""

    code = "person_not_found"


def find_person(*, asked_by: User, email: str, advice: str) -> User:
    """Return whose account has the address; raises PersonNotFound, with advice, and TooManyTries.

    Every try counts, those that find somebody too: otherwise addresses that have an account could be tried for free.
    """
    count_try(
        f"find_person:{asked_by.pk}",
        at_most=TRIES_AN_HOUR,
        sentence="You have tried many addresses. Wait an hour, then try again.",
    )
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise PersonNotFound(f"We could not find an account with that address. {advice}")
    return person


def has_confirmed(user: User, email: str) -> bool:
    """Say whether the person has shown that the address is theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
