"""What an administrator says about grades and signers."""

from typing import Any

from django import forms

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.fields import NearDateField, PoundsField

from ..enums import StreamOwner
from ..models import SigningGrade
from ..selectors.signing import budget_officers, grades_now

#: The highest limit that a grade can have (£10 million), in pence; any amount is said by leaving it empty.
HIGHEST_LIMIT_PENCE = 1_000_000_000


class GradeForm(forms.Form):
    """Asks for a grade and how much it signs for."""

    name = forms.CharField(label="Name of the grade", max_length=80, error_messages={"required": "Enter a name."})
    limit_pence = PoundsField(
        label="Signs up to",
        help_text="For one stream of a plan, in pounds. Leave it empty for any amount.",
        lowest=0,
        highest=HIGHEST_LIMIT_PENCE,
        required=False,
    )
    owner = forms.ChoiceField(
        label="For streams of", choices=[("", "All of them"), *StreamOwner.choices], required=False
    )
    valid_from = NearDateField(
        label="First day", initial=clock.today, error_messages={"required": "Enter the first day."}
    )
    valid_to = NearDateField(label="Last day", required=False, help_text="Leave it empty for “until further notice”.")


class LimitForm(forms.Form):
    """Asks for another limit of a grade, and from when."""

    limit_pence = PoundsField(
        label="Signs up to",
        help_text="For one stream of a plan, in pounds. Leave it empty for any amount.",
        lowest=0,
        highest=HIGHEST_LIMIT_PENCE,
        required=False,
    )
    valid_from = NearDateField(
        label="From which day?",
        help_text="From tomorrow on. Until then the limit of now holds.",
        error_messages={"required": "Enter the first day of the new limit."},
    )


class SignerForm(forms.Form):
    """Asks who signs in which grade."""

    user = forms.ModelChoiceField(
        label="Who?",
        queryset=User.objects.none(),
        empty_label="Choose a budget officer",
        error_messages={"required": "Choose a budget officer."},
    )
    grade = forms.ModelChoiceField(
        label="Grade",
        queryset=SigningGrade.objects.none(),
        empty_label="Choose a grade",
        error_messages={"required": "Choose a grade."},
    )
    valid_from = NearDateField(
        label="First day", initial=clock.today, error_messages={"required": "Enter the first day."}
    )
    valid_to = NearDateField(label="Last day", required=False, help_text="Leave it empty for “until further notice”.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, grade = self.fields["user"], self.fields["grade"]
        assert isinstance(user, forms.ModelChoiceField)
        assert isinstance(grade, forms.ModelChoiceField)
        user.queryset, grade.queryset = budget_officers(), grades_now()


class LastDayForm(forms.Form):
    """Asks when a grade or an appointment ends."""

    last_day = NearDateField(label="Last day", initial=clock.today, error_messages={"required": "Enter the last day."})
