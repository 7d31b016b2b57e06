"""Accounts that can sign in, all with one password."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.core import clock

#: Printed with the sign-ins: the demonstration keeps no secret.
PASSWORD = "severn-vale-demo"  # noqa: S105


def add_account(name: str, email: str) -> User:
    """Create the account of a person who has confirmed their address, or return the one that is there."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(name=name, email=email, password=_hashed_password(), date_joined=clock.now())
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@cache
def _hashed_password() -> str:
    """Return the password as it is stored, hashed once: that is slow by design."""
    return make_password(PASSWORD)
