"""Forms about problems with listings: reporting one, answering it, passing it on."""

from typing import Any

from django import forms

from .enums import ProblemKind, ProblemState


class ReportProblemForm(forms.Form):
    """Asks what is wrong. Programs that fill in every field give themselves away by `leave_empty`."""

    kind = forms.ChoiceField(
        label="What is the problem?",
        choices=ProblemKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the problem is."},
    )
    what = forms.CharField(
        label="Tell us more",
        widget=forms.Textarea({"rows": 5}),
        max_length=2000,
        help_text="Do not give a child’s full name. If something on the page is wrong, say what is right.",
        error_messages={"required": "Say what is wrong."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        help_text="Only if you want to be told what was done. The provider does not see it.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Enter an e-mail address, such as name@example.org."},
    )
    leave_empty = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_leave_empty(self) -> str:
        """Refuse what a program typed; a person to whose browser it happened sees the field and can empty it."""
        if self.cleaned_data["leave_empty"]:
            self.fields["leave_empty"].widget.attrs.pop("tabindex")
            raise forms.ValidationError("Empty this field, so that we know you are a person.")
        return ""

    def answer(self) -> dict[str, Any]:
        """Return the report as `report_problem` takes it."""
        kind = ProblemKind(self.cleaned_data["kind"])
        return {"kind": kind, "what": self.cleaned_data["what"], "email": self.cleaned_data["email"]}


class AnswerProblemForm(forms.Form):
    """Asks what was done about a report."""

    state = forms.ChoiceField(
        label="What did you find?",
        choices=[
            (ProblemState.PUT_RIGHT, "There was a problem, and it is put right"),
            (ProblemState.NO_PROBLEM, "There is nothing to change"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you found."},
    )
    answer = forms.CharField(
        label="What was done?",
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text="Whoever told us reads this. Name no child and no other family.",
        error_messages={"required": "Say what was done."},
    )

    def said(self) -> dict[str, Any]:
        """Return the answer as `answer_problem` takes it."""
        return {"state": ProblemState(self.cleaned_data["state"]), "answer": self.cleaned_data["answer"]}


class PassOnForm(forms.Form):
    """Asks why a report is for the council."""

    reason = forms.CharField(
        label="Why should the council look at this?",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why the council should look at this."},
    )
