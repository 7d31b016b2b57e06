"""What a family says when it books, and what a provider or an officer says when it moves a booking."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from marketplace.accounts.models import Child
from marketplace.catalogue.models import Service, Session, UnitCost
from marketplace.catalogue.prices import price_sentence
from marketplace.catalogue.quantities import HIGHEST_QUANTITY
from marketplace.catalogue.selectors import coming_sessions, costs_at, unit_costs_on
from marketplace.core import clock
from marketplace.core.fields import PoundsField

from .selectors import PaymentOption
from .services import BookingWish


class ChildField(forms.ModelChoiceField):
    """Offers the children for whom the person may book."""

    def label_from_instance(self, obj: Child) -> str:
        """Name the child, with the age today."""
        age = obj.age_on(clock.today())
        return f"{obj.given_name}, {age} year{'' if age == 1 else 's'} old"


class CostField(forms.ModelChoiceField):
    """Offers the service's prices, as sentences."""

    def label_from_instance(self, obj: UnitCost) -> str:
        """Say the price with its unit."""
        return price_sentence(obj)


class WishForm(forms.Form):
    """Asks for the child and, where the service has no fixed session, for when and how much."""

    use_required_attribute = False

    child = ChildField(
        label="Who is it for?",
        queryset=Child.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who it is for."},
    )
    cost = CostField(
        label="Which price?",
        queryset=UnitCost.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose a price.",
            "invalid_choice": "That price is not offered any more. Choose another.",
        },
    )
    date = forms.DateField(
        label="Which day?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day.", "invalid": "Enter a day, such as 31 March 2027."},
    )
    time = forms.TimeField(
        label="What time does it begin?",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Enter the time.", "invalid": "Enter a time, such as 16:30."},
    )
    quantity = forms.DecimalField(
        label="How many?",
        help_text="Hours, items, days or whatever the price is for one of. Hours and miles can be in quarters.",
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"}),
        error_messages={
            "required": "Enter how many.",
            "invalid": "Enter a number, such as 2 or 1.5.",
            "max_digits": f"Enter a quantity of at most {HIGHEST_QUANTITY}.",
            "max_decimal_places": "Enter a number with at most two decimals.",
            "max_whole_digits": f"Enter a quantity of at most {HIGHEST_QUANTITY}.",
        },
    )

    def __init__(self, *args: Any, service: Service, session: Session | None, children: QuerySet[Child], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.service = service
        self.session = session
        self._child_field.queryset = children
        self._cost_field.queryset = self._costs()
        if session:
            for name in ("date", "time", "quantity"):
                del self.fields[name]
        if not self.is_bound:
            self._choose_where_there_is_one_choice()

    @property
    def _child_field(self) -> ChildField:
        field = self.fields["child"]
        assert isinstance(field, ChildField)
        return field

    @property
    def _cost_field(self) -> CostField:
        field = self.fields["cost"]
        assert isinstance(field, CostField)
        return field

    def _costs(self) -> QuerySet[UnitCost]:
        if self.session:
            return UnitCost.objects.filter(pk__in=[cost.pk for cost in costs_at(self.service, self.session.starts_at)])
        return unit_costs_on(self.service, clock.today())

    def _choose_where_there_is_one_choice(self) -> None:
        for name, queryset in (("child", self._child_field.queryset), ("cost", self._cost_field.queryset)):
            only = list(queryset[:2]) if queryset is not None else []
            if len(only) == 1:
                self.initial[name] = only[0].pk

    def wish(self) -> BookingWish:
        """Return what was asked for; the form is valid."""
        answers = self.cleaned_data
        return BookingWish(
            child=answers["child"],
            service=self.service,
            unit_cost=answers["cost"],
            session=self.session,
            starts_at=self._starts_at(),
            quantity=answers.get("quantity"),
        )

    def _starts_at(self) -> datetime | None:
        if self.session:
            return None
        return timezone.make_aware(datetime.combine(self.cleaned_data["date"], self.cleaned_data["time"]))


class PaymentForm(forms.Form):
    """Asks how much of the price each budget pays; starts from the proposal."""

    use_required_attribute = False

    idempotency_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, options: Sequence[PaymentOption], price_pence: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[option.field_name] = PoundsField(
                label=option.pot.stream.name,
                help_text=option.hint,
                lowest=0,
                highest=max(price_pence, 1),
                required=False,
                initial=option.proposed_pence,
            )
        self.fields["note"] = forms.CharField(
            label="Anything the provider should know?",
            help_text="Only this provider sees it.",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def funding(self) -> dict[Any, int]:
        """Return the pence that each pot pays; the form is valid."""
        return {option.pot.pk: self.cleaned_data[option.field_name] or 0 for option in self.options}


class ReasonForm(forms.Form):
    """Asks why."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, so that the other side knows."},
    )

    def __init__(self, *args: Any, hint: str, required: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.fields["reason"].required = required


def session_of(service: Service, session_id: str | None) -> Session | None:
    """Return the coming session of the service that the address names, or None."""
    try:
        return coming_sessions(service).filter(pk=session_id).first() if session_id else None
    except (ValueError, forms.ValidationError):
        return None
