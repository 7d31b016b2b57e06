"""What a line of a plan says: how much of what, priced how, paid by which streams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import Truncator

from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Category, Service, UnitCost
from marketplace.catalogue.prices import price_sentence
from marketplace.core.fields import PoundsField
from marketplace.core.forms import FilterForm
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE

from ..enums import LineKind
from ..models import FundingStream, PlanLine, PlanOutcome, SupportPlan
from ..selectors.plan import kinds_of_service
from ..services.award import HIGHEST_AWARD_PENCE
from ..services.plan_lines import HIGHEST_PLAN_QUANTITY, LineWish, ServiceChoice

_SHARE_SENTENCE = "Enter a share from 0 to 100 per cent, such as 50."
_QUANTITY_SENTENCE = f"Enter a number above 0 and up to {HIGHEST_PLAN_QUANTITY:,}."


def _quantity_field(label: str, hint: str) -> forms.DecimalField:
    kinds = ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=label,
        help_text=hint,
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "width-4"}),
        error_messages=dict.fromkeys(kinds, _QUANTITY_SENTENCE),
    )


def _grouped(kinds: Iterable[Category]) -> list[Any]:
    """Return choices of kinds of service under the names of their groups."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind in kinds:
        groups[kind.parent.name if kind.parent else kind.name].append((str(kind.pk), kind.name))
    return list(groups.items())


class _OutcomeField(forms.ModelChoiceField):
    """Asks which of the plan's outcomes a line serves, in the family's words."""

    def label_from_instance(self, obj: PlanOutcome) -> str:
        """Return the words, cut where they are long."""
        return Truncator(obj.words).chars(100)


class _PriceField(forms.ModelChoiceField):
    """Asks for one of a service's prices."""

    def label_from_instance(self, obj: UnitCost) -> str:
        """Return the price as a sentence."""
        return price_sentence(obj)


