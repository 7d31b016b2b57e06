"""What a family says when it answers a questionnaire: a page for every domain, all of its questions on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.html import escape, format_html

from ..enums import TakenWith
from ..models import AssessmentAnswer, Question, QuestionnaireDomain
from ..services.assessment import GivenAnswer


@dataclass(frozen=True)
class AskedQuestion:
    """The fields of a question; whether its note is shown at once."""

    choice: BoundField
    note: BoundField

    @property
    def is_noted(self) -> bool:
        """Say whether something is in the note, or wrong with it."""
        return bool(self.note.value() or self.note.errors)


class DomainAnswersForm(forms.Form):
    """The questions of a domain as radio buttons, each with a note. Points are never shown.

    `needs_all` is false for somebody who saves to come back later: what is missing is no mistake then.
    """

    use_required_attribute = False
    #: A note says itself that nobody has to write one.
    all_optional = True

    def __init__(
        self,
        *args: Any,
        domain: QuestionnaireDomain,
        answers: Mapping[UUID, AssessmentAnswer] | None = None,
        needs_all: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(domain.questions.all())
        for question in self.questions:
            answer = (answers or {}).get(question.pk)
            self.fields[_choice(question)] = _choice_field(question, answer, needs_all)
            self.fields[_note(question)] = _note_field(question, answer)

    def clean(self) -> dict[str, Any]:
        """Refuse a note without an answer, which could not be kept."""
        answers = super().clean() or {}
        for question in self.questions:
            choice = _choice(question)
            if answers.get(_note(question)) and not answers.get(choice) and not self.has_error(choice):
                self.add_error(choice, f"Choose an answer to “{question.text}”, so that we can keep your note.")
        return answers

    def asked(self) -> Iterator[AskedQuestion]:
        """Yield the fields of each question."""
        for question in self.questions:
            yield AskedQuestion(self[_choice(question)], self[_note(question)])

    def given(self) -> list[GivenAnswer]:
        """Return every valid answer of the page, even where another is missing or wrong."""
        return [answer for question in self.questions if (answer := self._given_to(question))]

    def _given_to(self, question: Question) -> GivenAnswer | None:
        chosen = self.cleaned_data.get(_choice(question))
        descriptor = next((each for each in question.descriptors.all() if str(each.pk) == chosen), None)
        return GivenAnswer(descriptor, self.cleaned_data.get(_note(question))) if descriptor else None


class TakenWithForm(forms.Form):
    """Whether a family answers on its own."""

    use_required_attribute = False

    taken_with = forms.ChoiceField(
        label="Who answers the questions?",
        choices=[
            (TakenWith.ALONE, "We answer on our own"),
            (TakenWith.SUPPORTER, "Somebody helps us, such as a key worker, a friend or an advocate"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who answers the questions."},
    )


def _choice_field(question: Question, answer: AssessmentAnswer | None, needs_all: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.text,
        help_text=escape(question.help_text),
        choices=[(str(each.pk), each.text) for each in question.descriptors.all()],
        initial=str(answer.descriptor_id) if answer else None,
        widget=forms.RadioSelect,
        required=needs_all,
        error_messages={
            "required": f"Choose an answer to “{question.text}”, or save and come back later.",
            "invalid_choice": f"Choose one of the answers to “{question.text}”.",
        },
    )


def _note_field(question: Question, answer: AssessmentAnswer | None) -> forms.CharField:
    about = format_html('<span class="visually-hidden"> About: {}</span>', question.text)
    return forms.CharField(
        label=format_html("Anything to add? You do not have to.{}", about),
        initial=answer.note if answer else "",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


def _choice(question: Question) -> str:
    return f"answer-{question.pk}"


def _note(question: Question) -> str:
    return f"note-{question.pk}"
