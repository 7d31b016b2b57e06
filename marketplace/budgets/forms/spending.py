"""What families say about what they spent, and what officers make of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from marketplace.catalogue.models import Category
from marketplace.core.fields import PoundsField
from marketplace.core.money import format_pounds
from marketplace.core.uploads import CheckedFileField

from ..models import Pot
from ..services.award import HIGHEST_AWARD_PENCE
from .route import day_field, words_field

_RECEIPT_HINT = "A photo (JPEG, PNG, WebP or HEIC) or a PDF, of up to 10 MB."


class PotField(forms.ModelChoiceField):
    """Offers pots, each with what is left."""

    def label_from_instance(self, obj: Pot) -> str:
        """Name the stream, the period and what is left."""
        period = f"{obj.valid_from:%-d %B %Y} to {obj.valid_to:%-d %B %Y}"
        return f"{obj.stream.name}, {period}: {format_pounds(obj.left_pence)} left"


class SpendingForm(forms.Form):
    """Asks what was bought of which pot."""

    use_required_attribute = False

    pot = PotField(
        label="Which part of the budget did you use?",
        queryset=Pot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose which part of the budget you used."},
    )
    spent_on = day_field("When did you pay?", missing="Enter the day when you paid.")
    payee = forms.CharField(label="Who did you pay?", max_length=120, error_messages={"required": "Say who you paid."})
    what = forms.CharField(
        label="What was it for?",
        help_text="For example, two hours of help on Saturday.",
        max_length=300,
        error_messages={"required": "Say what it was for."},
    )
    category = forms.ModelChoiceField(
        label="What kind of thing is it?",
        queryset=Category.objects.none(),
        empty_label="Choose a kind",
        error_messages={"required": "Choose what kind of thing it is."},
    )
    amount = PoundsField(
        label="How much did you pay?",
        help_text="The whole amount, in pounds.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter how much you paid."},
    )
    receipt = CheckedFileField(
        label="Receipt",
        help_text=f"{_RECEIPT_HINT} Your family, whoever you let see your budget, and the council can see it.",
        required=False,
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, pots: QuerySet[Pot], kinds: QuerySet[Category], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, rows in (("pot", pots), ("category", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def answer(self) -> dict[str, Any]:
        """Return what `record_spending` asks for."""
        said = dict(self.cleaned_data)
        return said | {"amount_pence": said.pop("amount")}


class ReplyForm(forms.Form):
    """Asks for a family's answer, and for the receipt where there is none."""

    use_required_attribute = False

    reply = words_field("Your answer", missing="Write an answer. A sentence is enough.", most=2000)
    receipt = CheckedFileField(label="Receipt", help_text=_RECEIPT_HINT, required=False)

    def __init__(self, *args: Any, has_receipt: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if has_receipt:
            del self.fields["receipt"]


class SpendingDecisionForm(forms.Form):
    """Asks an officer what to do with a record, and why."""

    ACCEPT, QUERY, REJECT = "accept", "query", "reject"
    CHOICES = [
        (ACCEPT, "Accept it"),
        (QUERY, "Ask the family"),
        (REJECT, "Do not accept it: the money goes back to the budget, and the family has to make it good"),
    ]
    use_required_attribute = False

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        choices=CHOICES,
        error_messages={"required": "Choose what you decide."},
    )
    words = forms.CharField(
        label="Your question, or why",
        help_text="The family reads it.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, may_ask: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not may_ask:
            decision = self.fields["decision"]
            assert isinstance(decision, forms.ChoiceField)
            decision.choices = [choice for choice in self.CHOICES if choice[0] != self.QUERY]
