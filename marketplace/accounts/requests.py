"""A request whose sender is known, as views behind `login_required` get it."""

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """A request of a person who has signed in."""

    user: User
