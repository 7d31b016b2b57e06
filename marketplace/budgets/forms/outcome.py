"""What people say about outcomes, and what officers say about when they are asked."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import escape

from marketplace.catalogue.models import Outcome
from marketplace.core import clock
from marketplace.core.fields import NearDateField

from ..enums import DOES_NOT_APPLY, OutcomeScore, Respondent
from ..models import OutcomeReview
from ..outcome_words import question_about

#: What the browser sends where an outcome does not apply.
NO_SCORE = "none"
_CHOICES = [*((str(score), label) for score, label in reversed(OutcomeScore.choices)), (NO_SCORE, DOES_NOT_APPLY)]


class OutcomeForm(forms.Form):
    """Asks how things are with every outcome: a choice of words and a comment for each."""

    use_required_attribute = False

    def __init__(self, *args: Any, review: OutcomeReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = list(Outcome.objects.all())
        for outcome in self.outcomes:
            self.fields[f"score-{outcome.pk}"] = forms.ChoiceField(
                label=question_about(outcome, Respondent(review.respondent)),
                help_text=escape(outcome.name),
                choices=_CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose an answer for “{outcome.name}”."},
            )
            self.fields[f"comment-{outcome.pk}"] = forms.CharField(
                label=f"Anything to add about “{outcome.name}”?",
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "class": "textarea-short"}),
            )

    def answers(self) -> dict[UUID, int | None]:
        """Return the score of each outcome, none where it does not apply."""
        chosen = {outcome.pk: self.cleaned_data[f"score-{outcome.pk}"] for outcome in self.outcomes}
        return {pk: None if score == NO_SCORE else int(score) for pk, score in chosen.items()}

    def comments(self) -> dict[UUID, str]:
        """Return what is added about each outcome."""
        return {outcome.pk: self.cleaned_data[f"comment-{outcome.pk}"] for outcome in self.outcomes}


class ChildsWishForm(forms.Form):
    """Asks whether a child wants to answer."""

    use_required_attribute = False

    wish = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No, not this time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].label = question

    @property
    def consented(self) -> bool:
        """Say whether the child wants to answer."""
        return bool(self.cleaned_data["wish"] == "yes")


class PlanReviewsForm(forms.Form):
    """Asks by when the first answers are wanted."""

    use_required_attribute = False

    first_due = NearDateField(
        label="By when are the next answers wanted?",
        help_text="People can answer from 30 days before.",
        error_messages={"required": "Enter a day.", "invalid": "Enter a day, such as 31 March 2027."},
    )

    def clean_first_due(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["first_due"]
        if day < clock.today():
            raise forms.ValidationError("Choose today or a later day.")
        return day


class RescheduleForm(forms.Form):
    """Asks for another day for a review, and why."""

    use_required_attribute = False

    due_on = NearDateField(
        label="New day",
        error_messages={"required": "Enter a day.", "invalid": "Enter a day, such as 31 March 2027."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="It is kept with the child’s record.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the day is moved."},
    )
