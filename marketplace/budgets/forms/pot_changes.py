"""What an officer says when money of a pot moves, is kept aside or is let go again."""

from typing import Any

from django import forms

from marketplace.core.fields import PoundsField
from marketplace.core.money import format_pounds

from ..models import Pot
from ..selectors.virement import pots_to_move_to
from ..services.award import HIGHEST_AWARD_PENCE


class PotChangeForm(forms.Form):
    """Amount and reason of a change to a pot; the key lets it happen once."""

    use_required_attribute = False

    amount = PoundsField(
        label="How much?", highest=HIGHEST_AWARD_PENCE, error_messages={"required": "Enter an amount."}
    )
    reason = forms.CharField(
        label="Why?",
        help_text="The family can read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why; the family can read it."},
    )
    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class _PotChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Name a pot by its stream and period, with what is left of it."""
        period = f"{obj.valid_from:%-d %B %Y} to {obj.valid_to:%-d %B %Y}"
        return f"{obj.stream.name}, {period} ({format_pounds(obj.left_pence)} left)"


class MoveForm(PotChangeForm):
    """Also where the money goes."""

    target = _PotChoice(
        label="Which budget does the money go to?",
        queryset=Pot.objects.none(),
        empty_label="Choose a budget",
        error_messages={"required": "Choose a budget.", "invalid_choice": "Choose one of these budgets."},
    )
    field_order = ("target", "amount", "reason")

    def __init__(self, *args: Any, pot: Pot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        assert isinstance(target, forms.ModelChoiceField)
        target.queryset = pots_to_move_to(pot)
