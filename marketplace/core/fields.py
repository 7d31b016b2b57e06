"""Form fields for money, postcodes and dates."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from .forms import DateField
from .money import format_pounds, pence_from_pounds
from .postcode import normalise_postcode
from .selectors import find_place


class PoundsField(forms.DecimalField):
    """Asks for an amount in pounds and gives pence; `lowest` and `highest` are in pence."""

    default_error_messages = {
        "invalid": "Enter an amount in pounds, such as 12.50.",
        "max_digits": "Enter a smaller amount.",
        "max_decimal_places": "Enter pounds and pence, such as 12.50.",
        "max_whole_digits": "Enter a smaller amount.",
    }

    def __init__(self, *, lowest: int = 1, highest: int, **kwargs: Any) -> None:
        self.lowest = lowest
        self.highest = highest
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input-money"}))
        super().__init__(decimal_places=2, max_digits=12, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Accept what people write: a pound sign, thousands commas, spaces around."""
        if isinstance(value, str):
            value = value.strip().removeprefix("£").replace(",", "").strip()
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        """Return pence, or refuse an amount outside the bounds with a sentence that names them."""
        pounds = super().clean(value)
        if pounds is None:
            return None
        pence = pence_from_pounds(pounds)
        if not self.lowest <= pence <= self.highest:
            raise forms.ValidationError(
                f"Enter an amount from {format_pounds(self.lowest)} to {format_pounds(self.highest)}.",
                code="bounds",
            )
        return pence

    def prepare_value(self, value: Any) -> Any:
        """Show stored pence as pounds, and what was typed as it was typed."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value


class PostcodeField(forms.CharField):
    """Asks for a full postcode and gives it in its tidy form, or refuses one that is not in the table."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Postcode")
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "width-postcode"}))
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the postcode as `GL1 2NE`, or nothing where nothing was typed."""
        text = super().clean(value)
        if not text:
            return ""
        postcode = normalise_postcode(text)
        if postcode is None:
            raise forms.ValidationError("Enter a full UK postcode, such as GL1 2NE.", code="form")
        if find_place(postcode) is None:
            raise forms.ValidationError(f"We do not know the postcode {postcode}. Check it for slips.", code="unknown")
        return postcode


class NearDateField(DateField):
    """Asks for a date of these decades: a slip such as the year 0026 is refused before anyone counts with it."""

    default_validators = [
        MinValueValidator(date(1990, 1, 1), "Enter a year from 1990 to 2099."),
        MaxValueValidator(date(2099, 12, 31), "Enter a year from 1990 to 2099."),
    ]
