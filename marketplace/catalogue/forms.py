"""Forms of the provider's workspace and of the officers who look at listings."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from marketplace.core import clock
from marketplace.core.fields import NearDateField, PoundsField
from marketplace.core.forms import TimeField
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE

from .enums import DayType, ListingState, PriceReliability, Unit
from .services.session import LARGEST_CAPACITY, MOST_WEEKS

LEAST_QUANTITY = Decimal("0.25")


def _between(lowest: int, highest: int, what: str) -> dict[str, Any]:
    """Return the arguments of a whole-number field whose every error is the same sentence."""
    sentence = f"Enter {what} from {lowest} to {highest}."
    messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), sentence)
    return {"min_value": lowest, "max_value": highest, "error_messages": messages, "widget": _whole_number()}


def _whole_number() -> forms.TextInput:
    return forms.TextInput({"inputmode": "numeric", "class": "width-4"})


def _time_messages(required: str) -> dict[str, str]:
    return {"required": required, "invalid": "Enter a time, such as 15:30."}


class UnitCostForm(forms.Form):
    """Asks for a price and the day from which it holds."""

    amount_pence = PoundsField(
        label="Price", highest=HIGHEST_UNIT_COST_PENCE, error_messages={"required": "Enter a price."}
    )
    unit = forms.ChoiceField(label="For one", choices=Unit.choices, initial=Unit.SESSION)
    grade = forms.CharField(
        label="Grade or ratio",
        max_length=40,
        required=False,
        help_text="For example 1:1, 2:1 or nurse. Leave it empty where there is only one.",
    )
    day_type = forms.ChoiceField(label="On which days?", choices=DayType.choices, initial=DayType.ANY)
    minimum_quantity = forms.DecimalField(
        label="Fewest that can be booked",
        max_digits=6,
        decimal_places=2,
        min_value=LEAST_QUANTITY,
        initial=1,
        help_text="For example 2, where you come for 2 hours at least.",
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            "Enter a number from 0.25 to 9,999.",
        ),
    )
    vat_percent = forms.IntegerField(
        label="VAT included, per cent",
        initial=0,
        help_text="0 where you charge no VAT. Families see one price with VAT in it.",
        **_between(0, 100, "a percentage"),
    )
    includes = forms.CharField(
        label="What the price includes",
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
        help_text="For example lunch, transport or a second carer.",
    )
    reliability = forms.ChoiceField(
        label="How firm is it?",
        choices=PriceReliability.choices,
        initial=PriceReliability.PUBLISHED,
        widget=forms.RadioSelect,
    )
    valid_from = NearDateField(
        label="First day",
        initial=clock.today,
        help_text="A price for the same unit that holds now ends the day before.",
        error_messages={"required": "Choose the first day of the price."},
    )
    valid_to = NearDateField(label="Last day", required=False, help_text="Leave it empty for “until further notice”.")

    def clean(self) -> dict[str, Any]:
        """Refuse dates that are reversed."""
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day must not be before the first day.")
        return self.cleaned_data


class FreeForm(forms.Form):
    """Asks whether the service costs families nothing."""

    is_free = forms.BooleanField(
        label="It is free to families",
        required=False,
        help_text="They pay nothing and contact you to arrange it. Leave it empty where there is a price.",
    )


class EndUnitCostForm(forms.Form):
    """Asks for the last day of a price."""

    last_day = NearDateField(label="Last day of this price", initial=clock.today)


class SessionForm(forms.Form):
    """Asks when a session is and how many can come; the same again for some weeks."""

    day = NearDateField(label="Day", error_messages={"required": "Choose a day."})
    starts = TimeField(label="Starts at", error_messages=_time_messages("Enter the time it starts."))
    ends = TimeField(label="Ends at", error_messages=_time_messages("Enter the time it ends."))
    ends_on = NearDateField(
        label="Ends on another day", required=False, help_text="Only where a session goes on past midnight."
    )
    capacity = forms.IntegerField(label="Places", **_between(1, LARGEST_CAPACITY, "a number of places"))
    weeks = forms.IntegerField(
        label="For how many weeks?",
        initial=1,
        help_text="1 adds this session only. 6 adds it at the same time in each of 6 weeks.",
        **_between(1, MOST_WEEKS, "a number of weeks"),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the day on which the session ends into a number of nights."""
        day, ends_on = self.cleaned_data.get("day"), self.cleaned_data.pop("ends_on", None)
        nights = (ends_on - day).days if isinstance(day, date) and ends_on else 0
        if not 0 <= nights <= 31:
            self.add_error("ends_on", "Choose a day on or up to a month after the day it starts.")
        return self.cleaned_data | {"nights": nights}


class CapacityForm(forms.Form):
    """Asks how many can come to a session."""

    capacity = forms.IntegerField(label="Places", **_between(1, LARGEST_CAPACITY, "a number of places"))


class DecideListingForm(forms.Form):
    """Asks an officer for a decision on a listing; what can be decided depends on its state."""

    CHOICES = {
        ListingState.SUBMITTED: [("approve", "Publish it"), ("return", "Return it to the provider")],
        ListingState.LIVE: [("suspend", "Suspend it: families no longer see or book it")],
        ListingState.SUSPENDED: [("restore", "Put it back into view")],
    }

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what you decide.",
            "invalid_choice": "The listing has changed in the meantime. Look at it again, then decide.",
        },
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=2000,
        help_text="Needed when you return or suspend a listing. The provider reads it.",
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = self.CHOICES.get(ListingState(state), [])  # type: ignore[attr-defined]


class FindListingForm(forms.Form):
    """Narrows the officers' list of listings."""

    all_optional = True
    STATES = (ListingState.SUBMITTED, ListingState.LIVE, ListingState.SUSPENDED, ListingState.DRAFT)

    state = forms.ChoiceField(label="Show", choices=[(state.value, state.label) for state in STATES], required=False)
    q = forms.CharField(label="Name of listing or provider", required=False, max_length=100)

    def answer(self) -> Iterator[Any]:
        """Return the state and the text to look for; listings that wait, where the address makes no sense."""
        found = self.cleaned_data if self.is_valid() else {}
        yield ListingState(found.get("state") or ListingState.SUBMITTED)
        yield found.get("q") or ""
