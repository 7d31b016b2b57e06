"""Officers' forms about checks, exceptions and the register of refusals."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from marketplace.core.fields import NearDateField, PostcodeField
from marketplace.core.forms import FilterForm

from .models import CheckType, Refusal
from .services import LONGEST_DAYS


class Decision(TextChoices):
    """What an officer makes of evidence."""

    APPROVE = "approve", "Approve"
    REFUSE = "refuse", "Refuse"


class DecideCheckForm(forms.Form):
    """Asks an officer for a decision on a check."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve or refuse."},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=2000,
        help_text="Needed when you refuse, and when you change the days. The provider reads it.",
    )
    valid_from = NearDateField(label="Valid from", required=False, help_text="Only later than was sent.")
    valid_to = NearDateField(label="Valid until", required=False, help_text="Only earlier than was sent.")

    field_order = ("decision", "valid_from", "valid_to", "reason")

    def answer(self) -> dict[str, Any]:
        """Return the decision as `decide_check` takes it."""
        return {
            "approve": self.cleaned_data["decision"] == Decision.APPROVE,
            "reason": self.cleaned_data["reason"].strip(),
            "valid_from": self.cleaned_data["valid_from"],
            "valid_to": self.cleaned_data["valid_to"],
        }


class RefuseProviderForm(forms.Form):
    """Asks why the council refuses a provider."""

    reason = forms.CharField(
        label="Why does the council refuse this provider?",
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text="Families do not see it; the provider and other officers do.",
        error_messages={"required": "Say why the council refuses this provider."},
    )


class EndCheckForm(forms.Form):
    """Asks an officer from when on an approved check no longer holds, and why."""

    last_day = NearDateField(
        label="Last day on which it holds",
        help_text="Choose yesterday to end it at once.",
        error_messages={"required": "Choose the last day."},
    )
    reason = forms.CharField(
        label="Why does it end early?",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        help_text="The provider reads it; families do not.",
        error_messages={"required": "Say why it ends early."},
    )


class OverrideForm(forms.Form):
    """Asks an officer which check a provider may do without, until when, and why."""

    check_type = forms.ModelChoiceField(
        label="Without which check?",
        queryset=CheckType.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a check."},
    )
    valid_to = NearDateField(
        label="Until which day?",
        help_text=f"It begins today and lasts {LONGEST_DAYS} days at most.",
        error_messages={"required": "Choose the last day."},
    )
    reason = forms.CharField(
        label="Why may this provider be booked without it?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="Kept with your name. Officers read it; families and the provider do not.",
        error_messages={"required": "Say why."},
    )


class WhyForm(forms.Form):
    """Asks why; officers read it."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="Kept with your name.",
        error_messages={"required": "Say why."},
    )


class FindRefusalForm(FilterForm):
    """Searches the register of refusals."""

    q = forms.CharField(
        label="Name, number, postcode, telephone or e-mail address",
        required=False,
        max_length=100,
    )
    lifted = forms.BooleanField(label="Show lifted ones too", required=False)


class RefusalForm(forms.ModelForm):
    """Asks by what somebody whom the council refuses is recognised."""

    class Meta:
        model = Refusal
        fields = [
            "name",
            "other_names",
            "postcode",
            "phone",
            "email",
            "company_number",
            "charity_number",
            "ofsted_urn",
            "cqc_id",
            "reason",
        ]
        labels = {
            "phone": "Telephone number",
            "ofsted_urn": "Ofsted URN",
            "cqc_id": "CQC provider ID",
            "reason": "Why does the council refuse them?",
        }
        help_texts = {"other_names": "For example, who runs it. Put commas between them."}
        error_messages = {
            "name": {"required": "Enter a name."},
            "reason": {"required": "Say why the council refuses them."},
        }
        widgets = {"reason": forms.Textarea({"rows": 3})}

    postcode = PostcodeField(required=False)


class Sameness(TextChoices):
    """What an officer makes of a likeness."""

    SAME = "same", "It is the same: refuse this provider"
    OTHER = "other", "It is another: let it go on"


class DecideMatchForm(forms.Form):
    """Asks an officer whether a provider is one that was refused."""

    decision = forms.ChoiceField(
        label="Is it the same?",
        choices=Sameness.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is the same."},
    )
    reason = forms.CharField(
        label="What did you decide by?",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say what you decided by."},
    )

    def answer(self) -> dict[str, Any]:
        """Return the decision as `decide_match` takes it."""
        return {
            "is_same": self.cleaned_data["decision"] == Sameness.SAME,
            "reason": self.cleaned_data["reason"].strip(),
        }
