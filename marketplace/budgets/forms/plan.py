"""What a family or an officer says of a plan as a whole, and what those who sign it say."""

from django import forms

from marketplace.catalogue.models import Outcome
from marketplace.core.fields import NearDateField

from ..outcome_words import outcome_explained


def _text(label: str, hint: str = "", *, rows: int = 6, longest: int = 4000, missing: str = "") -> forms.CharField:
    """Return a field for several lines; it may stay empty unless a sentence for that is given."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=bool(missing),
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
    )


class PlanPeriodForm(forms.Form):
    """Asks for which days a plan is."""

    valid_from = NearDateField(
        label="First day",
        error_messages={"required": "Enter the first day of the plan."},
    )
    valid_to = NearDateField(
        label="Last day",
        error_messages={"required": "Enter the last day of the plan."},
    )


class WhatMattersForm(forms.Form):
    """Asks what matters to the child and the family."""

    what_matters = _text(
        "What matters to us",
        "The people, places and things that are important. What a good day is like, and what a bad day is like.",
        rows=10,
    )


class KeepSafeForm(forms.Form):
    """Asks how the child keeps safe."""

    keep_safe = _text(
        "How I keep safe",
        "What could go wrong, what helps, and who to call. Write it the way your child would say it, if you like.",
        rows=10,
    )


class _OutcomeField(forms.ModelChoiceField):
    """Asks for one of the council's outcomes."""

    def label_from_instance(self, obj: Outcome) -> str:
        """Return the outcome with what it is about."""
        return outcome_explained(obj)


class PlanOutcomeForm(forms.Form):
    """Asks what the family wants to happen, and which of the council's outcomes that is."""

    words = _text(
        "What do you want to happen?",
        "In your own words. For example: I have a friend I see at weekends.",
        rows=3,
        longest=1000,
        missing="Say what you want to happen.",
    )
    outcome = _OutcomeField(
        label="What is it most about?",
        queryset=Outcome.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is most about."},
    )


class AmendmentForm(forms.Form):
    """Asks why an agreed plan should change."""

    reason = _text(
        "Why should the plan change?",
        "The people who sign it read this.",
        rows=4,
        longest=2000,
        missing="Say why the plan should change.",
    )


class ReturnForm(forms.Form):
    """Asks what should change before the plan can be signed."""

    reason = _text(
        "What should change?",
        "The family and the officers can read it.",
        rows=4,
        longest=2000,
        missing="Say what should change.",
    )


class SignatureForm(forms.Form):
    """Asks for a name as a signature, under the sending of the plan (`revision`) that was read."""

    name = forms.CharField(
        label="Type your full name to sign", max_length=120, error_messages={"required": "Type your name to sign."}
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class StreamSignatureForm(SignatureForm):
    """Asks an officer for a signature, and perhaps a note."""

    note = _text("Note", "For example, what you looked at. Officers can read it.", rows=3, longest=2000)
