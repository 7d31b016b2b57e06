"""How every form on the site is drawn, and how dates and times are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class MarketplaceFormRenderer(TemplatesSetting):
    """Gives every form and field the site's own label, hint, error and `aria-describedby`."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"


class FilterForm(forms.Form):
    """A form that narrows a list: as every field is optional, none says so."""

    all_optional = True


class DateInput(forms.DateInput):
    """The browser's own date picker, which wants its value as `2026-03-27`."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateField(forms.DateField):
    """Asks for a date near today, which people like to pick from a calendar."""

    widget = DateInput


class TimeField(forms.TimeField):
    """Asks for a time of day."""

    widget = TimeInput


class DatePartsInput(forms.MultiWidget):
    """Day, month and year as three numbers."""

    template_name = "components/date_parts.html"
    parts = {"Day": "2", "Month": "2", "Year": "4"}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = [
            forms.TextInput({"inputmode": "numeric", "maxlength": length, "class": f"width-{length}"})
            for length in self.parts.values()
        ]
        super().__init__(widgets, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name each part, so that the template can label it."""
        context = super().get_context(name, value, attrs)
        for part, widget in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            widget["part"] = part
        return context

    def decompress(self, value: date | None) -> list[int | None]:
        """Return the three parts of a date."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DatePartsField(forms.MultiValueField):
    """Asks for a date that people know by heart, such as a date of birth."""

    widget = DatePartsInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 27 3 2016.")
        super().__init__(fields=[forms.IntegerField() for _ in DatePartsInput.parts], **kwargs)

    def compress(self, data_list: list[int]) -> date | None:
        """Return the date, or refuse one that is not in the calendar."""
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError("Enter a real date, such as 27 3 2016.", code="invalid") from error
