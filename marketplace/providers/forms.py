"""Forms about providers, their people and their checks."""

from django import forms

from marketplace.core.fields import NearDateField, PostcodeField
from marketplace.core.uploads import CheckedFilesField

from .enums import ProviderKind, ProviderRole
from .models import CheckType, Provider, VettingCheck
from .services import MOST_FILES


class RegisterProviderForm(forms.ModelForm):
    """Asks for what a provider needs in order to join."""

    class Meta:
        model = Provider
        fields = ["name", "kind", "email", "phone"]
        labels = {
            "name": "Name of your organisation",
            "email": "E-mail address for families",
            "phone": "Telephone number for families",
        }
        help_texts = {"name": "If you work for yourself, use the name that families know you by."}
        error_messages = {"name": {"required": "Enter the name of your organisation."}}
        widgets = {"phone": forms.TextInput({"autocomplete": "tel", "class": "width-20"})}

    kind = forms.ChoiceField(
        label="What are you?",
        choices=ProviderKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you are."},
    )


class ProviderForm(RegisterProviderForm):
    """Asks for everything that a provider says about itself."""

    class Meta(RegisterProviderForm.Meta):
        fields = ["name", "kind", "description", "email", "phone", "website", "address", "town", "postcode"]
        labels = RegisterProviderForm.Meta.labels | {"description": "About you"}
        help_texts = {"description": "Who you are and what you do, in a few plain sentences."}

    postcode = PostcodeField(required=False)
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        max_length=500,
        help_text="For example, https://www.example.org.",
        error_messages={"invalid": "Enter a web address, such as https://www.example.org."},
    )


_ROLE_WORDS = {
    ProviderRole.OWNER: "Owner: everything, and who else may act for you",
    ProviderRole.LISTINGS: "Listings: listings, prices, sessions and checks",
    ProviderRole.BOOKINGS: "Bookings: answer families and keep the calendar",
}


class MemberForm(forms.Form):
    """Asks who may act for a provider, in which role."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="The one with which they sign in here.",
        error_messages={"required": "Enter their e-mail address."},
    )
    role = forms.ChoiceField(
        label="What may they do?",
        choices=list(_ROLE_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they may do."},
    )


class CheckForm(forms.ModelForm):
    """Asks for the evidence of a check."""

    class Meta:
        model = VettingCheck
        fields = ["check_type", "reference", "valid_from", "valid_to"]

    check_type = forms.ModelChoiceField(
        label="What are you sending?",
        queryset=CheckType.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose what you are sending."},
    )
    reference = forms.CharField(
        label="Reference",
        max_length=120,
        help_text="The number on the certificate or policy, or its name and where the council can see it.",
        error_messages={"required": "Enter a reference."},
    )
    valid_from = NearDateField(label="Valid from", error_messages={"required": "Choose the day it starts."})
    valid_to = NearDateField(
        label="Valid until",
        help_text="Where it does not say, choose the day by which you will look at it again.",
        error_messages={"required": "Choose the day it ends."},
    )
    evidence = CheckedFilesField(
        label="Photos or scans of it",
        most=MOST_FILES,
        help_text=f"Up to {MOST_FILES} photos or PDFs, each up to 10 MB. Only you and the council see them.",
        error_messages={"required": "Choose at least one photo or PDF."},
    )


class EvidenceForm(forms.Form):
    """Asks for what is missing from a check that waits."""

    evidence = CheckedFilesField(
        label="Add photos or PDFs",
        most=MOST_FILES,
        help_text="Each up to 10 MB. Only you and the council see them.",
        error_messages={"required": "Choose at least one photo or PDF."},
    )
