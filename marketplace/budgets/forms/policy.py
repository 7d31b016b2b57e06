"""What officers say about policy: the rules for all streams, and how the amounts of one are set."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from marketplace.catalogue.enums import Unit
from marketplace.core.fields import NearDateField, PoundsField
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE

from ..enums import POINTS_METHODS, AllocationMethod, PlanOrder
from ..figures import Band, band_problems, gaps_in
from ..models import AllocationPolicy, BudgetPolicy
from ..selectors.policy import bands_of, questionnaires_in_use
from ..services.allocation_policy import (
    COARSEST_STEP_PENCE,
    HIGHEST_CAP_PERMILLE,
    HIGHEST_POINTS,
    METHOD_NEEDS,
    PolicyTerms,
)
from ..services.award import HIGHEST_AWARD_PENCE
from ..services.policy import MOST_WORKING_DAYS

#: How many empty bands are offered at first, and each time more are asked for.
EMPTY_BANDS = 6
MOST_BANDS = 60


class PermilleField(forms.DecimalField):
    """Asks for a share in per cent with one decimal, and gives thousandths; the bounds are in thousandths."""

    def __init__(self, *, lowest: int, highest: int, **kwargs: Any) -> None:
        bounds = f"Enter a share from {Decimal(lowest) / 10:f} to {Decimal(highest) / 10:f} per cent, such as 75.5."
        kwargs["error_messages"] = dict.fromkeys(("invalid", "max_decimal_places", "min_value", "max_value"), bounds)
        super().__init__(
            min_value=Decimal(lowest) / 10,
            max_value=Decimal(highest) / 10,
            decimal_places=1,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "width-4"}),
            **kwargs,
        )

    def clean(self, value: Any) -> int | None:
        """Return thousandths."""
        per_cent = super().clean(value)
        return None if per_cent is None else int(per_cent * 10)

    def prepare_value(self, value: Any) -> Any:
        """Show stored thousandths as per cent, and what was typed as it was typed."""
        return f"{Decimal(value) / 10:f}" if isinstance(value, int) else value


def whole_number(label: str, *, lowest: int, highest: int, hint: str = "", required: bool = True) -> forms.IntegerField:
    """Return a field for a whole number, with one sentence for whatever is wrong with it."""
    sentence = f"Enter a whole number from {lowest:,} to {highest:,}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=lowest,
        max_value=highest,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


def first_day_field(hint: str = "From tomorrow on.") -> NearDateField:
    """Return the field for the first day of a policy."""
    return NearDateField(
        label="First day",
        help_text=hint,
        error_messages={"required": "Enter a day.", "invalid": "Enter a day, such as 1 April 2027."},
    )


def reason_field(hint: str, error: str) -> forms.CharField:
    """Return the field for why something is done."""
    return forms.CharField(
        label="Why?",
        help_text=hint,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": error},
    )


class BudgetPolicyForm(forms.Form):
    """The rules for all streams from a day on."""

    use_required_attribute = False

    plan_order = forms.ChoiceField(
        label="When does the figure come?", choices=PlanOrder.choices, widget=forms.RadioSelect
    )
    challenge_working_days = whole_number(
        "Working days in which a challenge is answered", lowest=1, highest=MOST_WORKING_DAYS
    )
    amendment_percent = whole_number(
        "A change of a plan needs no signing officer up to this share of each stream, in per cent",
        lowest=0,
        highest=100,
    )
    amendment_pence = PoundsField(
        label="And up to this much in each stream",
        help_text="In pounds. Whichever is less.",
        lowest=0,
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount in pounds, such as 500."},
    )
    close_after_days = whole_number(
        "Days after a period’s end in which its bookings are still settled", lowest=0, highest=366
    )
    sample_percent = whole_number(
        "Share of the spending that families record which officers look at, in per cent", lowest=0, highest=100
    )
    valid_from = first_day_field()
    reason = reason_field("Officers read it in the history.", "Say why the rules change.")

    @staticmethod
    def initial_of(policy: BudgetPolicy) -> dict[str, Any]:
        """Return what the form begins with: the rules that hold."""
        asked = BudgetPolicyForm.base_fields.keys() - {"valid_from", "reason"}
        return {name: getattr(policy, name) for name in asked}


class MethodForm(forms.Form):
    """How the amounts of a stream are set."""

    use_required_attribute = False

    method = forms.ChoiceField(
        label="How are amounts set?",
        choices=AllocationMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how amounts are set."},
    )


class PolicyTermsForm(forms.Form):
    """What the method needs, and what goes with every method: protection, rounding, tolerance, the first day."""

    use_required_attribute = False

    questionnaire_name = forms.ChoiceField(
        label="Which questionnaire gives the points?", error_messages={"required": "Choose the questionnaire."}
    )
    price_point_pence = PoundsField(
        label="What is a point worth?",
        help_text="In pounds for a year.",
        highest=HIGHEST_UNIT_COST_PENCE,
        error_messages={"required": "Enter what a point is worth."},
    )
    unit = forms.ChoiceField(label="What is one unit?", choices=Unit.choices)
    unit_rate_pence = PoundsField(
        label="What does one unit cost?",
        help_text="In pounds.",
        highest=HIGHEST_UNIT_COST_PENCE,
        error_messages={"required": "Enter what one unit costs."},
    )
    flat_sum_pence = PoundsField(
        label="What does every child get?",
        help_text="In pounds for a year.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter what every child gets."},
    )
    fall_floor_permille = PermilleField(
        label="A figure is at least this share of last year’s package, in per cent",
        help_text="75.5 means that it never falls by more than 24.5%. Leave it empty for no limit.",
        lowest=1,
        highest=1000,
        required=False,
    )
    rise_cap_permille = PermilleField(
        label="A figure is at most this share of last year’s package, in per cent",
        help_text="103.5 means that it never rises by more than 3.5%. Leave it empty for no limit.",
        lowest=1000,
        highest=HIGHEST_CAP_PERMILLE,
        required=False,
    )
    round_to_pence = PoundsField(
        label="Figures are rounded in steps of",
        help_text="In pounds, such as 1 or 10.",
        highest=COARSEST_STEP_PENCE,
        error_messages={"required": "Enter an amount in pounds, such as 1."},
    )
    pack_tolerance_percent = whole_number(
        "A plan may be above the figure by this share, in per cent",
        lowest=0,
        highest=100,
        hint="Because goods come in packs.",
    )
    valid_from = first_day_field()
    reason = reason_field("Officers read it in the history.", "Say why amounts are set this way.")
    accept_gaps = forms.BooleanField(label="Leave these points without a figure", required=False)

    def __init__(self, *args: Any, method: AllocationMethod, is_first: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.method = method
        needed = METHOD_NEEDS[method]
        for name in {name for needs in METHOD_NEEDS.values() for name in needs} & self.fields.keys() - {*needed}:
            del self.fields[name]
        del self.fields["accept_gaps"]
        if method in POINTS_METHODS:
            names = self.fields["questionnaire_name"]
            assert isinstance(names, forms.ChoiceField)
            names.choices = [("", "Choose a questionnaire"), *((name, name) for name in questionnaires_in_use())]
        if is_first:
            self.fields["valid_from"].help_text = "It is the stream’s first policy, so it may begin on any day."

    def warn_of_gaps(self, sentence: str) -> bool:
        """Ask whether points may be without a figure; say whether that was ticked."""
        self.fields["accept_gaps"] = self.base_fields["accept_gaps"]
        if self.data.get("accept_gaps"):
            return True
        self.add_error("accept_gaps", sentence)
        return False

    def terms(self, bands: tuple[Band, ...] = ()) -> PolicyTerms:
        """Return what was said, once it is valid."""
        kept = self.fields.keys() - {"valid_from", "reason", "accept_gaps"}
        return PolicyTerms(method=self.method, bands=bands, **{name: self.cleaned_data[name] for name in kept})

    @staticmethod
    def initial_of(policy: AllocationPolicy | None) -> dict[str, Any]:
        """Return what the form begins with: what the stream's present policy says, or the usual."""
        row = policy or AllocationPolicy()
        asked = PolicyTermsForm.base_fields.keys() - {"valid_from", "reason", "accept_gaps"}
        return {name: getattr(row, name) for name in asked}


