"""Forms about people."""

from django import forms
from django.http import HttpRequest

from .models import User


class SignUpNameForm(forms.Form):
    """Adds the person's name to the sign-up form; allauth calls `signup`."""

    name = forms.CharField(label="Your name", max_length=120)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name of the new user."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
