"""Asks why something is done that cannot be undone."""

from typing import Any

from django import forms


class ReasonForm(forms.Form):
    """Why; `hint` says who reads it."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
