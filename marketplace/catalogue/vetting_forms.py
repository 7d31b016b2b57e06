"""Forms about checks that categories need, and the numbers by which registers know a provider."""

from typing import Any

from django import forms

from marketplace.core.fields import NearDateField
from marketplace.providers.matching import tidy_number
from marketplace.providers.models import CheckType, Provider

from .models import Category

#: The field that holds the number of each regulator, by the code of the check that it is for.
REGULATORS = {"ofsted": "ofsted_urn", "cqc": "cqc_id"}


class ChangePolicyForm(forms.Form):
    """Asks why the policy changes; on the page that shows what changes it goes along hidden."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="Kept with your name.",
        error_messages={"required": "Say why the policy changes."},
    )


class RequireCheckForm(ChangePolicyForm):
    """Asks which category needs which check, from when on."""

    category = forms.ModelChoiceField(
        label="Which services?",
        queryset=Category.objects.all(),
        required=False,
        empty_label="Every service",
        help_text="A check of a group is needed by every kind in it.",
    )
    check_type = forms.ModelChoiceField(
        label="Which check do they need?",
        queryset=CheckType.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a check."},
    )
    valid_from = NearDateField(
        label="From which day?",
        help_text="Tomorrow or later. Give providers time to send it.",
        error_messages={"required": "Choose the first day."},
    )

    field_order = ("category", "check_type", "valid_from", "reason")


class EndRequirementForm(ChangePolicyForm):
    """Asks for the last day on which a check is needed."""

    last_day = NearDateField(
        label="Last day on which it is needed",
        help_text="Today or later.",
        error_messages={"required": "Choose the last day."},
    )

    field_order = ("last_day", "reason")


class RegisterNumberField(forms.CharField):
    """Asks for a number of a register and takes it as people write it: in small letters, with spaces."""

    def to_python(self, value: Any) -> str:
        """Return the number as the register writes it."""
        return tidy_number(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let more be typed than is kept: spaces are left out."""
        return super().widget_attrs(widget) | {"maxlength": "20"}


class NumbersForm(forms.ModelForm):
    """Asks for the numbers of the registers; those of regulators only where a listing needs their check."""

    class Meta:
        model = Provider
        fields = ["ofsted_urn", "cqc_id", "company_number", "charity_number"]
        field_classes = dict.fromkeys(fields, RegisterNumberField)
        help_texts = {
            "ofsted_urn": "On your Ofsted certificate: 6 or 7 digits, or EY and 6 digits.",
            "cqc_id": "On your CQC certificate: 1-, then 8 to 11 digits.",
            "company_number": "If you are a company: 8 digits, or 2 letters and 6 digits.",
            "charity_number": "If you are a charity: 6 or 7 digits.",
        }
        error_messages = {"charity_number": {"invalid": "Enter the number as the Charity Commission has it."}}

    def __init__(self, *args: Any, needed: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, field in REGULATORS.items():
            if code not in needed and not getattr(self.instance, field):
                del self.fields[field]
