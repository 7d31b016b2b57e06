"""Forms about people."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from marketplace.core import clock
from marketplace.core.fields import NearDateField, PostcodeField
from marketplace.core.forms import DatePartsField

from .enums import OfficerRole, SupportScope
from .models import User

DEFAULT_CONSENT_DAYS = 365


class SignUpNameForm(forms.Form):
    """Adds the person's name to the sign-up form; allauth calls `signup`."""

    name = forms.CharField(label="Your name", max_length=120)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name of the new user."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class HomePostcodeField(PostcodeField):
    """Asks where the family lives."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Home postcode",
            required=False,
            help_text="We use it to show what is near you.",
            widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
            **kwargs,
        )


class FamilyForm(forms.Form):
    """Asks what a family is called and where it lives."""

    name = forms.CharField(
        label="Name of your family",
        max_length=120,
        help_text="For example, the Rahman family.",
        error_messages={"required": "Enter a name for your family."},
    )
    postcode = HomePostcodeField()


class YoungPersonForm(forms.Form):
    """Asks a young person for their birth date and where they live."""

    date_of_birth = DatePartsField(
        label="Your date of birth",
        help_text="For example, 27 3 2008.",
        error_messages={"required": "Enter your date of birth."},
    )
    postcode = HomePostcodeField()


class ChildForm(forms.Form):
    """Asks for a child's name and birth date."""

    given_name = forms.CharField(
        label="First name", max_length=60, error_messages={"required": "Enter your child’s first name."}
    )
    family_name = forms.CharField(label="Last name", max_length=60, required=False)
    date_of_birth = DatePartsField(
        label="Date of birth", error_messages={"required": "Enter your child’s date of birth."}
    )


class ConsentForm(forms.Form):
    """Asks whom a family lets act for it, in what and until when."""

    email = forms.EmailField(
        label="Your supporter’s e-mail address",
        help_text="The one with which they sign in here.",
        error_messages={"required": "Enter your supporter’s e-mail address."},
    )
    scopes = forms.MultipleChoiceField(
        label="What may they do for you?",
        help_text="They can always see your budgets, bookings and requests.",
        choices=[
            (SupportScope.BOOK, "Book and cancel: choose services, make bookings and cancel them"),
            (SupportScope.MONEY, "Manage money: agree plans and say which budget pays"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_to = NearDateField(
        label="Last day",
        help_text="You can take your consent back at any time before.",
        initial=lambda: clock.today() + timedelta(days=DEFAULT_CONSENT_DAYS),
        error_messages={"required": "Choose the last day on which they may act for you."},
    )


class AppointmentForm(forms.Form):
    """Asks whom to appoint, and to what."""

    email = forms.EmailField(label="E-mail address", error_messages={"required": "Enter an e-mail address."})
    role = forms.ChoiceField(
        label="Role",
        choices=OfficerRole.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
