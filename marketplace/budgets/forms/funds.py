"""What holders of funds say about what they spent."""

from typing import Any

from django import forms

from marketplace.core.fields import PoundsField

from ..services.award import HIGHEST_AWARD_PENCE
from .route import day_field, words_field


class StatementForm(forms.Form):
    """Asks what was spent of a fund, from when to when, and on what."""

    use_required_attribute = False

    first_day = day_field("First day")
    last_day = day_field("Last day", help_text="Today or earlier.")
    spent = PoundsField(
        label="How much was spent?",
        help_text="In pounds, for all of these days. Enter 0 where nothing was spent.",
        lowest=0,
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount; 0 where nothing was spent."},
    )
    note = words_field(
        "What was it spent on?", hint="The family reads it.", missing="Say what it was spent on.", most=2000
    )

    def answer(self) -> dict[str, Any]:
        """Return what `enter_statement` asks for."""
        said = dict(self.cleaned_data)
        return said | {"spent_pence": said.pop("spent")}
