"""Forms of claims: proving one by a code or by an explanation, and deciding one."""

from typing import Any

from django import forms
from django.db.models import TextChoices


class ClaimEmailForm(forms.Form):
    """Asks for an address at the entry's own domain."""

    email = forms.EmailField(
        label="An e-mail address of yours there",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address, such as name@example.org.",
        },
    )


class ClaimCodeForm(forms.Form):
    """Asks for the code that was sent."""

    code = forms.CharField(
        label="Code",
        max_length=12,
        help_text="6 digits, from the e-mail.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "width-10"}),
        error_messages={"required": "Enter the code from the e-mail."},
    )


class ExplanationForm(forms.Form):
    """Asks how the council can know that the entry is the person's."""

    explanation = forms.CharField(
        label="How can the council know that this is you?",
        widget=forms.Textarea({"rows": 5}),
        max_length=1000,
        help_text="For example your role, and a telephone number from your website on which an officer can ask.",
        error_messages={"required": "Tell the council how it can know that this is you."},
    )


class ClaimDecision(TextChoices):
    """What an officer makes of a claim."""

    APPROVE = "approve", "Approve: the entry is theirs"
    REFUSE = "refuse", "Refuse"


class DecideClaimForm(forms.Form):
    """Asks an officer for a decision on a claim."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=ClaimDecision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve or refuse."},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=1000,
        help_text="Needed when you refuse. The person reads it.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the claim is refused."""
        if (
            self.cleaned_data.get("decision") == ClaimDecision.REFUSE
            and not self.cleaned_data.get("reason", "").strip()
        ):
            self.add_error("reason", "Say why, so that the person knows what to do.")
        return self.cleaned_data
