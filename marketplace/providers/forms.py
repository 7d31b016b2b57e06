"""Forms about providers, their people and their checks."""

from typing import Any

from django import forms

from marketplace.core.fields import NearDateField, PostcodeField
from marketplace.core.uploads import CheckedFilesField

from .enums import ProviderKind, ProviderRole
from .models import CheckType, Provider, VettingCheck
from .role_words import role_choices
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


class NumbersForm(forms.ModelForm):
    """Asks for the numbers by which registers know a provider."""

    class Meta:
        model = Provider
        fields = ["ofsted_urn", "cqc_id", "company_number", "charity_number"]
        help_texts = {
            "ofsted_urn": "6 or 7 digits, or EY and 6 digits. On your registration certificate.",
            "cqc_id": "For example, 1-123456789.",
            "company_number": "8 digits, or 2 letters and 6 digits.",
            "charity_number": "6 or 7 digits.",
        }

    has_none = forms.BooleanField(label="We are on none of these registers", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one number at least, or for the word that there is none."""
        given = any(self.cleaned_data.get(name) for name in self.Meta.fields)
        has_none = self.cleaned_data.pop("has_none", False)
        if not self.errors and given == has_none:
            self.add_error(
                "has_none",
                "You gave a number, so do not tick this." if given else "Enter a number, or say that there is none.",
            )
        return self.cleaned_data


class RolesForm(forms.Form):
    """Asks what a person may do for a provider."""

    roles = forms.MultipleChoiceField(
        label="What may they do?",
        help_text="Choose all that apply. An owner may do everything.",
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what they may do."},
    )

    def chosen(self) -> list[ProviderRole]:
        """Return the roles."""
        return [ProviderRole(role) for role in self.cleaned_data["roles"]]


class InvitationForm(RolesForm):
    """Asks who may act for a provider, in which roles."""

    field_order = ["email", "roles"]

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="We send them a link. They sign in, or create an account, with this address.",
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address, such as name@example.org.",
        },
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
