"""What officers say about how a pot is managed, and what families ask for."""

from typing import Any

from django import forms

from marketplace.core import clock
from marketplace.core.fields import NearDateField, PoundsField
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE
from marketplace.providers.models import Provider

from ..enums import FAMILY_HELD_ROUTES, FeeMode, Route, WithholdingReason
from ..models import Pot
from ..selectors.route import direct_payment_is_possible, route_on


def day_field(label: str, *, missing: str = "Enter a day.", **more: Any) -> NearDateField:
    """Return a field for a day, with our words where it is missing or is none."""
    said = {"required": missing, "invalid": "Enter a day, such as 31 March 2027."}
    return NearDateField(label=label, error_messages=said, **more)


def words_field(label: str, *, missing: str, hint: str = "", most: int = 1000) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class RouteForm(forms.Form):
    """Asks how a pot is managed from a day on, by whom and for what fee."""

    use_required_attribute = False

    route = forms.ChoiceField(
        label="How is it managed?",
        choices=Route.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is managed."},
    )
    valid_from = day_field("From which day?", help_text="Today or later. The way of now ends the day before.")
    holder = forms.ModelChoiceField(
        label="Which provider holds the fund?",
        help_text="For an individual service fund only.",
        queryset=Provider.objects.none(),
        required=False,
        empty_label="No provider",
    )
    holder_name = forms.CharField(
        label="Who holds it for the family, or is paid the fee?",
        help_text="For example, a relative, a trust, or a payroll service.",
        required=False,
        max_length=120,
    )
    fee_pence = PoundsField(
        label="Fee for managing it",
        help_text="For the whole time, in pounds. It is paid at once. Agree it with the family first.",
        highest=HIGHEST_UNIT_COST_PENCE,
        required=False,
    )
    fee_mode = forms.ChoiceField(
        label="Where does the fee come from?",
        choices=FeeMode.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = words_field("Why this way?", hint="The family can read it.", missing="Say why; the family can read it.")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ModelChoiceField)
        holder.queryset = Provider.objects.filter(refused_on__isnull=True).order_by("name")

    def answer(self) -> dict[str, Any]:
        """Return what `set_route` asks for."""
        fee_pence = self.cleaned_data["fee_pence"] or 0
        return self.cleaned_data | {
            "route": Route(self.cleaned_data["route"]),
            "fee_pence": fee_pence,
            "fee_mode": self.cleaned_data["fee_mode"] if fee_pence else "",
        }


class ReasonForm(forms.Form):
    """Asks why."""

    use_required_attribute = False

    reason = words_field("Why?", missing="Say why.")

    def __init__(self, *args: Any, label: str = "Why?", hint: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class WithholdForm(forms.Form):
    """Asks why payments are withheld, and from when."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=WithholdingReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about."},
    )
    reason = words_field(
        "Why?",
        hint="The family reads it. Do not write what could put somebody at risk.",
        missing="Say why; the family reads it.",
    )
    valid_from = day_field("From which day?")


class RouteRequestForm(forms.Form):
    """Asks a family which other way it would like, and why."""

    use_required_attribute = False

    wanted = forms.ChoiceField(
        label="Which way would you like?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the way you would like."},
    )
    reason = words_field("Why?", hint="A sentence is enough.", missing="Say why you would like this.")

    def __init__(self, *args: Any, pot: Pot, **kwargs: Any):
        super().__init__(*args, **kwargs)
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.ChoiceField)
        wanted.choices = [(route.value, route.label) for route in _other_ways(pot)]


def _other_ways(pot: Pot) -> list[Route]:
    """Return the ways that the pot is not managed by and that its stream's rules let it be."""
    today = clock.today()
    now = route_on(pot, max(today, pot.valid_from))
    kept = set(Route) - {Route(now.route) if now else Route.COUNCIL}
    if not direct_payment_is_possible(pot, today):
        kept -= set(FAMILY_HELD_ROUTES)
    return [route for route in Route if route in kept]