class PolicyWithdrawalForm(forms.Form):
    """Why a planned policy is taken back."""

    use_required_attribute = False

    reason = reason_field("Officers read it in the audit trail.", "Say why it is withdrawn.")


class BandForm(forms.Form):
    """One band; a row that is left empty is no band."""

    use_required_attribute = False
    all_optional = True

    points_from = whole_number("Points from", lowest=0, highest=HIGHEST_POINTS)
    points_to = whole_number("Points to", lowest=0, highest=HIGHEST_POINTS, hint="Empty: and above.", required=False)
    amount_pence = PoundsField(
        label="Amount",
        help_text="In pounds for a year.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount, or leave the whole band empty."},
    )

    def clean(self) -> dict[str, Any]:
        """Say reversed points beside the points."""
        answers = super().clean() or {}
        first, last = answers.get("points_from"), answers.get("points_to")
        if first is not None and last is not None and last < first:
            self.add_error("points_to", "A band must not end before it begins.")
        return answers


class BandFormSetBase(forms.BaseFormSet[BandForm]):
    """The bands of a policy."""

    item_name = "Band"

    def bands(self) -> tuple[Band, ...]:
        """Return the bands that were filled in, once they are valid."""
        return tuple(Band(**form.cleaned_data) for form in self.forms if form.cleaned_data)

    def gaps(self) -> list[str]:
        """Return the points between the bands that are in none, in words; bands that overlap are another matter."""
        bands = self.bands()
        return gaps_in(bands) if bands and not any(band_problems(bands)) else []


def band_formset(
    data: Mapping[str, Any] | None, policy: AllocationPolicy | None, *, more: bool = False
) -> BandFormSetBase:
    """Return the rows for bands: what was typed, or the present policy's, then empty ones.

    With `more`, what was typed is kept as it is, unchecked, before as many empty rows as there were and then some.
    """
    if data is not None and not more:
        return _formset(0)(data, prefix="bands")
    present = bands_of(policy) if policy else ()
    rows = [vars(band) for band in present] if data is None else _typed(data)
    still_empty = max(_shown(data) - len(rows), 0) if data is not None else 0
    return _formset(still_empty + EMPTY_BANDS)(initial=rows, prefix="bands")


def _shown(data: Mapping[str, Any]) -> int:
    """Return how many rows the page had."""
    total = str(data.get("bands-TOTAL_FORMS", ""))
    return min(int(total), MOST_BANDS) if total.isdecimal() else 0


def _formset(extra: int) -> Any:
    return forms.formset_factory(
        BandForm, formset=BandFormSetBase, extra=extra, max_num=MOST_BANDS, absolute_max=MOST_BANDS, validate_max=True
    )


def _typed(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = list(BandForm.base_fields)
    rows = [{name: data.get(f"bands-{row}-{name}", "") for name in names} for row in range(MOST_BANDS)]
    return [row for row in rows if any(row.values())]
