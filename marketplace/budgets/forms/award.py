"""What an officer says when a budget is awarded or reduced."""

from typing import Any

from django import forms

from marketplace.core import clock
from marketplace.core.fields import PoundsField

from ..models import FundingStream
from ..services.award import HIGHEST_AWARD_PENCE


def _date_field(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a day.", "invalid": "Enter a day, such as 31 March 2027."},
    )


class AwardForm(forms.Form):
    """Stream, amount, period and reason of an award."""

    use_required_attribute = False

    stream = forms.ModelChoiceField(
        label="Which stream does the money come from?",
        queryset=FundingStream.objects.none(),
        empty_label="Choose a stream",
        error_messages={"required": "Choose a stream."},
    )
    amount = PoundsField(
        label="How much?",
        help_text="For the whole period, in pounds.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    valid_from = _date_field("First day")
    valid_to = _date_field("Last day", "A service is paid from the budget that holds its day.")
    reason = forms.CharField(
        label="Why this amount?",
        help_text="The family can read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the award is made; the family can read it."},
    )
    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        streams = self.fields["stream"]
        assert isinstance(streams, forms.ModelChoiceField)
        streams.queryset = FundingStream.objects.valid_on(clock.today())

    def clean(self) -> dict[str, Any]:
        """Say reversed dates beside the date."""
        answers = super().clean() or {}
        first, last = answers.get("valid_from"), answers.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day must be on or after the first day.")
        return answers


class ReductionForm(forms.Form):
    """Amount and reason of a reduction."""

    use_required_attribute = False

    amount = PoundsField(
        label="By how much?",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="The family can read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the award is reduced; the family can read it."},
    )
    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ChildSearchForm(forms.Form):
    """Finds a child by its own or its family's name."""

    all_optional = True
    use_required_attribute = False

    name = forms.CharField(label="Name of the child or the family", required=False, max_length=80)
