"""What officers say about payments to families."""

from typing import Any

from django import forms

from marketplace.core import clock
from marketplace.core.fields import PoundsField

from ..enums import PaymentRhythm
from ..models import ScheduledPayment
from ..selectors.payment import payments_to_make
from ..services.award import HIGHEST_AWARD_PENCE
from .route import day_field


class PaymentPlanForm(forms.Form):
    """Asks for the total, the first day and how often."""

    use_required_attribute = False

    total = PoundsField(
        label="How much altogether?",
        help_text="In pounds. It is split into equal payments.",
        highest=HIGHEST_AWARD_PENCE,
        error_messages={"required": "Enter an amount."},
    )
    every = forms.ChoiceField(
        label="How often?",
        choices=PaymentRhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
    first_due = day_field("When is the first payment due?")


class PaidForm(forms.Form):
    """Asks which payments were made, when, and under which reference."""

    use_required_attribute = False

    payments = forms.ModelMultipleChoiceField(
        label="Payments that were made",
        queryset=ScheduledPayment.objects.none(),
        error_messages={
            "required": "Choose the payments that were made.",
            "invalid_choice": "One of these payments is not on the list any more: it was paid or cancelled meanwhile.",
        },
    )
    paid_on = day_field("On which day were they paid?")
    reference = forms.CharField(
        label="Reference in the finance system",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "width-20"}),
        error_messages={"required": "Enter the reference of the finance system."},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        payments = self.fields["payments"]
        assert isinstance(payments, forms.ModelMultipleChoiceField)
        payments.queryset = payments_to_make(clock.today())
