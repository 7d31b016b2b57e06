"""Forms about keeping listings true."""

from typing import Any

from django import forms

from marketplace.core.fields import NearDateField

from .models import ListingPolicy
from .services.policy import MOST_MONTHS, MOST_PERCENT

#: Fields of a listing whose change a council may call small, in the words of the listing's pages.
SMALL_FIELDS = [
    ("name", "Name"),
    ("summary", "Summary"),
    ("description", "Description"),
    ("eligibility", "Who can use it"),
    ("address", "Address"),
    ("days", "Days"),
    ("offered_when", "Times"),
    ("languages", "Languages"),
    ("staff_gender", "Gender of staff"),
    ("continuity", "Same person each time"),
    ("cancellation_cover", "Cancellation and cover"),
    ("not_included", "What is not included"),
    ("website", "Web page"),
    ("phone", "Telephone number"),
]


class CallForm(forms.Form):
    """Asks an officer who said that a listing is right."""

    note = forms.CharField(
        label="Who told you, and how?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="For example: the manager, by telephone. Officers read it.",
        error_messages={"required": "Say who told you, and how."},
    )


class SuspendForm(forms.Form):
    """Asks an officer why a listing is taken out of view."""

    reason = forms.CharField(
        label="Why do you suspend it?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="The provider reads it.",
        error_messages={"required": "Say why, so that the provider knows what to do."},
    )


def _whole(label: str, lowest: int, highest: int) -> forms.IntegerField:
    sentence = f"Enter a whole number from {lowest} to {highest}."
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.TextInput({"inputmode": "numeric", "class": "width-4"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


class ListingPolicyForm(forms.Form):
    """Asks for the rules that keep listings true, from a day on."""

    ask_after_months = _whole("Months without a check after which a provider is asked", 1, MOST_MONTHS)
    queue_after_months = _whole("Months without a check after which an officer looks", 2, MOST_MONTHS)
    small_fields = forms.MultipleChoiceField(
        label="Small changes",
        help_text="Officers may approve changes of these for many listings at once.",
        choices=SMALL_FIELDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    price_change_percent = _whole("Point out prices that rise by more than, in per cent", 0, MOST_PERCENT)
    valid_from = NearDateField(
        label="First day", help_text="From tomorrow on.", error_messages={"required": "Enter a day."}
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="Officers read it in the history.",
        error_messages={"required": "Say why the rules change."},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse rules by which an officer looks before the provider is asked."""
        ask, queue = self.cleaned_data.get("ask_after_months"), self.cleaned_data.get("queue_after_months")
        if ask and queue and queue <= ask:
            self.add_error("queue_after_months", "An officer looks after the provider was asked: enter more months.")
        return self.cleaned_data

    @staticmethod
    def initial_of(policy: ListingPolicy) -> dict[str, Any]:
        """Return what the form begins with: the rules that hold."""
        asked = ListingPolicyForm.base_fields.keys() - {"valid_from", "reason"}
        return {name: getattr(policy, name) for name in asked}


class WithdrawListingPolicyForm(forms.Form):
    """Asks why planned rules are taken back."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why the rules are withdrawn."},
    )
