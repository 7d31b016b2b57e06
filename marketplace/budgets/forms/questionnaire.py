"""What an officer writes of a questionnaire."""

from typing import Any

from django import forms

from ..models import Questionnaire
from ..questionnaire_rules import MOST_POINTS


def _number(label: str, highest: int, hint: str = "", negative: str = "") -> forms.IntegerField:
    wrong = f"Enter a whole number from 0 to {highest}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=highest,
        error_messages={"required": wrong, "invalid": wrong, "min_value": negative or wrong, "max_value": wrong},
    )


def _points(label: str, hint: str) -> forms.IntegerField:
    negative = "Points cannot be negative. Give 0 where an answer should not count."
    return _number(label, MOST_POINTS, hint, negative)


def _long_text(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class QuestionnaireForm(forms.Form):
    """The name of a questionnaire, and what families read before they begin; a later version keeps its name."""

    use_required_attribute = False

    name = forms.CharField(
        label="Name",
        help_text="Families see it.",
        max_length=80,
        error_messages={"required": "Give the questionnaire a name."},
    )
    introduction = _long_text("What do families read before they begin?")

    def __init__(self, *args: Any, questionnaire: Questionnaire | None = None, **kwargs: Any):
        if questionnaire:
            kwargs["initial"] = {"name": questionnaire.name, "introduction": questionnaire.introduction}
        super().__init__(*args, **kwargs)
        if questionnaire and questionnaire.version > 1:
            del self.fields["name"]


class DomainForm(forms.Form):
    """A part of life."""

    use_required_attribute = False

    title = forms.CharField(
        label="Title",
        help_text="The part of life that it asks about, such as “Sleep”.",
        max_length=120,
        error_messages={"required": "Give the domain a title."},
    )
    explanation = _long_text("What does it cover?", "Families read it above the questions.")


class QuestionForm(forms.Form):
    """A question of a domain."""

    use_required_attribute = False

    text = forms.CharField(
        label="Question",
        help_text="In plain English, about one thing only.",
        max_length=300,
        error_messages={"required": "Write the question."},
    )
    help_text = _long_text("What helps to answer it?", "Families read it below the question.")


class DescriptorForm(forms.Form):
    """An answer to choose, with its points."""

    use_required_attribute = False

    text = forms.CharField(
        label="Answer",
        help_text="A sentence that a family can recognise itself in.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write the answer."},
    )
    child_points = _points("Points for the child", "Adjusted for the child’s age. Families never see points.")
    family_points = _points("Points for the family", "Never adjusted for age.")


class AgeAdjustmentForm(forms.Form):
    """The share of the child's points that counts at some ages."""

    use_required_attribute = False

    age_from = _number("From age", 25)
    age_to = _number("To age", 25, "This age is included.")
    percent = _number("Share of the child’s points that counts", 200, "In per cent. 100 changes nothing.")

    def clean(self) -> dict[str, Any]:
        """Say reversed ages beside the age that has to change."""
        answers = super().clean() or {}
        first, last = answers.get("age_from"), answers.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", "The last age must not be below the first.")
        return answers
