"""What a family says against a figure, and what the council answers."""

from typing import Any

from django import forms

from marketplace.core.fields import PoundsField

from ..services.award import HIGHEST_AWARD_PENCE


class ChallengeForm(forms.Form):
    """Why the family thinks a figure wrong."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why do you think it is wrong?",
        help_text="For example: something about your child has changed, or an answer was not right.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why you think that the figure is wrong."},
    )


class AnswerForm(forms.Form):
    """Whether the family is right, why, and the new figure where it is."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[("upheld", "The family is right: the figure changes"), ("rejected", "The figure stays")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you decide."},
    )
    amount = PoundsField(
        label="The new figure, where it changes",
        help_text="In pounds, for all days of the figure. It must be above the present one.",
        highest=HIGHEST_AWARD_PENCE,
        required=False,
    )
    answer = forms.CharField(
        label="Your answer to the family",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write an answer; the family reads it."},
    )

    def clean(self) -> dict[str, Any]:
        """Say beside the amount that it is missing, or that it has no effect."""
        answers = super().clean() or {}
        if "amount" in self.errors or "outcome" not in answers:
            return answers
        if answers["outcome"] == "upheld" and answers.get("amount") is None:
            self.add_error("amount", "Enter the new figure.")
        if answers["outcome"] == "rejected" and answers.get("amount") is not None:
            self.add_error("amount", "Leave this empty where the figure stays.")
        return answers
