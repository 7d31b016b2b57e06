"""What officers say about a child's figures: for what they are, the package before, an override, a conversation."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from marketplace.accounts.models import Child
from marketplace.catalogue.enums import Unit
from marketplace.core import clock
from marketplace.core.fields import NearDateField, PoundsField

from ..enums import AllocationMethod, ConversationKind
from ..models import AllocationPolicy, FundingStream, IndicativeAllocation, PresentPackage, SupportPlan
from ..selectors.allocation import plans_to_cost
from ..services.allocation_basis import HIGHEST_QUANTITY
from ..services.award import HIGHEST_AWARD_PENCE


def _day_field(label: str, hint: str = "", *, required: bool = True) -> NearDateField:
    return NearDateField(
        label=label,
        help_text=hint,
        required=required,
        error_messages={"required": "Enter a day.", "invalid": "Enter a day, such as 31 March 2027."},
    )


def _stream_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Which stream?",
        queryset=FundingStream.objects.none(),
        empty_label="Choose a stream",
        error_messages={"required": "Choose a stream.", "invalid_choice": "Choose a stream of the list."},
    )


def _set_streams(form: forms.Form) -> None:
    streams = form.fields["stream"]
    assert isinstance(streams, forms.ModelChoiceField)
    streams.queryset = FundingStream.objects.all()


def _text_field(label: str, hint: str, error: str, *, rows: int = 3, longest: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error},
    )


class FigureForForm(forms.Form):
    """For which stream and days a figure is worked out."""

    use_required_attribute = False

    stream = _stream_field()
    valid_from = _day_field("First day")
    valid_to = _day_field("Last day", "A year ends on the day before the same date.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _set_streams(self)

    def clean(self) -> dict[str, Any]:
        """Say reversed days beside the day."""
        answers = super().clean() or {}
        first, last = answers.get("valid_from"), answers.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day must be on or after the first day.")
        return answers


class FigureBasisForm(forms.Form):
    """What the method of a policy still needs: a quantity, a plan, or nothing."""

    use_required_attribute = False

    quantity = forms.DecimalField(
        max_digits=9,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=HIGHEST_QUANTITY,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "width-4"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            f"Enter a number above 0 and at most {HIGHEST_QUANTITY:,}, such as 120 or 7.5.",
        ),
    )
    plan = forms.ModelChoiceField(
        label="Which plan?",
        queryset=SupportPlan.objects.none(),
        empty_label="Choose a plan",
        error_messages={"required": "Choose a plan.", "invalid_choice": "Choose a plan of the list."},
    )

    def __init__(self, *args: Any, child: Child, policy: AllocationPolicy, days: tuple[Any, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if policy.method != AllocationMethod.UNIT_COST:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].label = f"How many {Unit(policy.unit).label}s in these days?"
        if policy.method != AllocationMethod.COSTED_PLAN:
            del self.fields["plan"]
        else:
            plans = self.fields["plan"]
            assert isinstance(plans, forms.ModelChoiceField)
            plans.queryset = plans_to_cost(child, *days)
            plans.help_text = "Plans for exactly these days, being written or agreed."


class OverrideForm(forms.Form):
    """Another amount than was worked out."""

    use_required_attribute = False

    amount = PoundsField(
        label="What is the figure?",
        help_text="In pounds, for all days of the figure.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    reason = _text_field("Why?", "The family can read it.", "Say why the figure is changed; the family can read it.")


class WithdrawalForm(forms.Form):
    """Why a figure is taken back."""

    use_required_attribute = False

    reason = _text_field("Why?", "A family that has seen the figure can read it.", "Say why the figure is withdrawn.")


class PackageForm(forms.Form):
    """What a child has had from a stream so far."""

    use_required_attribute = False

    stream = _stream_field()
    description = _text_field(
        "What does the child have now?",
        "In words the family would use, such as “two nights a month at Oak House”. The family can read it.",
        "Say what the child has now.",
    )
    amount = PoundsField(
        label="What does it cost in a year?",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    valid_from = _day_field("First day")
    valid_to = _day_field("Last day", "Leave it empty while it goes on.", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _set_streams(self)


class PackageCorrectionForm(forms.Form):
    """What was recorded wrongly of a package, or when it ends."""

    use_required_attribute = False

    description = PackageForm.base_fields["description"]
    amount = PackageForm.base_fields["amount"]
    valid_to = PackageForm.base_fields["valid_to"]
    reason = _text_field("Why?", "Officers read it in the history.", "Say why the package is changed.")

    @staticmethod
    def initial_of(package: PresentPackage) -> dict[str, Any]:
        """Return what the form begins with: what is recorded."""
        return {
            "description": package.description,
            "amount": package.amount_pence,
            "valid_to": package.valid_to,
        }


class ConversationForm(forms.Form):
    """A conversation with the family, and the figures that it sees after it."""

    use_required_attribute = False

    held_on = _day_field("When did you talk?", "Today or an earlier day.")
    kind = forms.ChoiceField(
        label="How?",
        choices=ConversationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you talked."},
    )
    with_whom = forms.CharField(
        label="Who took part?", max_length=200, error_messages={"required": "Say who took part."}
    )
    notes = _text_field(
        "What was said?", "Officers read it, the family does not.", "Say what was said.", rows=6, longest=4000
    )
    allocations = forms.ModelMultipleChoiceField(
        label="Which figures may the family see now?",
        queryset=IndicativeAllocation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "A figure no longer waits. Look at the figures again."},
    )

    def __init__(self, *args: Any, waiting: Iterable[IndicativeAllocation], **kwargs: Any):
        super().__init__(*args, **{"initial": {"held_on": clock.today()}} | kwargs)
        figures = self.fields["allocations"]
        assert isinstance(figures, forms.ModelMultipleChoiceField)
        rows = list(waiting)
        figures.queryset = IndicativeAllocation.objects.filter(pk__in=[row.pk for row in rows])
        figures.choices = [(row.pk, f"{row.stream.name}, {_days(row)}") for row in rows]


def _days(figure: IndicativeAllocation) -> str:
    return f"{figure.valid_from:%-d %B %Y} to {figure.valid_to:%-d %B %Y}"
