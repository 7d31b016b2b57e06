"""What officers choose to see: a part of a story, a period, a stream, an order, whose answers."""

from typing import Any

from django import forms

from marketplace.core.forms import FilterForm

from ..enums import Respondent
from ..models import FundingStream
from ..selectors.period import Period, periods, today_as_period
from ..selectors.planned_list import ORDERS
from ..selectors.story import PARTS


class StoryFilter(FilterForm):
    """Chooses a part of a child's story."""

    part = forms.ChoiceField(label="Part", required=False, choices=[("", "Everything"), *PARTS.items()])


class PeriodFilter(FilterForm):
    """Chooses the period for which budgets are counted."""

    period = forms.ChoiceField(label="Period", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {period.code: period for period in periods()}
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, period.title) for code, period in self._periods.items()]

    @property
    def chosen_period(self) -> Period:
        """Return the period that was chosen, today where none was or there is none such."""
        code = self.cleaned_data.get("period", "") if self.is_valid() else ""
        return self._periods.get(code, today_as_period())


class PlannedFilter(PeriodFilter):
    """Chooses the period, a stream and the order of planned and actual spending."""

    stream = forms.ModelChoiceField(
        label="Stream", required=False, queryset=FundingStream.objects.all(), to_field_name="code", empty_label="All"
    )
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[(code, title) for code, (title, _) in ORDERS.items()]
    )

    @property
    def chosen_stream(self) -> FundingStream | None:
        """Return the stream that was chosen, if one was."""
        return self.cleaned_data.get("stream") if self.is_valid() else None

    @property
    def chosen_order(self) -> str:
        """Return the order that was chosen, by child where none was."""
        return (self.cleaned_data.get("sort") if self.is_valid() else "") or "child"


class RespondentFilter(FilterForm):
    """Chooses whose answers are counted."""

    respondent = forms.ChoiceField(label="Whose answers", required=False, choices=Respondent.choices)

    @property
    def chosen(self) -> Respondent:
        """Return whose answers were chosen, parents' where none were."""
        return Respondent((self.cleaned_data.get("respondent") if self.is_valid() else "") or Respondent.PARENT)
