"""Form fields for money."""

from decimal import Decimal
from typing import Any

from django import forms

from .money import format_pounds, pence_from_pounds


class PoundsField(forms.DecimalField):
    """Asks for an amount in pounds and gives pence; `lowest` and `highest` are in pence."""

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