class PlanPartForm(forms.Form):
    """Asks what every line says: what it is for, its kind of service, and which outcome it serves."""

    description = forms.CharField(
        label="What is it?", max_length=300, error_messages={"required": "Say what the line is for."}
    )
    category = forms.TypedChoiceField(
        label="Kind of service", error_messages={"required": "Choose a kind of service."}, empty_value=None
    )
    plan_outcome = _OutcomeField(
        label="What is it for?",
        queryset=PlanOutcome.objects.none(),
        required=False,
        empty_label="Nothing in particular",
    )
    is_contingency = forms.BooleanField(
        label="Keep it aside for what nobody can foresee",
        required=False,
        help_text="It is part of the budget, but it can only be spent after the council has let it go.",
    )

    def __init__(self, *args: Any, plan: SupportPlan, kinds: Sequence[Category] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(kinds_of_service()) if kinds is None else kinds
        by_id = {str(kind.pk): kind for kind in offered}
        category, outcome = self.fields["category"], self.fields["plan_outcome"]
        assert isinstance(category, forms.TypedChoiceField)
        assert isinstance(outcome, _OutcomeField)
        category.choices = [("", "Choose a kind of service"), *_grouped(offered)]
        category.coerce = by_id.__getitem__
        outcome.queryset = plan.outcomes.all()


class MoneyLineForm(PlanPartForm):
    """Asks for a line of money."""

    amount_pence = PoundsField(
        label="How much?",
        help_text="For the plan’s whole time, in pounds.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    kind = LineKind.MONEY
    field_order = ("description", "amount_pence", "category", "plan_outcome", "is_contingency")

    def wish(self) -> LineWish:
        """Return the line that was asked for."""
        return LineWish(kind=self.kind, **self.cleaned_data)


class HoursLineForm(PlanPartForm):
    """Asks for a line of hours, or of anything else that is counted."""

    quantity = _quantity_field("How many?", "For the plan’s whole time. For example, 2 hours a week for a year is 104.")
    unit = forms.ChoiceField(label="Of what?", choices=Unit.choices, initial=Unit.HOUR)
    unit_price_pence = PoundsField(
        label="What does one cost?",
        help_text="In pounds. Leave it empty if you do not know yet.",
        highest=HIGHEST_UNIT_COST_PENCE,
        required=False,
    )
    kind = LineKind.HOURS
    field_order = ("description", "quantity", "unit", "unit_price_pence", "category", "plan_outcome", "is_contingency")

    def wish(self) -> LineWish:
        """Return the line that was asked for."""
        return LineWish(kind=self.kind, **self.cleaned_data)


class SupportLineForm(MoneyLineForm):
    """Asks for a form of support, whose price may not be known."""

    amount_pence = PoundsField(
        label="What does it cost?",
        help_text="For the plan’s whole time, in pounds. Leave it empty if you do not know yet.",
        highest=HIGHEST_AWARD_PENCE,
        required=False,
    )
    kind = LineKind.SUPPORT


LINE_FORMS: dict[str, type[MoneyLineForm] | type[HoursLineForm]] = {
    LineKind.MONEY: MoneyLineForm,
    LineKind.HOURS: HoursLineForm,
    LineKind.SUPPORT: SupportLineForm,
}


def line_initial(line: PlanLine) -> dict[str, Any]:
    """Return what a line says now, for the form of its kind."""
    names = ("description", "is_contingency", "amount_pence", "unit", "unit_price_pence")
    quantity = None if line.quantity is None else f"{line.quantity.normalize():f}"
    said = {"category": str(line.category_id), "plan_outcome": line.plan_outcome_id, "quantity": quantity}
    return said | {name: getattr(line, name) for name in names}


class ServiceSearchForm(FilterForm):
    """Finds services of a kind by words."""

    kind = forms.TypedChoiceField(label="Kind of service", required=False, empty_value=None)
    q = forms.CharField(label="Words", required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(kinds_of_service())
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)
        kind.choices = [("", "Any kind"), *_grouped(offered)]
        kind.coerce = {str(each.pk): each for each in offered}.__getitem__


class ServiceLineForm(PlanPartForm):
    """Asks for how much of a service at which of its prices of today, or, without a price, what it costs if known."""

    unit_cost = _PriceField(
        label="Which price?",
        queryset=UnitCost.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a price.", "invalid_choice": "Choose one of the prices shown."},
    )
    quantity = _quantity_field("How many?", "For the plan’s whole time. For example, once a week for a year is 52.")
    amount_pence = PoundsField(
        label="What does it cost?",
        help_text="For the plan’s whole time, in pounds. Leave it empty if you do not know yet.",
        highest=HIGHEST_AWARD_PENCE,
        required=False,
    )
    field_order = (
        "unit_cost",
        "quantity",
        "amount_pence",
        "description",
        "category",
        "plan_outcome",
        "is_contingency",
    )

    def __init__(
        self, *args: Any, plan: SupportPlan, service: Service, costs: Sequence[UnitCost], **kwargs: Any
    ) -> None:
        super().__init__(*args, plan=plan, kinds=list(service.categories.select_related("parent")), **kwargs)
        self.service = service
        if costs:
            del self.fields["amount_pence"]
            cost = self.fields["unit_cost"]
            assert isinstance(cost, _PriceField)
            cost.queryset = UnitCost.objects.filter(pk__in=[each.pk for each in costs])
            return
        del self.fields["unit_cost"], self.fields["quantity"]
        if service.is_free:
            del self.fields["amount_pence"]

    def choice(self) -> ServiceChoice:
        """Return the choice that was made."""
        return ServiceChoice(service=self.service, **self.cleaned_data)


class FundingForm(forms.Form):
    """Asks which streams pay a line: one of them, or several by shares or by amounts."""

    BY_SHARES, BY_AMOUNTS = "shares", "amounts"

    pays = forms.ChoiceField(
        label="Which part of the budget pays?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which part of the budget pays."},
    )

    def __init__(self, *args: Any, line: PlanLine, streams: Sequence[FundingStream], **kwargs: Any) -> None:
        self.line, self.streams = line, streams
        super().__init__(*args, **kwargs)
        self.initial = self._initial({part.stream_id: part.amount_pence for part in line.funding.all()})
        pays = self.fields["pays"]
        assert isinstance(pays, forms.ChoiceField)
        pays.choices = [(str(stream.pk), stream.name) for stream in streams]
        if len(streams) > 1:
            pays.choices += [
                (self.BY_SHARES, "Several of them, by per cent"),
                (self.BY_AMOUNTS, "Several of them, by amounts in pounds"),
            ]
            for stream in streams:
                self.fields[self.part_name(stream)] = forms.CharField(
                    label=f"{stream.name} pays",
                    required=False,
                    max_length=20,
                    widget=forms.TextInput({"class": "width-20"}),
                )

    @staticmethod
    def part_name(stream: FundingStream) -> str:
        """Return the name of the field for the part that a stream pays."""
        return f"part-{stream.code}"

    def _initial(self, parts: dict[UUID, int]) -> dict[str, Any]:
        if len(parts) < 2:
            return {"pays": str(next(iter(parts), ""))}
        typed = {self.part_name(each): f"{parts[each.pk] / 100:.2f}" for each in self.streams if each.pk in parts}
        return {"pays": self.BY_AMOUNTS} | typed

    def clean(self) -> dict[str, Any]:
        """Read what each stream pays: per cent or pounds, as was chosen."""
        pays = self.cleaned_data.get("pays")
        if pays in (self.BY_SHARES, self.BY_AMOUNTS):
            self.cleaned_data["parts"] = {stream.pk: self._part(stream, pays) for stream in self.streams}
        return self.cleaned_data

    def _part(self, stream: FundingStream, pays: str) -> Any:
        name = self.part_name(stream)
        typed = self.cleaned_data.get(name, "").replace("%", "").strip() or "0"
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), _SHARE_SENTENCE)
        by_shares = forms.DecimalField(min_value=0, max_value=100, error_messages=wrong)
        field = by_shares if pays == self.BY_SHARES else PoundsField(lowest=0, highest=HIGHEST_AWARD_PENCE)
        try:
            return field.clean(typed)
        except forms.ValidationError as error:
            self.add_error(name, error)
            return Decimal(0)
